import { type AnyElysia, Elysia, t } from 'elysia'
import { listEvents } from '../../src/audit/index.ts'
import { accountApi } from '../../src/identity/account.routes.ts'
import { createAdmit } from '../../src/identity/admit.routes.ts'
import { keyApi } from '../../src/identity/api-keys/keys.api.routes.ts'
import {
  addKey,
  addUser,
  createIdentity,
  createPasswords,
  type Identity,
  type Policy,
  ROUTES,
  type Role,
  type Scope,
  type User,
} from '../../src/identity/index.ts'
import { welcomeRoutes } from '../../src/identity/links/welcome.routes.tsx'
import { authApi } from '../../src/identity/sign-in/api.routes.ts'
import type { Lane } from '../../src/identity/sign-in/gate.ts'
import { signInRoutes } from '../../src/identity/sign-in/routes.tsx'
import { secondStepRoutes } from '../../src/identity/sign-in/second-step.routes.tsx'
import type { Tenant } from '../../src/tenancy/index.ts'
import { addressFrom, edge, signedIn } from '../../src/web/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { PASSWORD, passwordHash } from '../support/password.ts'
import { codeOf, equip, signInWith } from '../support/second-factor.ts'

export { PASSWORD } from '../support/password.ts'

const real = createPasswords()

export type Visit = {
  readonly form?: Record<string, string>
  readonly json?: unknown
  readonly cookie?: string | undefined
  readonly bearer?: string
  readonly headers?: Record<string, string>
}
export type Desk = Offices & {
  readonly app: AnyElysia
  readonly identity: Identity
  readonly ana: User
  readonly uma: User
  readonly abe: User
  readonly sam: User
  /** How many passwords were compared, decoys included. */
  readonly compared: { count: number }
  visit(host: string, method: string, path: string, visit?: Visit): Promise<Response>
  /** Both steps, for who has a second factor. */
  signIn(host: string, email: string, password?: string, more?: Visit): Promise<Response>
  /** The cookie of someone who is signed in. */
  cookie(host: string, email: string): Promise<string>
  /** What that person sends for a token. */
  credentials(host: string, email: string): Record<string, string>
  key(tenant: Tenant, slug: string, ...scopes: Scope[]): string
  actions(tenant: Tenant): string[]
}

const POLICY: Policy = {
  ...ROUTES,
  'GET /probe': 'faxes:read',
  'POST /probe': 'faxes:write',
  'GET /probe/audit': 'audit:read',
  'GET /probe/account': 'account',
  'GET /probe/public': 'public',
  'GET /probe/operator': 'operator:look',
}

/** Ana owns Maple Street, Uma works there and Abe audits it; Sam works at Harbor. With a few routes behind the door. */
export function openDesk(): Desk {
  const offices = openOffices()
  const clock = () => offices.now.value
  const compared = { count: 0 }
  const passwords = {
    ...real,
    verify: (hash: string | undefined, password: string, lane?: Lane) => {
      compared.count += 1
      return real.verify(hash, password, lane)
    },
  }
  const identity = createIdentity({ control: offices.control, tenants: offices.tenants, clock, passwords })
  const add = (tenant: Tenant, name: string, role: Role) =>
    tenant.write((tx) => {
      const email = `${name.toLowerCase()}@${tenant === offices.maple ? 'maple' : 'harbor'}.test`
      return equip(tx, addUser(tx, { name, email, role, passwordHash }))
    })
  const baseDomain = 'localhost'
  const addressOf = addressFrom('x-client-address')
  const admit = createAdmit({ identity, baseDomain, policy: POLICY })
  const app = new Elysia()
    .use(edge({ log: offices.log, baseDomain, addressOf }))
    .use(signInRoutes({ identity, baseDomain, home: '/faxes/new', addressOf }))
    .use(secondStepRoutes({ identity, baseDomain }))
    .use(welcomeRoutes({ identity, baseDomain }))
    .use(authApi({ identity, baseDomain, addressOf }))
    .use(accountApi({ admit }))
    .use(keyApi({ admit }))
    .use(probes(admit))
  const visit: Desk['visit'] = (host, method, path, options = {}) => app.handle(requestFor(host, method, path, options))
  const signIn: Desk['signIn'] = (host, email, password = PASSWORD, more = {}) =>
    signInWith(
      (path, form, half) => visit(host, 'POST', path, { ...more, form, cookie: [more.cookie, half].filter(Boolean).join('; ') }),
      host === 'harbor' ? offices.harbor : offices.maple,
      { email, password, ...more.form },
    )
  return {
    ...offices,
    app,
    identity,
    ana: add(offices.maple, 'Ana', 'owner_admin'),
    uma: add(offices.maple, 'Uma', 'user'),
    abe: add(offices.maple, 'Abe', 'auditor'),
    sam: add(offices.harbor, 'Sam', 'owner_admin'),
    compared,
    visit,
    signIn,
    credentials: (host, email) => ({ email, password: PASSWORD, code: codeOf(host === 'harbor' ? offices.harbor : offices.maple, email) }),
    cookie: async (host, email) => cookieOf(await signIn(host, email)),
    key: (tenant, slug, ...scopes) => tenant.write((tx) => addKey(tx, slug, { name: 'A program', scopes })).secret,
    actions: (tenant) =>
      tenant
        .read((tx) => listEvents(tx))
        .map(({ action }) => action)
        .reverse(),
    [Symbol.dispose]: () => offices[Symbol.dispose](),
  }
}

const probes = (admit: ReturnType<typeof createAdmit>) =>
  new Elysia({ prefix: '/probe' })
    .use(signedIn(admit))
    .get('/', ({ tenant, actor }) => ({ tenant: tenant.id, who: tenant.actor, office: actor.officeName }))
    .post('/', ({ tenant }) => ({ tenant: tenant.id }), { body: t.Object({ note: t.String() }) })
    .get('/audit', () => 'audit')
    .get('/account', () => 'account')
    .get('/public', () => 'public')
    .get('/operator', () => 'operator')
    .get('/forgotten', () => 'a route without a row')

function requestFor(host: string, method: string, path: string, { form, json, cookie, bearer, headers }: Visit): Request {
  const body = form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json)
  const type = form ? 'application/x-www-form-urlencoded' : json === undefined ? undefined : 'application/json'
  return new Request(`http://${host}.localhost${path}`, {
    method,
    headers: {
      ...(method !== 'GET' && !bearer && { origin: `http://${host}.localhost` }),
      ...(type && { 'content-type': type }),
      ...(cookie && { cookie }),
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  })
}

export const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? ''

/** The secret that a set-up page gives to type. */
export const shownSecret = (html: string): string => /secret--long">([A-Z2-7 ]+)</.exec(html)?.[1]?.replaceAll(' ', '') ?? ''
