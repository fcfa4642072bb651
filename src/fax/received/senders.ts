import { and, asc, eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { invalid, notFound } from '../../kit/errors.ts'
import { parsePhone } from '../../kit/phone.ts'
import { announce, type Tx } from '../../tenancy/index.ts'
import { blockedSenders, receivedFaxes } from './schema.tenant.ts'

export type BlockedSender = typeof blockedSenders.$inferSelect

const LONGEST_NUMBER = 40

/** As it is kept: what the carrier says of a caller need not be a number. */
export function readSender(text: string): string {
  const number = parsePhone(text) ?? text.trim()
  if (number === '' || number.length > LONGEST_NUMBER) throw invalid({ number: 'Enter a fax number such as (555) 201-0100.' })
  return number
}

export const isBlocked = (tx: Tx, number: string): boolean =>
  tx.db.select({ number: blockedSenders.number }).from(blockedSenders).where(eq(blockedSenders.number, number)).get() !== undefined

export const listBlocked = (tx: Tx): BlockedSender[] =>
  tx.actor.reach ? [] : tx.db.select().from(blockedSenders).orderBy(asc(blockedSenders.blockedAt), asc(blockedSenders.number)).all()

/** Its faxes, those that are here too, lie on a shelf of their own until somebody unblocks it: nothing is lost. Returns how many moved. */
export function blockSender(tx: Tx, text: string): number {
  if (tx.actor.reach) throw notFound('Number')
  const number = readSender(text)
  const fresh = tx.db.insert(blockedSenders).values({ number, blockedBy: tx.actor.id, blockedAt: tx.now }).onConflictDoNothing().run()
  return fresh.changes > 0 ? move(tx, number, 'received.sender_blocked') : 0
}

export function unblockSender(tx: Tx, text: string): number {
  if (tx.actor.reach) throw notFound('Number')
  const number = readSender(text)
  const gone = tx.db.delete(blockedSenders).where(eq(blockedSenders.number, number)).run()
  if (gone.changes === 0) throw notFound('Blocked number')
  return move(tx, number, 'received.sender_unblocked')
}

/** The trail counts: it does not repeat whose number it is. */
function move(tx: Tx, number: string, action: 'received.sender_blocked' | 'received.sender_unblocked'): number {
  const [from, to] = action === 'received.sender_blocked' ? (['inbox', 'blocked'] as const) : (['blocked', 'inbox'] as const)
  const moved = tx.db
    .update(receivedFaxes)
    .set({ shelf: to })
    .where(and(eq(receivedFaxes.from, number), eq(receivedFaxes.shelf, from)))
    .run()
  record(tx, action, tx.tenantId, { faxes: moved.changes })
  announce(tx, { kind: 'changed', topic: 'received' })
  return moved.changes
}
