import { record } from '../audit/index.ts'
import { AppError, forbidden, locked, notFound, unauthenticated, unproven } from '../kit/errors.ts'
import { describeError, type Log } from '../kit/log.ts'
import { isWithin } from '../kit/networks.ts'
import { byOperator, system, type Tenant, type Tx } from '../tenancy/index.ts'
import {
  type Admit,
  type Asked,
  broughtBrowser,
  clientAddressOf,
  countedOf,
  credentialOf,
  hostOf,
  type Rates,
  type Signed,
} from '../web/index.ts'
import { type Admitted, admitPerson } from './access/door.ts'
import { purposeOf } from './access/purposes.ts'
import { findKey, type KeyId, touchKey } from './api-keys/api-keys.ts'
import { looksLikeKey } from './api-keys/key-text.ts'
import type { Place } from './directory.ts'
import { factorSince } from './factor/factor.ts'
import { isEnough, isFresh } from './factor/factor-need.ts'
import { factorStanding } from './factor/factor-rules.ts'
import type { Identity } from './identity.ts'
import { findUser, type User, type UserId } from './people/users.ts'
import { ALLOWED } from './permissions.ts'
import {
  accessTo,
  asksItself,
  isAtAnyDevice,
  isForTests,
  isOpenToSupport,
  needsProof,
  type Policy,
  ROUTES,
  takesPassword,
} from './policy.ts'
import { refuseWithout } from './rights.ts'
import { createNoting, type Noting } from './sessions/noting.ts'
import { isFamilyAlive } from './sessions/refresh.ts'
import { findEvenLocked, touchSession } from './sessions/sessions.ts'
import { createLimit } from './sign-in/limits.ts'
import { hasPassword } from './sso/ways.ts'
import { SUPPORT_MAY } from './support/opened.ts'
import { findVisit, noteLook, type Visit } from './support/visits.ts'

export type AdmitDeps = {
  readonly identity: Identity
  readonly baseDomain: string
  readonly policy?: Policy
  /** How the office calls itself, where that is known better than by its name in the control plane. */
  readonly officeName?: (tx: Tx) => string
  /** The zone of the office's own clock. */
  readonly officeZone?: (tx: Tx) => string
  readonly rates?: Rates | undefined
  /** Whether this operator still operates, and may come from where they are. */
  readonly mayVisit?: (operatorId: string, request: Request) => boolean
  readonly log?: Log
}
type Naming = (tx: Tx, place: Place) => string
type Credential = Omit<Signed, 'tenant' | 'slug' | 'user'> & {
  readonly user?: Known
  readonly visit?: Visit
  readonly isFresh?: boolean
  readonly perMinute?: number | null
  readonly isTest?: boolean
}
type Known = Pick<User, 'id' | 'name' | 'email' | 'role'>

type Telling = (tenant: Tenant, id: KeyId, address: string) => void

const KNOCKING = system('sign-in')
const MINUTE = 60_000

/**
 * The tenant is the host's; the credential must be that tenant's own, since it is only ever looked for in that tenant's file or
 * checked with that tenant's key; and the table of routes must say that it is enough.
 */
