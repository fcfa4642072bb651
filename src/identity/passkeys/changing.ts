import { and, eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { UserId } from '../people/users.ts'
import { listPasskeys, type PasskeyId, type PasskeyRow, passkeyOf } from './kept.ts'
import { passkeys } from './schema.tenant.ts'
import type { VerifiedNew } from './simplewebauthn.ts'

const MOST = 20

/** Throws AppError invalid or conflict. */
export function keepPasskey(tx: Tx, userId: UserId, name: string, made: VerifiedNew): PasskeyId {
  const row = { ...made, id: newId<'passkey'>(), userId, name: nameOf(name), since: tx.now }
  if (passkeyOf(tx, made.credentialId)) throw conflict('That passkey is here already.')
  if (listPasskeys(tx, userId).length >= MOST) throw conflict(`A person has at most ${MOST} passkeys. Remove one first.`)
  tx.db.insert(passkeys).values(row).run()
  record(tx, 'passkey.added', userId, { passkey: row.id, synced: row.isSynced })
  return row.id
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

/** Throws AppError not_found. */
export function dropPasskey(tx: Tx, userId: UserId, id: string): void {
  const passkey = getPasskey(tx, userId, id)
  tx.db.delete(passkeys).where(eq(passkeys.id, passkey.id)).run()
  record(tx, 'passkey.removed', userId, { passkey: id })
}

function nameOf(typed: string): string {
  const name = typed.trim()
  if (name.length < 1 || name.length > 60) throw invalid({ name: 'Enter a name of 1 to 60 characters, such as “Front desk computer”.' })
  return name
}
