import { and, eq, lt } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, forbidden, invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { dropPasskeys, passkeysSince } from '../passkeys/kept.ts'
import { getUser, type UserId } from '../people/users.ts'
import { factorSetups, factors } from '../schema.tenant.ts'
import { hashSecret } from '../secrets.ts'
import { endAllSessions } from '../sessions/sessions.ts'
import { dropRecoveryCodes, isRecoveryCode, renewRecoveryCodes, useRecoveryCode } from './recovery-codes.ts'
import { newTotpSecret, stepOf } from './totp.ts'

/** A secret that was shown cannot be confirmed for ever. */
const SETUP_MS = 3_600_000

/** Since when their phone makes codes. */
export const phoneSince = (tx: Tx, userId: UserId): Date | undefined =>
  tx.db.select({ since: factors.since }).from(factors).where(eq(factors.userId, userId)).get()?.since

/** Since when they have had any second factor: a phone or a passkey, whichever came first. */
export function factorSince(tx: Tx, userId: UserId): Date | undefined {
  const all = [phoneSince(tx, userId), passkeysSince(tx, userId)].filter((each) => each !== undefined)
  return all.sort((one, other) => one.getTime() - other.getTime())[0]
}

/** Which of the two a code is, without using it up. */
export function kindOfCode(tx: Tx, userId: UserId, code: string): 'code' | 'recovery_code' | undefined {
  if (stepNow(tx, userId, code) !== undefined) return 'code'
  return isRecoveryCode(tx, userId, code) ? 'recovery_code' : undefined
}

/** Uses it up. undefined for one that is wrong, was used, or is another person’s. */
export function takeCode(tx: Tx, userId: UserId, code: string): 'code' | 'recovery_code' | undefined {
  const step = stepNow(tx, userId, code)
  if (step !== undefined) {
    const taken = tx.db
      .update(factors)
      .set({ lastStep: step })
      .where(and(eq(factors.userId, userId), lt(factors.lastStep, step)))
      .returning({ userId: factors.userId })
      .get()
    return taken && 'code'
  }
  if (!useRecoveryCode(tx, userId, code)) return undefined
  record(tx, 'factor.recovery_used', userId)
  return 'recovery_code'
}

function stepNow(tx: Tx, userId: UserId, code: string): number | undefined {
  const factor = tx.db.select().from(factors).where(eq(factors.userId, userId)).get()
  return factor && stepOf(factor.secret, code.replace(/\s/g, ''), factor.lastStep, tx.now)
}

/** A secret to show to whoever holds this session or half-open sign-in. The factor before works until a code confirms the new one. */
export function beginFactor(tx: Tx, userId: UserId, holder: string): string {
  tx.db
    .delete(factorSetups)
    .where(lt(factorSetups.begunAt, new Date(tx.now.getTime() - SETUP_MS)))
    .run()
  const row = { userId, secret: newTotpSecret(), begunAt: tx.now }
  tx.db
    .insert(factorSetups)
    .values({ holderHash: hashSecret(holder), ...row })
    .onConflictDoUpdate({ target: factorSetups.holderHash, set: row })
    .run()
  return row.secret
}

/** What was shown to that holder and waits for its code. */
export function findSetup(tx: Tx, userId: UserId, holder: string): string | undefined {
  const begun = tx.db
    .select()
    .from(factorSetups)
    .where(and(eq(factorSetups.holderHash, hashSecret(holder)), eq(factorSetups.userId, userId)))
    .get()
  return begun && tx.now.getTime() - begun.begunAt.getTime() < SETUP_MS ? begun.secret : undefined
}

/** From then on this is the person's factor; all sessions end. Answers the recovery codes. Throws AppError invalid or conflict. */
export function confirmFactor(tx: Tx, userId: UserId, holder: string, code: string): string[] {
  const secret = findSetup(tx, userId, holder)
  if (!secret) throw conflict('That took too long, or was confirmed already. Begin again.')
  const step = stepOf(secret, code.replace(/\s/g, ''), 0, tx.now)
  if (step === undefined) throw invalid({ code: 'That is not the code on your phone now. Wait for the next one and type that.' })
  return giveFactor(tx, userId, secret, step)
}

/** For who holds the secret already. */
export function giveFactor(tx: Tx, userId: UserId, secret: string, lastStep = 0): string[] {
  const before = phoneSince(tx, userId)
  dropSetups(tx, userId)
  const row = { secret, lastStep, since: tx.now }
  tx.db
    .insert(factors)
    .values({ userId, ...row })
    .onConflictDoUpdate({ target: factors.userId, set: row })
    .run()
  endAllSessions(tx, userId)
  record(tx, before ? 'factor.replaced' : 'factor.added', userId)
  return renewRecoveryCodes(tx, userId)
}

/** One’s own phone. Throws AppError forbidden where a second factor is asked for and no other is left. */
export function removeFactor(tx: Tx, userId: UserId, isRequired: boolean): void {
  const isLast = passkeysSince(tx, userId) === undefined
  if (isRequired && isLast) throw forbidden('Your office asks for a second factor: it can be replaced, not switched off.')
  dropPhone(tx, userId)
  if (isLast) dropRecoveryCodes(tx, userId)
  record(tx, 'factor.removed', userId)
}

/** Another person’s, who lost it. Throws AppError not_found, or conflict when there is none. */
export function resetFactor(tx: Tx, userId: UserId): void {
  if (tx.actor.id === userId) throw conflict('Your own is replaced, not reset.')
  getUser(tx, userId)
  if (!factorSince(tx, userId)) throw conflict('This person has no second factor.')
  dropPhone(tx, userId)
  dropPasskeys(tx, userId)
  dropRecoveryCodes(tx, userId)
  record(tx, 'factor.reset', userId)
}

/** Gone, and with it every session. */
function dropPhone(tx: Tx, userId: UserId): void {
  tx.db.delete(factors).where(eq(factors.userId, userId)).run()
  dropSetups(tx, userId)
  endAllSessions(tx, userId)
}

const dropSetups = (tx: Tx, userId: UserId) => void tx.db.delete(factorSetups).where(eq(factorSetups.userId, userId)).run()