export function createAdmit({
  identity,
  baseDomain,
  policy = ROUTES,
  officeName,
  officeZone = () => 'UTC',
  rates,
  mayVisit = () => false,
  log,
}: AdmitDeps): Admit {
  const naming: Naming = (tx, place) => officeName?.(tx) ?? place.name
  const noting = createNoting((error) => log?.('warn', 'admit.use_unwritten', describeError(error)))
  const told = createLimit({ most: 1, windowMs: MINUTE, clock: identity.clock })
  /** A program that goes on asking from where it may not would write without end. */
  const tellOnce: Telling = (tenant, id, address) => {
    if (told.take(id) === 0) noteUse(tenant, (tx) => record(tx, 'key.refused', id, { address }))
  }

  function finish(asked: Asked, place: Place, credential: Credential | undefined): Signed {
    if (!credential)
      throw unauthenticated(asked.request.headers.has('authorization') ? 'This key or token is not valid at this office.' : undefined)
    rates?.countWho(countedOf(asked.request), asked.request.method, whoIs(place, credential))
    refuseOtherTenant(asked.request, place)
    if (credential.visit) return visited(asked, place, credential, credential.visit)
    const { user, keyId = '' } = credential
    const access = accessTo(policy, asked.method, asked.route)
    const from = {
      address: clientAddressOf(asked.request),
      browser: broughtBrowser(asked.request),
      isAtAnyDevice: isAtAnyDevice(asked.method, asked.route),
    }
    const admitted: Admitted = user
      ? admitPerson(identity.tenants.as(place.id, KNOCKING), { user, access, ...from, zoneOf: officeZone })
      : { permissions: credential.permissions }
    refuseWithout(admitted.permissions, access, user ? (asked.request.headers.has('authorization') ? 'token' : 'person') : 'key')
    if (credential.isTest && !isForTests(asked.method, asked.route))
      throw forbidden('A key for tests sends, lists and cancels test faxes. Use another key for this.')
    if (user && !credential.isFresh && mustProve(user.id, place, asked)) throw unproven()
    const { permissions, reach, by } = admitted
    const purpose = purposeOf(asked.request)
    const actor = {
      kind: user ? ('user' as const) : ('key' as const),
      id: user?.id ?? keyId,
      ...(reach && { reach }),
      ...(purpose && { purpose }),
      ...(credential.isTest && { isTest: true as const }),
    }
    const tenant = identity.tenants.as(place.id, actor)
    if (by !== undefined) tenant.write((tx) => record(tx, 'emergency.used', by, { route: `${asked.method} ${asked.route}` }))
    const { isFresh: _, perMinute: __, isTest: ___, ...signed } = credential
    return { ...signed, permissions, slug: place.slug, tenant }
  }

  /** Route by route, whatever its permission: each look is in the office's own trail before the page leaves. */
  function visited(asked: Asked, place: Place, { visit: _, ...signed }: Credential, visit: Visit): Signed {
    if (!mayVisit(visit.operatorId, asked.request)) throw unauthenticated()
    const isOpen = isOpenToSupport(asked.method, asked.route)
    const tenant = identity.tenants.as(place.id, byOperator({ id: visit.operatorId }))
    if (!asked.isAround) tenant.write((tx) => noteLook(tx, visit, `${asked.method} ${asked.route}`, isOpen))
    if (!isOpen) throw forbidden('Support sees nothing of this, and changes nothing.')
    return { ...signed, slug: place.slug, tenant }
  }

  function mustProve(userId: UserId, place: Place, { method, route }: Asked): boolean {
    const has = (way: (tx: Tx, id: UserId) => unknown) => Boolean(identity.tenants.as(place.id, KNOCKING).read((tx) => way(tx, userId)))
    if (takesPassword(method, route)) return has(factorSince) || !has(hasPassword)
    return needsProof(method, route) || (asksItself(method, route) && !has(hasPassword))
  }

  return (asked) => {
    noting.now()
    const place = placeAt(identity, asked.request, baseDomain)
    const offered = credentialOf(asked.request)
    if (!offered) throw unauthenticated()
    if (offered.kind === 'cookie')
      return finish(asked, place, bySession(identity, place, { secret: offered.secret, asked }, naming, noting))
    if (looksLikeKey(offered.secret))
      return finish(
        asked,
        place,
        byKey(identity, place, { secret: offered.secret, address: clientAddressOf(asked.request) }, { naming, tell: tellOnce, noting }),
      )
    return byToken(identity, place, offered.secret, naming).then((credential) => finish(asked, place, credential))
  }
}

const whoIs = ({ id }: Place, { user, visit, keyId, perMinute }: Credential) =>
  user || visit
    ? ({ office: id, kind: 'person', id: user?.id ?? visit?.operatorId ?? '' } as const)
    : ({ office: id, kind: 'key', id: keyId ?? '', ...(perMinute && { perMinute }) } as const)

