import { eq, sql } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { tooMany, unauthenticated } from '../../kit/errors.ts'
import { blockOf } from '../../kit/networks.ts'
import { system, type TenantId, type Tenants, type Tx } from '../../tenancy/index.ts'
import { takeCode } from '../factor/factor.ts'
import { type NextStep, nextStep } from '../factor/factor-rules.ts'
import { getUser, normalEmail, type User } from '../people/users.ts'
import { users } from '../schema.tenant.ts'
import { mayUsePassword } from '../sso/break-glass.ts'
import type { Familiar } from './familiar.ts'
import type { Lane } from './gate.ts'
import { endHalfOpen } from './half-open.ts'
import { createLimit } from './limits.ts'
import { isShortAlone, type Passwords } from './passwords.ts'

export type Attempt = { readonly email: string; readonly password: string; readonly ip: string; readonly code?: string | undefined }
/** What the person gets, made in the transaction that records the sign-in. */
export type Entry = {
  /** A session or a refresh token. */
  readonly grant: (tx: Tx, user: User, provenAt: Date | null) => string
  /** For who gave the right password and still has to give a code, or to set a second factor up. */
  readonly halfway?: (tx: Tx, user: User, next: NextStep) => string
}
/** `secret` is what `grant` made where `next` is `in`, else what `halfway` made. */
export type Granted = { readonly user: User; readonly next: NextStep; readonly secret: string; readonly provenAt: Date | null }
/** Throws AppError unauthenticated or too_many. */
export type SignIn = (tenantId: TenantId, attempt: Attempt, entry: Entry) => Promise<Granted>
export type SignInDeps = {
  readonly tenants: Tenants
  readonly passwords: Passwords
  readonly familiar: Familiar
  readonly clock: () => Date
}

/** One sentence for every reason, so that it tells nobody who has an account or how near they came. */
const NO_MATCH = 'That e-mail and password do not match. After several failures sign-in pauses for a while.'

const MINUTE = 60_000
const FAILURES_TO_LOCK = 5
const LONGEST_LOCK_MS = 15 * MINUTE

export type Account = typeof users.$inferSelect

/**
 * Read, check off the event loop, write: the same three steps whether the person exists, is locked, or mistyped. What the first
 * step saw is looked at again in the last, because guesses may come side by side.
 */
export function createSignIn({ tenants, passwords, familiar, clock }: SignInDeps): SignIn {
  const byAddress = createLimit({ most: 20, windowMs: MINUTE, clock })
  const byAccount = createLimit({ most: 10, windowMs: MINUTE, clock })
  const byFamiliar = createLimit({ most: 10, windowMs: MINUTE, clock })

  return async (tenantId, attempt, entry) => {
    const email = normalEmail(attempt.email)
    const knock = { tenantId, email, address: attempt.ip }
    const isFamiliar = familiar.has(knock)
    const wait = isFamiliar
      ? byFamiliar.take(`${tenantId} ${email} ${attempt.ip}`)
      : byAddress.take(blockOf(attempt.ip)) || byAccount.take(`${tenantId} ${email}`)
    if (wait > 0) throw tooMany('Too many tries. Wait a minute, then sign in again.', wait)
    const door = tenants.as(tenantId, system('sign-in'))
    const seen = door.read((tx) => findAccount(tx, email))
    const lane: Lane = isFamiliar ? { familiar: true } : { familiar: false, address: blockOf(attempt.ip) }
    const proven = await passwords.verify(seen?.passwordHash ?? undefined, attempt.password, lane)
    const writer = seen && proven ? tenants.as(tenantId, { kind: 'user', id: seen.id }) : door
    const granted = writer.write((tx) => conclude(tx, proven ? seen : undefined, findAccount(tx, email), { ...attempt, isFamiliar, entry }))
    if (!granted) {
      familiar.doubt(knock)
      throw unauthenticated(NO_MATCH)
    }
    if (granted.next === 'in') familiar.welcome(knock)
    return granted
  }
}

/** Nobody, where a provider is the only way in for them: the same as for an address that is not known here. */
function findAccount(tx: Tx, email: string): Account | undefined {
  const account = tx.db.select().from(users).where(eq(users.email, email)).get()
  return mayUsePassword(tx, account?.id) ? account : undefined
}

function conclude(
  tx: Tx,
  proven: Account | undefined,
  account: Account | undefined,
  { code, password, isFamiliar, entry }: Attempt & { readonly isFamiliar: boolean; readonly entry: Entry },
): Granted | undefined {
  // What strangers get wrong pauses strangers: whoever was let in from there before is held to their own failures there.
  if (account && !isFamiliar && isLocked(tx, account)) return void failUncounted(tx, 'sign_in.locked', account.id)
  if (account?.state !== 'active' || account.passwordHash !== proven?.passwordHash) return void fail(tx, account)
  const user = getUser(tx, account.id)
  const wanted = nextStep(tx, user)
  const next = wanted === 'in' && isShortAlone(password) ? 'set_up' : wanted
  if (next === 'in') return succeed(tx, user, null, entry.grant)
  if (next === 'code' && code !== undefined)
    return takeCode(tx, user.id, code) ? succeed(tx, user, tx.now, entry.grant) : void fail(tx, account)
  // The failures before stay counted: the right password alone must not buy another five guesses at the code.
  record(tx, 'sign_in.half_way', user.id)
  return { user, next, secret: entry.halfway?.(tx, user, next) ?? '', provenAt: null }
}

/** In, with everything that was wanted. Failures before are forgiven. */
export function succeed(tx: Tx, user: User, provenAt: Date | null, grant: Entry['grant'], by?: 'passkey'): Granted {
  tx.db.update(users).set({ failedSignIns: 0, lockedUntil: null }).where(eq(users.id, user.id)).run()
  endHalfOpen(tx, user.id)
  record(tx, 'sign_in.succeeded', user.id, { secondFactor: provenAt !== null, ...(by && { by }) })
  return { user, next: 'in', secret: grant(tx, user, provenAt), provenAt }
}

export const isLocked = (tx: Tx, { lockedUntil }: Account): boolean => lockedUntil !== null && lockedUntil > tx.now

function fail(tx: Tx, account: Account | undefined): void {
  if (account) failSignIn(tx, account, 'sign_in.failed')
  else failUncounted(tx, 'sign_in.failed', 'unknown')
}

/** Writes as much as a failure that counts: the row less was a fifth of a millisecond, by which unknown addresses could be told. */
function failUncounted(tx: Tx, action: 'sign_in.failed' | 'sign_in.locked', subject: string): void {
  const anyone = sql`(SELECT ${users.id} FROM ${users} LIMIT 1)`
  const unchanged = { failedSignIns: sql`${users.failedSignIns}`, lockedUntil: sql`${users.lockedUntil}` }
  tx.db.update(users).set(unchanged).where(eq(users.id, anyone)).run()
  record(tx, action, subject, { failures: 0, lockedForSeconds: 0 })
}

/** Also for a code, and for what is asked for once more. */
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
