import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'
import { SECRET } from './signing-in.ts'

export type RealProvider = AsyncDisposable & {
  readonly url: string
  /** What a browser does there: signs in as this person and follows wherever it is led, until it is led away. */
  signIn(authorization: string, sub: string): Promise<string>
}
type Person = { readonly sub: string } & Readonly<Record<string, unknown>>

/** panva's oidc-provider on a port of its own, with these people and one client, whose redirect addresses come with each request. */
export async function openProvider(people: readonly Person[]): Promise<RealProvider> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const redirects = new Set<string>()
  const visitor = { sub: '' }
  const configuration: Configuration = {
    clients: [
      {
        client_id: 'frontdesk',
        client_secret: SECRET,
        redirect_uris: ['http://placeholder.localhost/'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    cookies: { keys: ['test'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, sub) => {
      const person = people.find((each) => each.sub === sub)
      return person && { accountId: sub, claims: () => ({ ...person }) }
    },
    // Consent is given beforehand: it is not what is tried here.
    async loadExistingGrant(context) {
      const { client, session } = context.oidc
      const grant = new context.oidc.provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  }
  const provider = new Provider(url, configuration)
  // The client’s own list is static; here each test has a connection, and so an address, of its own.
  provider.Client.prototype.redirectUriAllowed = (address: string) => redirects.has(address)
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response)
    void provider.interactionFinished(request, response, { login: { accountId: visitor.sub, amr: ['pwd'] } })
  })

  return {
    url,
    async signIn(authorization, sub) {
      visitor.sub = sub
      redirects.add(new URL(authorization).searchParams.get('redirect_uri') ?? '')
      const cookies = new Map<string, string>()
      let at = authorization
      while (at.startsWith(url)) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
        const led = await fetch(at, { redirect: 'manual', headers: { cookie } })
        for (const each of led.headers.getSetCookie()) {
          const [name = '', value = ''] = (each.split(';')[0] ?? '').split(/=(.*)/s)
          cookies.set(name, value)
        }
        const next = led.headers.get('location')
        if (!next) throw new Error(`The provider led nowhere: ${led.status} ${await led.text()}`)
        at = new URL(next, at).href
      }
      return at
    },
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
