import { record } from '../../audit/index.ts'
import { conflict, forbidden } from '../../kit/errors.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { MadeSure } from '../made-sure.ts'
import { dropPasskeys, passkeysSince } from '../passkeys/kept.ts'
import { getUser, type UserId } from '../people/users.ts'
import { endAllSessions } from '../sessions/sessions.ts'
import { confirmedSetup, dropPhone, keepPhone, phoneSince, stepNow, useStep } from './phone.ts'
import { dropRecoveryCodes, isRecoveryCode, renewRecoveryCodes, useRecoveryCode } from './recovery-codes.ts'

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
  if (step !== undefined) return useStep(tx, userId, step) ? 'code' : undefined
  if (!useRecoveryCode(tx, userId, code)) return undefined
  record(tx, 'factor.recovery_used', userId)
  return 'recovery_code'
}

/** From then on this is the person's factor; all sessions end. Answers the recovery codes. Throws AppError invalid or conflict. */
export function confirmFactor(tx: Tx, userId: UserId, holder: string, code: string): string[] {
  const { secret, step } = confirmedSetup(tx, userId, holder, code)
  return giveFactor(tx, userId, secret, step)
}

/** For who holds the secret already. */
export function giveFactor(tx: Tx, userId: UserId, secret: string, lastStep = 0): string[] {
  const before = phoneSince(tx, userId)
  keepPhone(tx, userId, secret, lastStep)
  endAllSessions(tx, userId)
  record(tx, before ? 'factor.replaced' : 'factor.added', userId)
  return renewRecoveryCodes(tx, userId)
}

/** One’s own phone. Throws AppError forbidden where a second factor is asked for and no other is left. */
export function removeFactor(tx: Tx, userId: UserId, isRequired: boolean): void {
  const isLast = passkeysSince(tx, userId) === undefined
  if (isRequired && isLast) throw forbidden('Your office asks for a second factor: it can be replaced, not switched off.')
  losePhone(tx, userId)
  if (isLast) dropRecoveryCodes(tx, userId)
  record(tx, 'factor.removed', userId)
}

/** Another person’s, who lost it and is told. Throws AppError not_found, or conflict when there is none. */
export function resetFactor(tx: Tx, userId: UserId, sure: MadeSure): void {
  if (tx.actor.id === userId) throw conflict('Your own is replaced, not reset.')
  const { email } = getUser(tx, userId)
  if (!factorSince(tx, userId)) throw conflict('This person has no second factor.')
  loseFactors(tx, userId)
  record(tx, 'factor.reset', userId, sure)
  sendLetter(tx, { letter: 'factor_reset', personId: userId, address: email })
}

/** All of them, and with them every session. */
export function loseFactors(tx: Tx, userId: UserId): void {
  losePhone(tx, userId)
  dropPasskeys(tx, userId)
  dropRecoveryCodes(tx, userId)
}

/** Gone, and with it every session. */
function losePhone(tx: Tx, userId: UserId): void {
  dropPhone(tx, userId)
  endAllSessions(tx, userId)
}
