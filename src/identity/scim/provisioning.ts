import { and, asc, count, eq, isNull, type SQL } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { AppError, notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { endLinks } from '../links/account-links.ts'
import { endWelcome } from '../links/owner.ts'
import { removePerson } from '../people/people.ts'
import {
  addUser,
  change,
  changeRole,
  EMAIL,
  findUserByEmail,
  getUser,
  normalEmail,
  renameUser,
  suspendUser,
  type User,
  type UserId,
} from '../people/users.ts'
import { users } from '../schema.tenant.ts'
import { type Filter, malformedScim, type Wanted } from './reading.ts'
import { scimPeople } from './schema.tenant.ts'

export type Provisioned = User & { readonly link: typeof scimPeople.$inferSelect | undefined }
export type Paging = { readonly startIndex: number; readonly count: number }

/** Throws AppError invalid or conflict, with the word of SCIM for it. */
export function provision(tx: Tx, wanted: Wanted): Provisioned {
  const email = addressIn(wanted.userName)
  refuseTaken(tx, wanted, email)
  const person = addUser(tx, { email, name: nameOf(wanted) || email, role: wanted.role ?? 'user' })
  link(tx, person.id, wanted)
  record(tx, 'user.provisioned', person.id)
  if (wanted.active === false) retire(tx, person)
  return getProvisioned(tx, person.id)
}

export function adjust(tx: Tx, id: UserId, wanted: Wanted): Provisioned {
  const before = getProvisioned(tx, id)
  const email = wanted.userName === undefined ? before.email : addressIn(wanted.userName)
  refuseTaken(tx, wanted, email, id)
  if (email !== before.email) {
    change(tx, id, { email, pendingEmail: null })
    record(tx, 'user.email_changed', id)
  }
  link(tx, id, wanted)
  const name = nameOf({ givenName: before.link?.givenName ?? '', familyName: before.link?.familyName ?? '', ...wanted })
  const isNamed = wanted.displayName !== undefined || wanted.givenName !== undefined || wanted.familyName !== undefined
  if (isNamed && name !== '' && name !== before.name) renameUser(tx, id, name)
  if (wanted.role && before.role !== 'owner_admin') changeRole(tx, id, wanted.role)
  if (wanted.active === false) retire(tx, before)
  if (wanted.active === true && before.state === 'suspended') bringBack(tx, id)
  return getProvisioned(tx, id)
}

export function deprovision(tx: Tx, id: UserId): void {
  getProvisioned(tx, id)
  removePerson(tx, id)
  tx.db.delete(scimPeople).where(eq(scimPeople.userId, id)).run()
}

export function getProvisioned(tx: Tx, id: UserId): Provisioned {
  const known = tx.db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, id), isNull(users.removedAt)))
    .get()
  if (!known) throw notFound('User')
  return { ...getUser(tx, id), link: tx.db.select().from(scimPeople).where(eq(scimPeople.userId, id)).get() }
}

export function listProvisioned(tx: Tx, filter: Filter | undefined, { startIndex, count: most }: Paging) {
  const where = and(isNull(users.removedAt), filter && matching(filter))
  const from = () => tx.db.select({ id: users.id }).from(users).leftJoin(scimPeople, eq(scimPeople.userId, users.id)).where(where)
  const ids = from()
    .orderBy(asc(users.createdAt), asc(users.id))
    .limit(most)
    .offset(startIndex - 1)
    .all()
  const total = tx.db.select({ n: count() }).from(users).leftJoin(scimPeople, eq(scimPeople.userId, users.id)).where(where).get()?.n ?? 0
  return { total, people: ids.map(({ id }) => getProvisioned(tx, id)) }
}

function matching({ attribute, value }: Filter): SQL {
  if (attribute === 'externalId') return eq(scimPeople.externalId, value)
  return attribute === 'id' ? eq(users.id, value as UserId) : eq(users.email, normalEmail(value))
}

/** Signed out everywhere at once; a link they still have opens nothing. */
function retire(tx: Tx, { id, state }: User): void {
  if (state === 'suspended') return
  endWelcome(tx, id)
  endLinks(tx, id)
  suspendUser(tx, id)
}

function bringBack(tx: Tx, id: UserId): void {
  const known = tx.db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, id)).get()
  change(tx, id, { state: known?.hash ? 'active' : 'invited', failedSignIns: 0, lockedUntil: null })
  record(tx, 'user.restored', id)
}

function link(tx: Tx, userId: UserId, { externalId, givenName, familyName }: Wanted): void {
  const told = {
    ...(externalId !== undefined && { externalId }),
    ...(givenName !== undefined && { givenName }),
    ...(familyName !== undefined && { familyName }),
    changedAt: tx.now,
  }
  tx.db
    .insert(scimPeople)
    .values({ userId, ...told })
    .onConflictDoUpdate({ target: scimPeople.userId, set: told })
    .run()
}

function refuseTaken(tx: Tx, { externalId }: Wanted, email: string, self?: UserId): void {
  const byAddress = findUserByEmail(tx, email)
  const byId = externalId ? tx.db.select().from(scimPeople).where(eq(scimPeople.externalId, externalId)).get() : undefined
  if ((byAddress && byAddress.id !== self) || (byId && byId.userId !== self))
    throw new AppError('conflict', 'Somebody here has that userName or externalId already.', { scimType: 'uniqueness' })
}

function addressIn(userName: string | undefined): string {
  const email = normalEmail(userName ?? '')
  if (!EMAIL.test(email)) throw malformedScim('invalidValue', 'userName is the e-mail address that somebody signs in with.')
  return email
}

const nameOf = ({ displayName, givenName = '', familyName = '' }: Wanted): string =>
  (displayName || `${givenName} ${familyName}`.trim()).slice(0, 120)
