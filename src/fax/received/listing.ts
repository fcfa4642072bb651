import { and, desc, eq, getTableColumns, or, type SQL, sql } from 'drizzle-orm'
import { type Db, found, prepared } from '../../db/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { cursorText, type Page } from '../reading.ts'
import type { ReceivedFax } from './received.ts'
import { receivedFaxes } from './schema.tenant.ts'

export const cursorOfReceived = ({ receivedAt, id }: { receivedAt: Date; id: string }): string =>
  cursorText({ at: receivedAt.getTime(), id })

export type ReceivedFilter = { readonly status?: ReceivedFax['status'] | undefined; readonly text?: string | undefined }
export type ReceivedSummary = ReceivedFax & { readonly fromName: string | null }

/** A received fax is assigned to nobody yet, so it is nobody's own. */
const NOBODYS = sql`0`

/** Newest first, with the sender's name from contacts. */
export function listReceived(tx: Tx, filter: ReceivedFilter, page: Page): ReceivedSummary[] {
  return tx.db
    .select({
      ...getTableColumns(receivedFaxes),
      fromName: sql<string | null>`(SELECT name FROM contacts WHERE fax = ${receivedFaxes.from})`,
    })
    .from(receivedFaxes)
    .where(
      and(
        tx.actor.reach && NOBODYS,
        filter.status && eq(receivedFaxes.status, filter.status),
        filter.text ? senderMatch(filter.text) : undefined,
        page.after && sql`(${receivedFaxes.receivedAt}, ${receivedFaxes.id}) < (${page.after.at}, ${page.after.id})`,
      ),
    )
    .orderBy(desc(receivedFaxes.receivedAt), desc(receivedFaxes.id))
    .limit(page.limit)
    .offset(page.offset ?? 0)
    .all()
}

const senderMatch = (text: string): SQL | undefined =>
  or(found(receivedFaxes.from, text), sql`${receivedFaxes.from} IN (SELECT fax FROM contacts WHERE ${found(sql`search`, text)})`)

export const countReceived = (tx: Tx): number => (tx.actor.reach ? 0 : counted(tx))
const counted = (tx: Tx): number => tx.db.select({ n: sql<number>`count(*)` }).from(receivedFaxes).get()?.n ?? 0
const countingUnread = (db: Db) =>
  db.select({ n: sql<number>`count(*)` }).from(receivedFaxes).where(sql`read_at IS NULL AND status = 'received'`).prepare()
export const countUnread = (tx: Tx): number => (tx.actor.reach ? 0 : (prepared(tx.db, 'fax.countUnread', countingUnread).get()?.n ?? 0))
