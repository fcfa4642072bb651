import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { tooMany, unauthenticated } from '../kit/errors.ts'
import { system, type TenantId, type Tenants, type Tx } from '../tenancy/index.ts'
import { createLimit } from './limits.ts'
import type { Passwords } from './passwords.ts'
import { users } from './schema.tenant.ts'
import { getUser, normalEmail, type User } from './users.ts'

export type Attempt = { readonly email: string; readonly password: string; readonly ip: string }
/** Makes what the person gets, a session or a refresh token, in the transaction that records the sign-in. */
export type Grant = (tx: Tx, user: User) => string
export type Granted = { readonly user: User; readonly secret: string }
/** Throws AppError unauthenticated or too_many. */
export type SignIn = (tenantId: TenantId, attempt: Attempt, grant: Grant) => Promise<Granted>
export type SignInDeps = { readonly tenants: Tenants; readonly passwords: Passwords; readonly clock: () => Date }

/** One sentence for every reason, so that it tells nobody who has an account or how near they came. */
const NO_MATCH = 'That e-mail and password do not match. After several failures sign-in pauses for a while.'

const MINUTE = 60_000
const FAILURES_TO_LOCK = 5
const LONGEST_LOCK_MS = 15 * MINUTE

type Account = typeof users.$inferSelect

/**
 * Read, check off the event loop, write: the same three steps whether the person exists, is locked, or mistyped. What the first
 * step saw is looked at again in the last, because guesses may come side by side.
 */
export function createSignIn({ tenants, passwords, clock }: SignInDeps): SignIn {
  const byAddress = createLimit({ most: 20, windowMs: MINUTE, clock })
  const byAccount = createLimit({ most: 10, windowMs: MINUTE, clock })

  return async (tenantId, { email: typed, password, ip }, grant) => {
    const email = normalEmail(typed)
    const wait = byAddress.take(ip) || byAccount.take(`${tenantId} ${email}`)
    if (wait > 0) throw tooMany('Too many tries. Wait a minute, then sign in again.', wait)
    const door = tenants.as(tenantId, system('sign-in'))
    const seen = door.read((tx) => findAccount(tx, email))
    const proven = await passwords.verify(seen?.passwordHash ?? undefined, password)
    const writer = seen && proven ? tenants.as(tenantId, { kind: 'user', id: seen.id }) : door
    const granted = writer.write((tx) => conclude(tx, proven ? seen : undefined, findAccount(tx, email), grant))
    if (!granted) throw unauthenticated(NO_MATCH)
    return granted
  }
}

const findAccount = (tx: Tx, email: string): Account | undefined => tx.db.select().from(users).where(eq(users.email, email)).get()

function conclude(tx: Tx, proven: Account | undefined, account: Account | undefined, grant: Grant): Granted | undefined {
  if (account && isLocked(tx, account)) return void record(tx, 'sign_in.locked', account.id)
  if (account?.state !== 'active' || account.passwordHash !== proven?.passwordHash) return void fail(tx, account)
  tx.db.update(users).set({ failedSignIns: 0, lockedUntil: null }).where(eq(users.id, account.id)).run()
  const user = getUser(tx, account.id)
  record(tx, 'sign_in.succeeded', user.id)
  return { user, secret: grant(tx, user) }
}

export const isLocked = (tx: Tx, { lockedUntil }: Account): boolean => lockedUntil !== null && lockedUntil > tx.now

function fail(tx: Tx, account: Account | undefined): void {
  if (account) failSignIn(tx, account, 'sign_in.failed')
  else record(tx, 'sign_in.failed', 'unknown')
}

/** Also for a password asked for once more. */
export function failSignIn(tx: Tx, account: Account, action: 'sign_in.failed' | 'proof.failed'): void {
  const failures = account.failedSignIns + 1
  const lockMs = lockAfter(failures)
  const lockedUntil = lockMs > 0 ? new Date(tx.now.getTime() + lockMs) : null
  tx.db.update(users).set({ failedSignIns: failures, lockedUntil }).where(eq(users.id, account.id)).run()
  record(tx, action, account.id, { failures, lockedForSeconds: lockMs / 1000 })
}

/** A minute after the fifth failure in a row, twice as long after each further one. */
function lockAfter(failures: number): number {
  if (failures < FAILURES_TO_LOCK) return 0
  return Math.min(LONGEST_LOCK_MS, MINUTE * 2 ** (failures - FAILURES_TO_LOCK))
}
