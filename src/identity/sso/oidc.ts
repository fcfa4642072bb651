import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
} from 'openid-client'
import type { Reach } from '../../kit/reaching.ts'
import type { Connection } from './connections.ts'
import type { Verified } from './finishing.ts'
import { claimsOf, isFactorGiven, momentOf, type Outsider, type Said } from './oidc-claims.ts'
import { issuerOf, type OidcSettings, readSettings } from './oidc-settings.ts'
import { type Unconfirmed, whyUnconfirmed } from './oidc-why.ts'
import type { Begun, Request } from './requests.ts'

export type Provider = { readonly connection: Connection; readonly clientSecret: string | undefined }
export type Oidc = {
  /** Where the browser goes to sign in, or why it cannot. */
  leave(provider: Provider, begun: Begun, way: { readonly home: string; readonly isAfresh: boolean }): Promise<URL | Unconfirmed>
  /** What the provider says of whoever came back to `url` with an answer to `request`. */
  redeem(provider: Provider, request: Request, url: URL): Promise<Verified | { readonly refused: Unconfirmed | Outsider }>
}

/** Under which name it is kept. */
export const CLIENT_SECRET = 'client_secret'
const SCOPE = 'openid email profile'
const KNOWN_FOR_MS = 10 * 60_000
const MOST_KNOWN = 500
const SECONDS = 10
/** How long ago somebody who was asked to sign in afresh may have done so: the length of that page and of a second factor’s. */
const AFRESH_SECONDS = 5 * 60

type Known = { readonly configuration: Promise<Configuration>; readonly until: number }

/** OpenID Connect: the authorization code flow with PKCE, state and nonce, and every token’s signature checked. */
export function createOidc({
  reach,
  clock,
  isLocal,
}: {
  readonly reach: Reach
  readonly clock: () => Date
  readonly isLocal: boolean
}): Oidc {
  const known = new Map<string, Known>()
  const fetch = (url: string, init: object) => reach(url, init)

  /** Asked for again after a while, when the settings change, and after a failure. */
  function configurationOf({ connection, clientSecret }: Provider): Promise<Configuration> {
    const key = JSON.stringify([connection.id, connection.settings, clientSecret])
    const now = clock().getTime()
    const before = known.get(key)
    if (before && before.until > now) return before.configuration
    for (const [each, { until }] of known) if (until <= now || known.size >= MOST_KNOWN) known.delete(each)
    const configuration = discover(readSettings(connection.settings), clientSecret)
    known.set(key, { configuration, until: now + KNOWN_FOR_MS })
    configuration.catch(() => known.delete(key))
    return configuration
  }

  const discover = (settings: OidcSettings, clientSecret: string | undefined) =>
    discovery(issuerOf(settings), settings.clientId, undefined, authOf(clientSecret), {
      [customFetch]: fetch,
      timeout: SECONDS,
      // Without it an id_token that came straight from the provider would be believed for the sake of TLS alone.
      execute: [enableNonRepudiationChecks, ...(isLocal ? [allowInsecureRequests] : [])],
    })

  async function aboutPerson(configuration: Configuration, accessToken: string, token: Said, connection: Connection): Promise<Said> {
    const { groupsClaim } = readSettings(connection.settings)
    const wanted = ['email', 'email_verified', 'name', ...(connection.groupRoles.length > 0 ? [groupsClaim] : [])]
    if (!configuration.serverMetadata().userinfo_endpoint || wanted.every((claim) => token[claim] !== undefined)) return {}
    return fetchUserInfo(configuration, accessToken, String(token['sub']))
  }

  return {
    async leave(provider, { state, nonce, verifier }, { home, isAfresh }) {
      try {
        const configuration = await configurationOf(provider)
        return buildAuthorizationUrl(configuration, {
          response_type: 'code',
          redirect_uri: home,
          scope: SCOPE,
          state,
          nonce,
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          ...(isAfresh && { prompt: 'login', max_age: '0' }),
        })
      } catch (error) {
        return whyUnconfirmed(error)
      }
    },
    async redeem(provider, { nonce, verifier, isAfresh }, url) {
      const settings = readSettings(provider.connection.settings)
      try {
        const configuration = await configurationOf(provider)
        const answer = await authorizationCodeGrant(configuration, url, {
          expectedNonce: nonce,
          expectedState: url.searchParams.get('state') ?? '',
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(isAfresh && { maxAge: AFRESH_SECONDS }),
        })
        const token: Said = answer.claims() ?? {}
        const claims = claimsOf(settings, token, await aboutPerson(configuration, answer.access_token, token, provider.connection))
        if ('refused' in claims) return claims
        const factorGiven = provider.connection.asksFactor && isFactorGiven(settings, token)
        return { ...claims, authenticatedAt: momentOf(token['auth_time']), factorGiven }
      } catch (error) {
        return { refused: whyUnconfirmed(error) }
      }
    },
  }
}

/** In the way the provider names; a client without a secret has PKCE alone. */
function authOf(secret: string | undefined): ClientAuth {
  if (secret === undefined) return None()
  const [post, basic] = [ClientSecretPost(secret), ClientSecretBasic(secret)]
  return (server, ...rest) =>
    server.token_endpoint_auth_methods_supported?.includes('client_secret_post') ? post(server, ...rest) : basic(server, ...rest)
}
