import { OPERATOR_PROVEN, OPERATOR_ROUTES } from './operators/policy.ts'
import { ACCESS_PROVEN, ACCESS_ROUTES } from './policy/access.ts'
import { ACCOUNT_PROVEN, ACCOUNT_ROUTES } from './policy/account.ts'
import { BULK_ROUTES } from './policy/bulks.ts'
import { CARRIER_PROVEN, CARRIER_ROUTES } from './policy/carrier.ts'
import { CONTACT_ROUTES } from './policy/contacts.ts'
import { CONTENT_PROVEN, CONTENT_ROUTES } from './policy/content.ts'
import { CUSTODY_PROVEN, CUSTODY_ROUTES } from './policy/custody.ts'
import { ENTRY_ROUTES } from './policy/entering.ts'
import { FAX_ROUTES } from './policy/faxes.ts'
import { HISTORY_ROUTES } from './policy/history.ts'
import { KEY_PROVEN, KEY_ROUTES } from './policy/keys.ts'
import { OFFICE_ROUTES } from './policy/office.ts'
import { PEOPLE_PROVEN, PEOPLE_ROUTES } from './policy/people.ts'
import { RECEIVED_ROUTES } from './policy/received.ts'
import type { Access, Policy, Route } from './policy/rows.ts'
import { SSO_PROVEN, SSO_ROUTES } from './policy/single-sign-on.ts'
import { WEBHOOK_PROVEN, WEBHOOK_ROUTES } from './policy/webhooks.ts'
import { SUPPORT_ROUTES } from './support/opened.ts'

export type { Access, Policy, Route } from './policy/rows.ts'

/** The one table of routes, a leaf of it a room. A route that is not here is refused, and test/house/policy.test.ts fails. */
export const ROUTES: Policy = {
  ...OPERATOR_ROUTES,
  ...ACCESS_ROUTES,
  ...ACCOUNT_ROUTES,
  ...CARRIER_ROUTES,
  ...CONTACT_ROUTES,
  ...CONTENT_ROUTES,
  ...CUSTODY_ROUTES,
  ...ENTRY_ROUTES,
  ...BULK_ROUTES,
  ...FAX_ROUTES,
  ...HISTORY_ROUTES,
  ...KEY_ROUTES,
  ...OFFICE_ROUTES,
  ...PEOPLE_ROUTES,
  ...RECEIVED_ROUTES,
  ...SSO_ROUTES,
  ...WEBHOOK_ROUTES,
}

/**
 * What asks for a proof of the last five minutes beside its permission: whatever carries records away, ends them, hands out keys,
 * says who works here and as what, or changes how people prove who they are.
 */
export const PROVEN: ReadonlySet<Route> = new Set<Route>([
  ...OPERATOR_PROVEN,
  ...ACCESS_PROVEN,
  ...ACCOUNT_PROVEN,
  ...CARRIER_PROVEN,
  ...CONTENT_PROVEN,
  ...CUSTODY_PROVEN,
  ...KEY_PROVEN,
  ...PEOPLE_PROVEN,
  ...SSO_PROVEN,
  ...WEBHOOK_PROVEN,
])

/** Of those, what takes the password in its own form: nothing else can be asked of who has a password and no second factor. */
const TAKES_PASSWORD: ReadonlySet<Route> = new Set<Route>([
  'GET /account/password',
  'POST /account/password',
  'PUT /api/me/password',
  'GET /account/email',
  'POST /account/email',
  'POST /api/me/email',
  'POST /settings/security/factor/confirmation',
  'PUT /api/me/factor',
])

export const takesPassword = (method: string, route: string): boolean => TAKES_PASSWORD.has(keyOf(method, route))

/** What asks for password and code in its own form: of who has no password it asks for a proof of the last five minutes. */
const ASKS_ITSELF: ReadonlySet<Route> = new Set<Route>(['POST /settings/security/factor/removal', 'POST /api/me/factor/removal'])

export const asksItself = (method: string, route: string): boolean => ASKS_ITSELF.has(keyOf(method, route))

/** Whether support sees it where an office let them in. */
export const isOpenToSupport = (method: string, route: string): boolean => SUPPORT_ROUTES.has(keyOf(method, route))

export const needsProof = (method: string, route: string): boolean => PROVEN.has(keyOf(method, route))

/** What is open also where the office has not approved the device: to see that, to ask for it, to come in by a recovery code, to lock. */
const AT_ANY_DEVICE: ReadonlySet<Route> = new Set<Route>([
  'GET /device',
  'POST /device',
  'POST /device/recovery',
  'GET /api/me/device',
  'POST /api/me/device',
  'POST /api/me/device/recovery',
  'POST /lock',
  'POST /api/me/session/lock',
])

/** What keys for tests may ask for; each of these routes has an answer of its own for them. */
const FOR_TESTS: ReadonlySet<Route> = new Set<Route>([
  'GET /api/me',
  'GET /api/faxes',
  'POST /api/faxes',
  'GET /api/faxes/:id',
  'POST /api/faxes/:id/cancellation',
])

export const isForTests = (method: string, route: string): boolean => FOR_TESTS.has(keyOf(method, route))

export const isAtAnyDevice = (method: string, route: string): boolean => AT_ANY_DEVICE.has(keyOf(method, route))

export const accessTo = (policy: Policy, method: string, route: string): Access | undefined => policy[keyOf(method, route)]

const ENTRIES = Object.entries(ROUTES).flatMap(([route, access]) => {
  const [method, path = ''] = route.split(' ')
  const isForm = access === 'public' && method !== 'GET' && path !== '/theme' && !path.startsWith('/webhooks/')
  return isForm ? [`${method} ${path.split('/:')[0]}`] : []
})
const WHOLE: ReadonlySet<string> = new Set(ENTRIES)

/** What strangers send to come in: passwords, codes, links. */
export const isEntry = (method: string, path: string): boolean =>
  method !== 'GET' && (WHOLE.has(`${method} ${path}`) || ENTRIES.some((entry) => `${method} ${path}`.startsWith(`${entry}/`)))

/** The two ways in which table and routes can disagree. Give it `app.routes`. */
export function disagreements(
  routes: readonly { readonly method: string; readonly path: string }[],
  policy: Policy = ROUTES,
): { readonly routesWithoutPolicy: string[]; readonly policyWithoutRoute: string[] } {
  const served = new Set<string>(routes.map(({ method, path }) => keyOf(method, path)))
  return {
    routesWithoutPolicy: [...served].filter((each) => !Object.hasOwn(policy, each)),
    policyWithoutRoute: Object.keys(policy).filter((each) => !served.has(each)),
  }
}

/** A HEAD is a GET without its body; the root of a prefix has a trailing slash that people do not write. */
function keyOf(method: string, path: string): Route {
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  return `${method === 'HEAD' ? 'GET' : method} ${plain}` as Route
}
