import { and, asc, count, eq, ne } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { Role } from '../permissions.ts'
import { users } from '../schema.tenant.ts'
import { endAllSessions } from '../sessions/sessions.ts'
import { breakGlassOf } from '../sso/break-glass.ts'

export type UserId = Id<'user'>
/** As others may see them: never the password's hash. */
export type User = Pick<typeof users.$inferSelect, 'id' | 'email' | 'name' | 'role' | 'state' | 'createdAt' | 'lastSignInAt' | 'removedAt'>
export type NewUser = { readonly email: string; readonly name: string; readonly role: Role; readonly passwordHash?: string }

const SHOWN = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
  state: users.state,
  createdAt: users.createdAt,
  lastSignInAt: users.lastSignInAt,
  removedAt: users.removedAt,
}
export const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

export const normalEmail = (text: string): string => text.trim().toLowerCase()

/** Active with a password, invited without one. Throws AppError invalid or conflict. */
export function addUser(tx: Tx, input: NewUser): User {
  const [email, name] = [normalEmail(input.email), input.name.trim()]
  const wrong: Record<string, string> = {}
  if (!EMAIL.test(email) || email.length > 254) wrong['email'] = 'Enter an e-mail address such as ana@office.example.'
  if (name.length < 1 || name.length > 120) wrong['name'] = 'Enter a name of 1 to 120 characters.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  if (findUserByEmail(tx, email)) throw conflict('Someone with that e-mail address is already here.')
  const { passwordHash } = input
  const state = passwordHash === undefined ? 'invited' : 'active'
  const row = { id: newId<'user'>(), email, name, role: input.role, state, passwordHash, createdAt: tx.now } as const
  const user = tx.db.insert(users).values(row).returning(SHOWN).get()
  record(tx, 'user.added', user.id, { role: user.role, state: user.state })
  return user
}

/** Whoever was removed cannot be found by address: another person may have it now. */
export const removedAddress = (id: UserId): string => `${id}@removed.invalid`

export const findUser = (tx: Tx, id: UserId): User | undefined => tx.db.select(SHOWN).from(users).where(eq(users.id, id)).get()

export function getUser(tx: Tx, id: UserId): User {
  const user = findUser(tx, id)
  if (!user) throw notFound('Person')
  return user
}

export const findUserByEmail = (tx: Tx, email: string): User | undefined =>
  tx.db
    .select(SHOWN)
    .from(users)
    .where(eq(users.email, normalEmail(email)))
    .get()

/** Removed people too: the trail speaks of them. */
export const listUsers = (tx: Tx): User[] => tx.db.select(SHOWN).from(users).orderBy(asc(users.createdAt), asc(users.id)).all()

/** Who is told of what only owners decide. */
export const activeOwners = (tx: Tx): User[] => listUsers(tx).filter(({ role, state }) => role === 'owner_admin' && state === 'active')

/** Whoever knew the old password is signed out everywhere. */
export function setPassword(tx: Tx, id: UserId, passwordHash: string): User {
  const { state } = getUser(tx, id)
  const user = change(tx, id, { passwordHash, failedSignIns: 0, lockedUntil: null, ...(state === 'invited' && { state: 'active' }) })
  endAllSessions(tx, id)
  record(tx, 'user.password_set', id)
  return user
}

export function renameUser(tx: Tx, id: UserId, name: string): User {
  const trimmed = name.trim()
  if (trimmed.length < 1 || trimmed.length > 120) throw invalid({ name: 'Enter a name of 1 to 120 characters.' })
  const user = change(tx, id, { name: trimmed })
  record(tx, 'user.renamed', id)
  return user
}

export function changeRole(tx: Tx, id: UserId, role: Role): User {
  const before = getUser(tx, id)
  if (before.role === role) return before
  if (before.role === 'owner_admin') keepAnOwner(tx, id)
  const user = change(tx, id, { role })
  record(tx, 'user.role_changed', id, { from: before.role, to: role })
  return user
}

export function suspendUser(tx: Tx, id: UserId): User {
  const before = getUser(tx, id)
  if (before.state === 'suspended') return before
  if (before.role === 'owner_admin') keepAnOwner(tx, id)
  const user = change(tx, id, { state: 'suspended' })
  endAllSessions(tx, id)
  record(tx, 'user.suspended', id)
  return user
}

export function change(tx: Tx, id: UserId, values: Partial<typeof users.$inferInsert>): User {
  const user = tx.db.update(users).set(values).where(eq(users.id, id)).returning(SHOWN).get()
  if (!user) throw notFound('Person')
  return user
}

/** Throws AppError conflict when the office could not do without this owner. */
export function keepAnOwner(tx: Tx, id: UserId): void {
  if (breakGlassOf(tx) === id)
    throw conflict('Only this owner may use a password here. Name another one under Settings → Single sign-on first.')
  if (isLastOwner(tx, id)) throw conflict('An office needs an owner. Make someone else an owner first.')
}

/** The last one, or the one who comes in when the provider is away. */
export const isNeededOwner = (tx: Tx, id: UserId): boolean => breakGlassOf(tx) === id || isLastOwner(tx, id)

function isLastOwner(tx: Tx, id: UserId): boolean {
  const others = tx.db
    .select({ n: count() })
    .from(users)
    .where(and(eq(users.role, 'owner_admin'), eq(users.state, 'active'), ne(users.id, id)))
    .get()
  return !others?.n
}
