import { listEvents } from '../../../src/audit/index.ts'
import { createOidc } from '../../../src/identity/index.ts'
import type { Connection, ConnectionInput } from '../../../src/identity/sso/connections.ts'
import { setSecret } from '../../../src/identity/sso/connections.ts'
import { CLIENT_SECRET } from '../../../src/identity/sso/oidc.ts'
import type { OidcSettings } from '../../../src/identity/sso/oidc-settings.ts'
import { ssoSignInRoutes } from '../../../src/identity/sso/sign-in.routes.ts'
import { createReach, type Reach } from '../../../src/kit/reaching.ts'
import type { Tenant } from '../../../src/tenancy/index.ts'
import { cookieOf, type Desk, openDesk } from '../desk.ts'
import { connect } from './connected.ts'

export const SECRET = 'a-client-secret'
const SETTINGS: OidcSettings = { preset: 'other', issuer: '', clientId: 'frontdesk', allowed: [], groupsClaim: 'groups', factorWords: [] }

export type Went = { readonly to: string; readonly cookie: string }
export type SsoDesk = Desk & {
  /** From the button to the provider. */
  go(connection: Connection, way?: { readonly host?: string; readonly query?: string; readonly cookie?: string }): Promise<Went>
  /** From the provider back to us, in the browser of this cookie. */
  back(url: string, cookie: string, host?: string): Promise<Response>
  /** Why the last one was refused, as the trail has it. */
  why(tenant?: Tenant): string | undefined
}

/** The two offices, with the doors that lead to providers. `elsewhere` is where a public provider answers instead. */
export function openSsoDesk(elsewhere: Readonly<Record<string, string>> = {}): SsoDesk {
  const desk = openDesk()
  const clock = () => desk.now.value
  const local = createReach({ mayReachInside: true })
  const reach: Reach = (url, init) => {
    const public_ = Object.keys(elsewhere).find((each) => url.startsWith(each))
    return local(public_ ? url.replace(public_, elsewhere[public_] as string) : url, init)
  }
  const oidc = createOidc({ reach, clock, isLocal: true })
  const urlOf = (slug: string) => `http://${slug}.localhost`
  desk.app.use(ssoSignInRoutes({ identity: desk.identity, baseDomain: 'localhost', clock, oidc, urlOf }))
  return {
    ...desk,
    async go({ id }, { host = 'maple', query = '', cookie = '' } = {}) {
      const answer = await desk.visit(host, 'GET', `/sign-in/sso/${id}${query}`, { cookie })
      return { to: answer.headers.get('location') ?? '', cookie: cookieOf(answer) }
    },
    back(url, cookie, host) {
      const { hostname, pathname, search } = new URL(url)
      return desk.visit(host ?? hostname.split('.')[0] ?? '', 'GET', pathname + search, { cookie })
    },
    why(tenant = desk.maple) {
      const [last] = tenant.read((tx) => listEvents(tx, { action: 'sso.refused', limit: 1 }))
      return last && (JSON.parse(last.detail) as { why: string }).why
    },
  }
}

/** A connection to that issuer, by which Uma may be known. */
export function connectTo(tenant: Tenant, settings: Partial<OidcSettings>, rules: Partial<ConnectionInput> = {}): Connection {
  const connection = connect(tenant, { linksByAddress: true, settings: { ...SETTINGS, ...settings }, ...rules })
  tenant.write((tx) => setSecret(tx, connection.id, CLIENT_SECRET, SECRET))
  return connection
}

export const UMA = { sub: 'uma-1', email: 'uma@maple.test', email_verified: true, name: 'Uma Reyes' }
export const isIn = (answer: Response): boolean => cookieOf(answer).startsWith('session=')
export const outcome = (answer: Response): string | null =>
  new URL(answer.headers.get('location') ?? '/', 'http://x').searchParams.get('sso')
