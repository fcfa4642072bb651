import { and, eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, forbidden, invalid, notFound } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { factorSince } from '../factor/factor.ts'
import { needsFactor } from '../factor/factor-rules.ts'
import { dropRecoveryCodes, renewRecoveryCodes } from '../factor/recovery-codes.ts'
import { getUser, type UserId } from '../people/users.ts'
import { endAllSessions } from '../sessions/sessions.ts'
import { listPasskeys, type PasskeyId, type PasskeyRow, passkeyOf } from './kept.ts'
import { passkeys } from './schema.tenant.ts'
import type { VerifiedNew } from './simplewebauthn.ts'

const MOST = 20

export type Added = {
  readonly id: PasskeyId
  /** With the first second factor of a person, which also ends every session: none of them was proven by it. */
  readonly recoveryCodes: readonly string[] | undefined
}

/** Throws AppError invalid or conflict. */
export function addPasskey(tx: Tx, userId: UserId, name: string, made: VerifiedNew): Added {
  const row = { ...made, id: newId<'passkey'>(), userId, name: nameOf(name), since: tx.now }
  if (passkeyOf(tx, made.credentialId)) throw conflict('That passkey is here already.')
  if (listPasskeys(tx, userId).length >= MOST) throw conflict(`A person has at most ${MOST} passkeys. Remove one first.`)
  const isFirst = factorSince(tx, userId) === undefined
  tx.db.insert(passkeys).values(row).run()
  record(tx, 'passkey.added', userId, { passkey: row.id, synced: row.isSynced })
  if (!isFirst) return { id: row.id, recoveryCodes: undefined }
  endAllSessions(tx, userId)
  return { id: row.id, recoveryCodes: renewRecoveryCodes(tx, userId) }
}

/** Throws AppError not_found, also for one of somebody else. */
export function getPasskey(tx: Tx, userId: UserId, id: string): PasskeyRow {
  const found = tx.db
    .select()
    .from(passkeys)
    .where(and(eq(passkeys.id, id as PasskeyId), eq(passkeys.userId, userId)))
    .get()
  if (!found) throw notFound('Passkey')
  return found
}

/** Throws AppError invalid or not_found. */
export function renamePasskey(tx: Tx, userId: UserId, id: string, name: string): PasskeyRow {
  const passkey = getPasskey(tx, userId, id)
  const renamed = { ...passkey, name: nameOf(name) }
  tx.db.update(passkeys).set({ name: renamed.name }).where(eq(passkeys.id, passkey.id)).run()
  record(tx, 'passkey.renamed', userId, { passkey: id })
  return renamed
}

/**
 * Every session but the one that does it ends, since it may have been opened with it; with the last factor that one, too. False when
 * it did. Throws AppError not_found, or forbidden for the last factor of who needs one.
 */
export function removePasskey(tx: Tx, userId: UserId, id: string, own: string): boolean {
  const passkey = getPasskey(tx, userId, id)
  tx.db.delete(passkeys).where(eq(passkeys.id, passkey.id)).run()
  const isLast = factorSince(tx, userId) === undefined
  if (isLast) {
    if (needsFactor(tx, getUser(tx, userId)))
      throw forbidden('This is your last second factor, and your office asks for one. Add another passkey or a phone first.')
    dropRecoveryCodes(tx, userId)
  }
  endAllSessions(tx, userId, isLast ? undefined : own)
  record(tx, 'passkey.removed', userId, { passkey: id })
  return !isLast
}

function nameOf(typed: string): string {
  const name = typed.trim()
  if (name.length < 1 || name.length > 60) throw invalid({ name: 'Enter a name of 1 to 60 characters, such as “Front desk computer”.' })
  return name
}
