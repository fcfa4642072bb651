import { asc, eq, ne } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import { type Control, listTenants, type Tx } from '../../tenancy/index.ts'
import { dropPhone } from '../factor/phone.ts'
import type { MadeSure } from '../made-sure.ts'
import { listOperators } from '../operators.ts'
import { dropPasskeys } from '../passkeys/kept.ts'
import { EMAIL, normalEmail, type UserId } from '../people/users.ts'
import { dropLink, makeLink } from './links.ts'
import { isOperatorRole, type OperatorRole } from './rights.ts'
import { operatorAccounts } from './schema.control.ts'
import { endOperatorSessions } from './sessions.ts'

/** Operators as people. Every `tx` here is of the control database (`controlFile`). */
export type AccountId = Id<'operator_account'>
export type Account = typeof operatorAccounts.$inferSelect
export type NewAccount = { readonly email: string; readonly name: string; readonly role: string }

/** Passkeys and phones are kept by the id of a person, whichever plane they are of. */
export const holderOf = (id: AccountId): UserId => id as string as UserId

/** `token` goes into a link that is shown once. Throws AppError invalid or conflict. */
export function inviteOperator(tx: Tx, input: NewAccount): { readonly account: Account; readonly token: string } {
  const [email, name] = [normalEmail(input.email), input.name.trim()]
  const wrong: Record<string, string> = {}
  if (!EMAIL.test(email) || email.length > 254) wrong['email'] = 'Enter an e-mail address such as olu@frontdesk.example.'
  if (name.length < 1 || name.length > 80) wrong['name'] = 'Enter a name of 1 to 80 characters.'
  if (!isOperatorRole(input.role)) wrong['role'] = 'Choose super_admin or support.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  if (findAccount(tx, email)) throw conflict('There is an operator with that e-mail address. Give them a new link instead.')
  const row = { id: newId<'operator_account'>(), email, name, role: input.role as OperatorRole, createdAt: tx.now }
  const account = tx.db
    .insert(operatorAccounts)
    .values({ ...row, state: 'invited' })
    .returning()
    .get()
  record(tx, 'operator.invited', account.id, { role: account.role })
  return { account, token: makeLink(tx, account.id) }
}

export const findAccount = (tx: Tx, email: string): Account | undefined =>
  tx.db
    .select()
    .from(operatorAccounts)
    .where(eq(operatorAccounts.email, normalEmail(email)))
    .get()

/** Throws AppError not_found, also for one who was removed. */
export function getAccount(tx: Tx, id: string): Account {
  const account = tx.db
    .select()
    .from(operatorAccounts)
    .where(eq(operatorAccounts.id, id as AccountId))
    .get()
  if (!account || account.state === 'removed') throw notFound('Operator')
  return account
}

export const isOperating = (tx: Tx, id: string): boolean =>
  tx.db
    .select({ state: operatorAccounts.state })
    .from(operatorAccounts)
    .where(eq(operatorAccounts.id, id as AccountId))
    .get()?.state === 'active'

/** Whoever may operate, or might again. */
export const listAccounts = (tx: Tx): Account[] =>
  tx.db
    .select()
    .from(operatorAccounts)
    .where(ne(operatorAccounts.state, 'removed'))
    .orderBy(asc(operatorAccounts.createdAt), asc(operatorAccounts.id))
    .all()

/** Everybody and everything the operators' trail may speak of, by id. */
export const operatorNames = (control: Control): ReadonlyMap<string, string> =>
  control.read((tx) => {
    const people = tx.db.select({ id: operatorAccounts.id, name: operatorAccounts.name }).from(operatorAccounts).all()
    const keys = listOperators(tx).map(({ id, name }) => ({ id, name: `Key “${name}”` }))
    return new Map<string, string>([...people, ...keys, ...listTenants(tx)].map(({ id, name }) => [id, name]))
  })

/** Throws AppError invalid, not_found, or conflict for oneself. */
export function changeOperatorRole(tx: Tx, id: string, role: string): Account {
  if (!isOperatorRole(role)) throw invalid({ role: 'Choose super_admin or support.' })
  const account = getAccount(tx, id)
  if (account.role === role) return account
  refuseOneself(tx, account)
  const changed = update(tx, account.id, { role })
  record(tx, 'operator.role_changed', id, { from: account.role, to: role })
  return changed
}

/** Out at the next request. Throws AppError not_found, or conflict for oneself. */
export function suspendOperator(tx: Tx, id: string): Account {
  const account = getAccount(tx, id)
  refuseOneself(tx, account)
  if (account.state === 'suspended') return account
  const suspended = update(tx, account.id, { state: 'suspended' })
  endOperatorSessions(tx, account.id)
  dropLink(tx, account.id)
  record(tx, 'operator.suspended', id)
  return suspended
}

/** With what they signed in with before. Who had set up nothing yet is invited again. Throws AppError not_found or conflict. */
export function readmitOperator(tx: Tx, id: string): Account {
  const account = getAccount(tx, id)
  if (account.state !== 'suspended') throw conflict('That operator is not suspended.')
  const readmitted = update(tx, account.id, { state: account.lastSignInAt ? 'active' : 'invited' })
  record(tx, 'operator.readmitted', id)
  return readmitted
}

/** The name stays for the trail; the address is free again. Throws AppError not_found or conflict. */
export function removeOperator(tx: Tx, id: string): void {
  const account = getAccount(tx, id)
  refuseOneself(tx, account)
  update(tx, account.id, { state: 'removed', email: null })
  forgetWays(tx, account.id)
  record(tx, 'operator.removed', id)
}

/** For who lost what they sign in with: all of it goes, and a new link sets it up. Throws AppError not_found or conflict. */
export function recoverOperator(tx: Tx, id: string, sure: MadeSure): { readonly account: Account; readonly token: string } {
  const account = getAccount(tx, id)
  refuseOneself(tx, account)
  if (account.state === 'suspended') throw conflict('That operator is suspended. Let them in again first.')
  forgetWays(tx, account.id)
  const invited = update(tx, account.id, { state: 'invited', failures: 0, pausedUntil: null })
  record(tx, 'operator.recovered', id, sure)
  return { account: invited, token: makeLink(tx, account.id) }
}

function forgetWays(tx: Tx, id: AccountId): void {
  dropPhone(tx, holderOf(id))
  dropPasskeys(tx, holderOf(id))
  endOperatorSessions(tx, id)
  dropLink(tx, id)
}

export const update = (tx: Tx, id: AccountId, values: Partial<Account>): Account =>
  tx.db.update(operatorAccounts).set(values).where(eq(operatorAccounts.id, id)).returning().get() as Account

/** So somebody is always left who may do this. */
function refuseOneself(tx: Tx, { id }: Account): void {
  if (tx.actor.id === id) throw conflict('Nobody does this to themselves. Ask another super admin.')
}
