import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'

/** What it does wrong, where it does anything wrong. */
export type Bend = {
  /** Over what it would say in the id_token. */
  readonly token?: Readonly<Record<string, unknown>>
  readonly alg?: 'none' | 'HS256'
  /** Signed by a key that it does not publish. */
  readonly strange?: boolean
  /** Changed after it was signed. */
  readonly tampered?: boolean
  /** The `iss` of its answer; null for none. */
  readonly iss?: string | null
}
export type Issuer = AsyncDisposable & {
  readonly url: string
  /** Its key, by which others may sign for it. */
  readonly asked: string[]
  /** The address it sends the browser back to, once this person signed in. */
  answer(authorization: string, claims: Readonly<Record<string, unknown>>, bend?: Bend): string
}

const b64 = (value: object | Buffer): string => Buffer.from(value instanceof Buffer ? value : JSON.stringify(value)).toString('base64url')
const key = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const [own, strange] = [key(), key()]
type Sold = { readonly challenge: string; readonly token: string; readonly userinfo: object }

type IssuerOptions = {
  /** What it calls itself, where that is not its address. */
  readonly name?: string
  readonly clientSecret?: string
  /** Happens while it is asked for a token. */
  readonly meanwhile?: () => void
}

/** A provider that signs what it likes. */
export function openIssuer(options: IssuerOptions = {}): Issuer {
  const codes = new Map<string, Sold>()
  const asked: string[] = []
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: serve })
  const url = `http://localhost:${server.port}`
  const name = options.name ?? url

  async function serve(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    asked.push(pathname)
    if (pathname.endsWith('/.well-known/openid-configuration')) return Response.json(metadata())
    if (pathname === '/keys')
      return Response.json({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'RS256' }] })
    if (pathname === '/token') return redeem(new URLSearchParams(await request.text()), request.headers.get('authorization'))
    return new Response('Not here.', { status: 404 })
  }
  const metadata = () => {
    const base = name.startsWith('https://') ? new URL(name).origin : url
    return {
      issuer: name,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      jwks_uri: `${base}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      authorization_response_iss_parameter_supported: options.name === undefined,
    }
  }
  function redeem(body: URLSearchParams, _authorization: string | null): Response {
    const refuse = (error: string, status = 400) => Response.json({ error }, { status })
    if (options.clientSecret !== undefined && body.get('client_secret') !== options.clientSecret) return refuse('invalid_client', 401)
    options.meanwhile?.()
    const code = body.get('code') ?? ''
    const sold = codes.get(code)
    codes.delete(code)
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    if (!sold || sold.challenge !== challenge) return refuse('invalid_grant')
    return Response.json({ access_token: 'access', token_type: 'Bearer', id_token: sold.token })
  }

  return {
    url,
    asked,
    answer(authorization, claims, bend = {}) {
      const wanted = new URL(authorization).searchParams
      const code = randomUUID()
      const now = Math.floor(Date.now() / 1000)
      const token = {
        iss: name,
        aud: wanted.get('client_id'),
        nonce: wanted.get('nonce'),
        iat: now,
        exp: now + 60,
        ...claims,
        ...bend.token,
      }
      codes.set(code, { challenge: wanted.get('code_challenge') ?? '', token: signed(token, bend), userinfo: claims })
      const back = new URL(wanted.get('redirect_uri') ?? '')
      back.searchParams.set('code', code)
      back.searchParams.set('state', wanted.get('state') ?? '')
      const iss = bend.iss === undefined ? name : bend.iss
      if (iss !== null) back.searchParams.set('iss', iss)
      return back.href
    },
    [Symbol.asyncDispose]: async () => void (await server.stop(true)),
  }
}

function signed(token: object, { alg, strange: byStrange, tampered }: Bend): string {
  const head = b64({ alg: alg ?? 'RS256', kid: 'own', typ: 'JWT' })
  const text = `${head}.${b64(token)}`
  if (alg === 'none') return `${text}.`
  const signature = alg === 'HS256' ? hmac(text) : rs256(text, byStrange ? strange.privateKey : own.privateKey)
  return tampered ? `${head}.${b64({ ...token, email: 'ana@maple.test' })}.${signature}` : `${text}.${signature}`
}

const rs256 = (text: string, privateKey: KeyObject): string => b64(sign('sha256', Buffer.from(text), privateKey))
/** The published key taken for a shared one. */
const hmac = (text: string): string =>
  new Bun.CryptoHasher('sha256', own.publicKey.export({ format: 'pem', type: 'spki' }).toString()).update(text).digest('base64url')
