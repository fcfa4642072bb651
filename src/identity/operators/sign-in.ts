import { eq, sql } from 'drizzle-orm'
import { controlFile, record } from '../../audit/index.ts'
import { invalid, tooMany, unauthenticated } from '../../kit/errors.ts'
import { blockOf } from '../../kit/networks.ts'
import { byOperator, type Control, system, type TenantId, type Tx } from '../../tenancy/index.ts'
import { findPhone, useStep } from '../factor/phone.ts'
import { newTotpSecret, stepOf } from '../factor/totp.ts'
import { normalEmail } from '../people/users.ts'
import { createFamiliar } from '../sign-in/familiar.ts'
import { createLimit } from '../sign-in/limits.ts'
import { type Account, type AccountId, findAccount, getAccount, holderOf, update } from './accounts.ts'
import { operatorAccounts } from './schema.control.ts'

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
        const account = takeOwnCode(tx, findAccount(tx, email), code, isFamiliar)
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
        const account = takeOwnCode(tx, getAccount(tx, id), code, false, 'proof.failed')
        if (account) record({ ...tx, actor: byOperator(account) }, 'proof.given', id, { by: 'code' })
        return account !== undefined
      })
      if (!isRight) throw invalid({ code: NOT_NOW })
    },
  }
}

/** Uses the code up. Undefined when it does not let in; the failure is written down. */
function takeOwnCode(tx: Tx, account: Account | undefined, code: string, isFamiliar: boolean, failure: Failure = 'sign_in.failed') {
  const phone = findPhone(tx, holderOf(account?.id ?? ('' as AccountId)))
  const step = stepOf(phone?.secret ?? NOBODY, code.replace(/\s/g, ''), phone?.lastStep ?? 0, tx.now)
  const isPaused = !isFamiliar && account?.pausedUntil != null && account.pausedUntil > tx.now
  if (account && isPaused) return void failUncounted(tx, 'sign_in.locked', account.id)
  if (account?.state !== 'active') return void failUncounted(tx, failure, account?.id ?? 'unknown')
  if (phone && step !== undefined && useStep(tx, holderOf(account.id), step)) return account
  const failures = account.failures + 1
  const pausedUntil = failures < FAILURES_TO_PAUSE ? null : new Date(tx.now.getTime() + pauseAfter(failures))
  update(tx, account.id, { failures, pausedUntil })
  record(tx, failure, account.id, { failures, by: 'code' })
  return undefined
}

type Failure = 'sign_in.failed' | 'proof.failed'

/** Writes as much as a failure that counts, so that its time tells nobody whether there is such an operator. */
function failUncounted(tx: Tx, action: Failure | 'sign_in.locked', subject: string): void {
  const anyone = sql`(SELECT ${operatorAccounts.id} FROM ${operatorAccounts} LIMIT 1)`
  const unchanged = { failures: sql`${operatorAccounts.failures}`, pausedUntil: sql`${operatorAccounts.pausedUntil}` }
  tx.db.update(operatorAccounts).set(unchanged).where(eq(operatorAccounts.id, anyone)).run()
  record(tx, action, subject, { failures: 0, by: 'code' })
}

const pauseAfter = (failures: number): number => Math.min(DAY, 15 * MINUTE * 2 ** (failures - FAILURES_TO_PAUSE))

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
