import { desc, eq, isNotNull, type SQL, sql } from 'drizzle-orm'
import { controlFile, record } from '../../audit/index.ts'
import { invalid, tooMany, unauthenticated } from '../../kit/errors.ts'
import { blockOf } from '../../kit/networks.ts'
import { byOperator, type Control, system, type TenantId, type Tx } from '../../tenancy/index.ts'
import { useStep } from '../factor/phone.ts'
import { newTotpSecret, stepOf } from '../factor/totp.ts'
import { normalEmail } from '../people/users.ts'
import { createFamiliar } from '../sign-in/familiar.ts'
import { createLimit } from '../sign-in/limits.ts'
import { type Account, type AccountId, holderOf, update } from './accounts.ts'
import { operatorAccounts, operatorPhones } from './schema.control.ts'

/** A session, made in the transaction that records the sign-in. */
export type Grant = (tx: Tx, account: Account) => string
export type CodeKnock = { readonly email: string; readonly code: string; readonly address: string }
export type OperatorCodes = {
  /** Throws AppError unauthenticated or too_many. */
  signIn(knock: CodeKnock, grant: Grant): string
  /** That whoever is signed in is still that operator. Throws AppError invalid or too_many. */
  prove(id: AccountId, code: string): void
}

/** One sentence for every reason, so that it tells nobody who operates here or how near they came. */
const NO_MATCH = 'That e-mail and code do not match. Each code works once; after several failures sign-in by code pauses for a while.'
const NOT_NOW = 'That code is not right, or was used. After several failures sign-in by code pauses for a while.'
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const FAILURES_TO_PAUSE = 5
/** Whose code is asked for where there is nobody: the same work as for somebody. */
const NOBODY = newTotpSecret()
const PLANE = 'control' as TenantId

/**
 * By e-mail and a code: six digits that anybody can guess at, so five failures pause it for a quarter of an hour and each further one twice as long.
 * A passkey still lets in meanwhile, and so does a code from where its operator was let in before.
 */
export function createOperatorCodes({ control, clock }: { readonly control: Control; readonly clock: () => Date }): OperatorCodes {
  const byAddress = createLimit({ most: 10, windowMs: MINUTE, clock })
  const byAccount = createLimit({ most: 5, windowMs: MINUTE, clock })
  const familiar = createFamiliar()
  const door = controlFile(control, system('sign-in'))

  return {
    signIn({ email, code, address }, grant) {
      const knock = { tenantId: PLANE, email: normalEmail(email), address }
      const isFamiliar = familiar.has(knock)
      refuseMany(byAddress.take(blockOf(address)) || byAccount.take(`${knock.email} ${isFamiliar ? address : ''}`))
      const secret = door.write((tx) => {
        const seen = seenAt(tx, sql`${operatorAccounts.email} IS ${knock.email}`)
        const account = takeOwnCode(tx, seen, seen?.account.email === knock.email, { code, isFamiliar, failure: 'sign_in.failed' })
        return account && succeed(tx, account, 'code', grant)
      })
      if (!secret) {
        familiar.doubt(knock)
        throw unauthenticated(NO_MATCH)
      }
      familiar.welcome(knock)
      return secret
    },
    prove(id, code) {
      refuseMany(byAccount.take(id))
      const isRight = door.write((tx) => {
        const seen = seenAt(tx, eq(operatorAccounts.id, id))
        const account = takeOwnCode(tx, seen, seen?.account.id === id, { code, isFamiliar: false, failure: 'proof.failed' })
        if (account) record({ ...tx, actor: byOperator(account) }, 'proof.given', id, { by: 'code' })
        return account !== undefined
      })
      if (!isRight) throw invalid({ code: NOT_NOW })
    },
  }
}

type Seen = { readonly account: Account; readonly secret: string | null; readonly lastStep: number | null }

/** Whoever this is, else somebody with a phone, so that an address of nobody's costs the same work. */
const seenAt = (tx: Tx, isThey: SQL): Seen | undefined =>
  tx.db
    .select({ account: operatorAccounts, secret: operatorPhones.secret, lastStep: operatorPhones.lastStep })
    .from(operatorAccounts)
    .leftJoin(operatorPhones, eq(operatorPhones.userId, operatorAccounts.id))
    .orderBy(desc(isThey), desc(isNotNull(operatorPhones.secret)))
    .limit(1)
    .get()

type Failure = 'sign_in.failed' | 'proof.failed'
type Trial = { readonly code: string; readonly isFamiliar: boolean; readonly failure: Failure }

/** Uses the code up. Undefined when it does not let in: then as much is read and written, whoever it is and whatever is wrong. */
function takeOwnCode(tx: Tx, seen: Seen | undefined, isThey: boolean, { code, isFamiliar, failure }: Trial): Account | undefined {
  const { account, secret, lastStep } = seen ?? {}
  const step = stepOf(secret ?? NOBODY, code.replace(/\s/g, ''), lastStep ?? 0, tx.now)
  const isPaused = isThey && !isFamiliar && account?.pausedUntil != null && account.pausedUntil > tx.now
  const counts = isThey && !isPaused && account?.state === 'active'
  if (counts && secret && step !== undefined && useStep(tx, holderOf(account.id), step)) return account
  const failures = (account?.failures ?? 0) + (counts ? 1 : 0)
  const pausedUntil = counts ? pauseAfter(failures, tx.now) : (account?.pausedUntil ?? null)
  if (account) update(tx, account.id, { failures, pausedUntil })
  record(tx, isPaused ? 'sign_in.locked' : failure, isThey && account ? account.id : 'unknown', {
    failures: counts ? failures : 0,
    by: 'code',
  })
  return undefined
}

function pauseAfter(failures: number, now: Date): Date | null {
  if (failures < FAILURES_TO_PAUSE) return null
  return new Date(now.getTime() + Math.min(DAY, 15 * MINUTE * 2 ** (failures - FAILURES_TO_PAUSE)))
}

/** In. Failures before are forgiven. */
export function succeed(tx: Tx, account: Account, by: 'code' | 'passkey' | 'link', grant: Grant): string {
  const active = update(tx, account.id, { state: 'active', failures: 0, pausedUntil: null, lastSignInAt: tx.now })
  const own = { ...tx, actor: byOperator(account) }
  record(own, 'sign_in.succeeded', account.id, { by })
  return grant(own, active)
}

export function refuseMany(wait: number): void {
  if (wait > 0) throw tooMany('Too many tries. Wait a minute, then try again.', wait)
}
