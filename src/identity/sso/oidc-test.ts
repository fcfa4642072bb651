import { type Reach, ReachError, type Unreached } from '../../kit/reaching.ts'
import type { Provider } from './oidc.ts'
import { issuerOf, readSettings } from './oidc-settings.ts'

/** One thing that was looked at, in words for whoever set it up. */
export type Finding = { readonly standing: 'ok' | 'warn' | 'wrong'; readonly text: string }
export type TestConnection = (provider: Provider, home: string) => Promise<readonly Finding[]>

const ok = (text: string): Finding => ({ standing: 'ok', text })
const warn = (text: string): Finding => ({ standing: 'warn', text })
const wrong = (text: string): Finding => ({ standing: 'wrong', text })

const SKEW_WARN_MS = 30_000
const UNREACHED: Readonly<Record<Unreached, string>> = {
  address: 'The issuer’s address is none that can be asked: it must begin with https://.',
  name: 'No server has the issuer’s name (DNS). Look for a typing mistake in the address.',
  private: 'The issuer’s name leads to an address inside a private network, which is not asked.',
  refused: 'The server does not answer at that address. It may be down, or a firewall stands between.',
  certificate: 'The server’s certificate (TLS) is not valid for its name, has run out, or was issued by nobody known.',
  timeout: 'The server did not answer within ten seconds.',
  too_large: 'The server’s answer is far too long to be what was asked for.',
}

type Metadata = Readonly<Record<string, unknown>>
type Seen = { readonly metadata: Metadata; readonly findings: readonly Finding[] } | { readonly findings: readonly Finding[] }

/** Goes the way a sign-in goes, as far as that is possible without a person, and says where it ends. */
export const createTest =
  ({ reach, now }: { readonly reach: Reach; readonly now: () => number }): TestConnection =>
  async (provider, home) => {
    const seen = await askMetadata(reach, provider, now)
    if (!('metadata' in seen)) return seen.findings
    return [
      ...seen.findings,
      ...shapeOf(seen.metadata),
      ...(await askClient(reach, provider, seen.metadata, home)),
      ...groupsOf(provider, seen.metadata),
    ]
  }

async function askMetadata(reach: Reach, { connection }: Provider, now: () => number): Promise<Seen> {
  const issuer = issuerOf(readSettings(connection.settings)).href.replace(/\/$/, '')
  try {
    const answer = await reach(`${issuer}/.well-known/openid-configuration`, { headers: { accept: 'application/json' } })
    const date = Date.parse(answer.headers.get('date') ?? '')
    if (answer.status >= 300 && answer.status < 400)
      return { findings: [wrong('The server sends us on to another address. Enter the address it leads to as the issuer.')] }
    if (answer.status !== 200)
      return {
        findings: [
          wrong(
            `The server answers, but has no OpenID Connect description there (${answer.status}). The issuer’s address may lack a part of its path.`,
          ),
        ],
      }
    const metadata = (await answer.json().catch(() => undefined)) as Metadata | undefined
    if (typeof metadata?.['issuer'] !== 'string') return { findings: [wrong('What the server answers is no OpenID Connect description.')] }
    const findings = [ok('The server is there, and describes itself.'), sameIssuer(issuer, metadata['issuer']), ...clockOf(date, now())]
    return findings.some(({ standing }) => standing === 'wrong') ? { findings } : { metadata, findings }
  } catch (error) {
    return { findings: [wrong(UNREACHED[error instanceof ReachError ? error.why : 'refused'])] }
  }
}

function sameIssuer(asked: string, said: string): Finding {
  const isMicrosoft = asked.startsWith('https://login.microsoftonline.com/')
  if (isMicrosoft || said.replace(/\/$/, '') === asked) return ok('It is the issuer it was taken for.')
  return wrong('It calls itself by another address than the issuer entered here. Copy the issuer exactly as the provider shows it.')
}

function clockOf(date: number, now: number): Finding[] {
  if (Number.isNaN(date) || Math.abs(date - now) < SKEW_WARN_MS) return []
  const seconds = Math.round(Math.abs(date - now) / 1000)
  return [warn(`Its clock and ours are ${seconds} seconds apart. More than thirty, and its answers count as too old or too new.`)]
}

function shapeOf(metadata: Metadata): Finding[] {
  const missing = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'].filter((name) => typeof metadata[name] !== 'string')
  if (missing.length > 0) return [wrong(`Its description lacks ${missing.join(', ')}, without which nobody can sign in.`)]
  const methods = metadata['code_challenge_methods_supported']
  return Array.isArray(methods) && !methods.includes('S256')
    ? [warn('It does not say that it knows PKCE with S256, which we always use.')]
    : []
}

/** With a code that cannot be one: a provider that knows us complains about the code, one that does not about us. */
async function askClient(reach: Reach, { connection, clientSecret }: Provider, metadata: Metadata, home: string): Promise<Finding[]> {
  const { clientId } = readSettings(connection.settings)
  const token = String(metadata['token_endpoint'] ?? '')
  const byPost = JSON.stringify(metadata['token_endpoint_auth_methods_supported'] ?? []).includes('client_secret_post')
  const secret = clientSecret ?? ''
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: 'a-test',
    redirect_uri: home,
    code_verifier: 'a'.repeat(43),
    client_id: clientId,
  })
  if (byPost && secret) body.set('client_secret', secret)
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    ...(!byPost && secret && { authorization: `Basic ${basic}` }),
  }
  try {
    const answer = await reach(token, { method: 'POST', headers, body })
    const said = (await answer.json().catch(() => ({}))) as { error?: unknown }
    if (said.error === 'invalid_client' || said.error === 'unauthorized_client')
      return [wrong('It does not know this client ID with this client secret. Copy both again; a secret may also have run out.')]
    if (said.error === 'invalid_grant') return [ok('It knows our client ID and secret.')]
    if (said.error === 'redirect_uri_mismatch')
      return [wrong('It does not know our redirect address. Add the address shown here at the provider.')]
    return [warn('Whether it knows our client ID and secret cannot be told without a person who signs in.')]
  } catch (error) {
    return [wrong(`Where codes are exchanged: ${UNREACHED[error instanceof ReachError ? error.why : 'refused']}`)]
  }
}

function groupsOf({ connection }: Provider, metadata: Metadata): Finding[] {
  const { groupsClaim } = readSettings(connection.settings)
  const claims = metadata['claims_supported']
  if (connection.groupRoles.length === 0 || !Array.isArray(claims) || claims.includes(groupsClaim)) return []
  return [warn(`It does not list “${groupsClaim}” among what it says of people. Without it everybody counts as being in no group.`)]
}