/** The office of this host. Throws AppError not_found, on the operators' host and the base host too. */
export function placeAt({ directory }: Pick<Identity, 'directory'>, request: Request, baseDomain: string): Place {
  const host = hostOf(request, baseDomain)
  if (host.kind !== 'tenant') throw notFound('Page')
  return directory.at(host.slug)
}

/** A request that names a tenant must name this one, by id or by slug. */
export function refuseOtherTenant(request: Request, place: Place): void {
  const named = request.headers.get('x-tenant-id')
  if (named !== null && named !== place.id && named !== place.slug) throw forbidden('X-Tenant-Id names another office than this one.')
}

type Brought = { readonly secret: string; readonly asked: Asked }

function bySession(
  { tenants, clock }: Identity,
  place: Place,
  { secret, asked }: Brought,
  naming: Naming,
  noting: Noting,
): Credential | undefined {
  const tenant = tenants.as(place.id, KNOCKING)
  const found = tenant.read((tx) => {
    const session = findEvenLocked(tx, secret)
    return session && { ...session, officeName: naming(tx, place) }
  })
  if (!found) return byVisit(tenant, place, secret, naming)
  if (found.isLocked) throw locked()
  if (found.unseen && !isByItself(asked)) {
    const at = clock()
    noting.later(() => tenant.write((tx) => touchSession(tx, secret, at)))
  }
  const { user, officeName, isFresh, idleMinutes } = found
  return { officeName, user, permissions: ALLOWED[user.role], isFresh, idleMinutes }
}

/** An operator whom this office let in, while it does. */
function byVisit(tenant: Tenant, place: Place, secret: string, naming: Naming): Credential | undefined {
  return tenant.read((tx) => {
    const found = findVisit(tx, secret)
    if (!found) return undefined
    const support = { name: found.visit.operatorName, until: found.endsAt }
    return { officeName: naming(tx, place), permissions: SUPPORT_MAY, support, visit: found.visit }
  })
}

/** What an open page asks while nobody touches it is no use of the session. */
const isByItself = ({ request, route }: Asked): boolean => route === '/events' || request.headers.has('x-by-itself')

/** On a full disk who is here already goes on looking. */
function noteUse(tenant: Tenant, note: (tx: Tx) => void): void {
  try {
    tenant.write(note)
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'unavailable')) throw error
  }
}

type Shown = { readonly secret: string; readonly address: string }

function byKey(
  { tenants, clock }: Identity,
  place: Place,
  { secret, address }: Shown,
  { naming, tell, noting }: { readonly naming: Naming; readonly tell: Telling; readonly noting: Noting },
): Credential | undefined {
  const tenant = tenants.as(place.id, KNOCKING)
  const found = tenant.read((tx) => {
    const key = findKey(tx, place.slug, secret)
    return key && { ...key, officeName: naming(tx, place) }
  })
  if (!found) return undefined
  if (found.networks.length > 0 && !isWithin(address, found.networks)) {
    tell(tenant, found.id, address)
    throw forbidden('This key may be used only from the addresses that its office chose.')
  }
  if (found.unseen) {
    const at = clock()
    noting.later(() => tenant.write((tx) => touchKey(tx, found.id, address, at)))
  }
  return { officeName: found.officeName, keyId: found.id, permissions: found.scopes, perMinute: found.perMinute, isTest: found.isTest }
}

/** The token says who; the file says whether that person is still here, and as what. */
async function byToken({ tenants, tokens }: Identity, place: Place, token: string, naming: Naming): Promise<Credential | undefined> {
  const borne = await tokens.verify(place, token)
  if (!borne) return undefined
  return tenants.as(place.id, KNOCKING).read((tx) => {
    const found = findUser(tx, borne.id)
    if (found?.state !== 'active' || !isFamilyAlive(tx, borne.family)) return undefined
    const { id, name, email, role } = found
    const standing = factorStanding(tx, { id, role }, borne.provenAt)
    if (!isEnough(standing)) return undefined
    return {
      officeName: naming(tx, place),
      user: { id, name, email, role },
      permissions: ALLOWED[role],
      isFresh: isFresh(standing, tx.now),
    }
  })
}
