import { eq, lt } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import { hashSecret, isSecret, newSecret } from '../secrets.ts'
import { type ConnectionId, ssoRequests } from './schema.tenant.ts'

const LASTS_MS = 10 * 60_000

export type NewRequest = {
  readonly connectionId: ConnectionId
  /** The secret of the browser that begins it, which nobody else has. */
  readonly browser: string
  /** A path of ours. */
  readonly back: string
  readonly isAfresh?: boolean
}
/** What leaves for the provider, and what is held against its answer. */
export type Begun = { readonly state: string; readonly nonce: string; readonly verifier: string }
export type Request = Omit<typeof ssoRequests.$inferSelect, 'idHash' | 'browserHash' | 'usedAt'>
/** Why an answer belongs to nothing that was asked. */
export type Stray = 'not_asked' | 'late' | 'used' | 'other_connection' | 'other_browser'

/** `state` is given where the protocol has an id of its own form. */
export function begin(tx: Tx, { connectionId, browser, back, isAfresh = false }: NewRequest, state = newSecret()): Begun {
  tx.db.delete(ssoRequests).where(lt(ssoRequests.expiresAt, tx.now)).run()
  const [nonce, verifier] = [newSecret(), newSecret()]
  const expiresAt = new Date(tx.now.getTime() + LASTS_MS)
  const hashes = { idHash: hashSecret(state), browserHash: hashSecret(browser) }
  tx.db
    .insert(ssoRequests)
    .values({ ...hashes, connectionId, nonce, verifier, back, isAfresh, expiresAt })
    .run()
  return { state, nonce, verifier }
}

/** Whether an answer is awaited, where the browser that brings it cannot show yet whose it is. Nothing is used up. */
export function awaited(tx: Tx, asked: { state: string; connectionId: ConnectionId }): Pick<Request, 'isAfresh'> | Stray {
  const own = eq(ssoRequests.idHash, hashSecret(asked.state))
  const row = tx.db.select().from(ssoRequests).where(own).get()
  if (!row) return 'not_asked'
  return strayIn(row, asked.connectionId, tx.now) ?? { isAfresh: row.isAfresh }
}

/** The answer to a trial, once, whichever browser brings it: nobody comes in by it. */
export function takeTrial(tx: Tx, asked: { state: string; connectionId: ConnectionId }): Request | Stray {
  const row = tx.db
    .select()
    .from(ssoRequests)
    .where(eq(ssoRequests.idHash, hashSecret(asked.state)))
    .get()
  return row ? spend(tx, row, asked.connectionId) : 'not_asked'
}

/** The answer to a request, in the browser it began in, once. Whatever is wrong with the rest of the answer, it was used by it. */
export function take(tx: Tx, asked: { state: string; connectionId: ConnectionId; browser: string | undefined }): Request | Stray {
  const own = eq(ssoRequests.idHash, hashSecret(asked.state))
  const row = tx.db.select().from(ssoRequests).where(own).get()
  if (!row) return 'not_asked'
  // Not used up by a stranger who learned the state: only its own browser can spend it.
  if (!asked.browser || !isSecret(asked.browser) || row.browserHash !== hashSecret(asked.browser)) return 'other_browser'
  return spend(tx, row, asked.connectionId)
}

function spend(tx: Tx, row: typeof ssoRequests.$inferSelect, connectionId: ConnectionId): Request | Stray {
  const stray = strayIn(row, connectionId, tx.now)
  if (stray) return stray
  tx.db.update(ssoRequests).set({ usedAt: tx.now }).where(eq(ssoRequests.idHash, row.idHash)).run()
  const { idHash: _, browserHash: __, usedAt: ___, ...request } = row
  return request
}

function strayIn(row: typeof ssoRequests.$inferSelect, connectionId: ConnectionId, now: Date): Stray | undefined {
  if (row.connectionId !== connectionId) return 'other_connection'
  if (row.usedAt) return 'used'
  return row.expiresAt <= now ? 'late' : undefined
}
