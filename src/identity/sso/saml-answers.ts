import { eq, lt } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import { hashSecret, isSecret, newSecret } from '../secrets.ts'
import type { Verified } from './finishing.ts'
import { type ConnectionId, samlAnswers, samlAssertions } from './schema.tenant.ts'

const WAITS_MS = 60_000

export type Waiting = { readonly requestId: string; readonly verified: Verified }

/** Whether it is the first time that this assertion comes. */
export function isFirst(tx: Tx, connectionId: ConnectionId, assertion: { readonly id: string; readonly expiresAt: Date }): boolean {
  tx.db.delete(samlAssertions).where(lt(samlAssertions.expiresAt, tx.now)).run()
  const row = { idHash: hashSecret(`${connectionId} ${assertion.id}`), expiresAt: assertion.expiresAt }
  return tx.db.insert(samlAssertions).values(row).onConflictDoNothing().returning().all().length > 0
}

/** The answer waits for its browser, which gets the code; undefined when the request was answered before. */
export function keepAnswer(tx: Tx, connectionId: ConnectionId, { requestId, verified }: Waiting): string | undefined {
  tx.db.delete(samlAnswers).where(lt(samlAnswers.expiresAt, tx.now)).run()
  const code = newSecret()
  const expiresAt = new Date(tx.now.getTime() + WAITS_MS)
  const row = { codeHash: hashSecret(code), connectionId, requestId, said: { ...verified }, expiresAt }
  return tx.db.insert(samlAnswers).values(row).onConflictDoNothing().returning().all().length > 0 ? code : undefined
}

/** Once, whoever comes with the code: it is for the request to say whether it is their browser. */
export function takeAnswer(tx: Tx, connectionId: ConnectionId, code: string): Waiting | undefined {
  if (!isSecret(code)) return undefined
  const row = tx.db
    .delete(samlAnswers)
    .where(eq(samlAnswers.codeHash, hashSecret(code)))
    .returning()
    .get()
  if (!row || row.connectionId !== connectionId || row.expiresAt <= tx.now) return undefined
  return { requestId: row.requestId, verified: revived(row.said) }
}

/** Of what was kept as JSON, the one instant is text. */
function revived(said: Readonly<Record<string, unknown>>): Verified {
  const { authenticatedAt, ...rest } = said as Omit<Verified, 'authenticatedAt'> & { readonly authenticatedAt?: string }
  return { ...rest, authenticatedAt: authenticatedAt === undefined ? undefined : new Date(authenticatedAt) }
}
