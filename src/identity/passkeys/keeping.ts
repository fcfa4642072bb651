import { forbidden } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { factorSince } from '../factor/factor.ts'
import { needsFactor } from '../factor/factor-rules.ts'
import { dropRecoveryCodes, renewRecoveryCodes } from '../factor/recovery-codes.ts'
import { getUser, type UserId } from '../people/users.ts'
import { endAllSessions } from '../sessions/sessions.ts'
import { dropPasskey, keepPasskey } from './changing.ts'
import type { PasskeyId } from './kept.ts'
import type { VerifiedNew } from './simplewebauthn.ts'

export type Added = {
  readonly id: PasskeyId
  /** With the first second factor of a person, which also ends every session: none of them was proven by it. */
  readonly recoveryCodes: readonly string[] | undefined
}

/** Throws AppError invalid or conflict. */
export function addPasskey(tx: Tx, userId: UserId, name: string, made: VerifiedNew): Added {
  const isFirst = factorSince(tx, userId) === undefined
  const id = keepPasskey(tx, userId, name, made)
  if (!isFirst) return { id, recoveryCodes: undefined }
  endAllSessions(tx, userId)
  return { id, recoveryCodes: renewRecoveryCodes(tx, userId) }
}

/**
 * Every session but the one that does it ends, since it may have been opened with it; with the last factor that one, too. False when
 * it did. Throws AppError not_found, or forbidden for the last factor of who needs one.
 */
export function removePasskey(tx: Tx, userId: UserId, id: string, own: string): boolean {
  dropPasskey(tx, userId, id)
  const isLast = factorSince(tx, userId) === undefined
  if (isLast) {
    if (needsFactor(tx, getUser(tx, userId)))
      throw forbidden('This is your last second factor, and your office asks for one. Add another passkey or a phone first.')
    dropRecoveryCodes(tx, userId)
  }
  endAllSessions(tx, userId, isLast ? undefined : own)
  return !isLast
}
