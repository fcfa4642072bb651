import { and, asc, desc, eq, gte, inArray, sql } from 'drizzle-orm'
import { type Db, prepared } from '../../db/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { faxAttempts, faxes, faxRecipients } from '../schema.tenant.ts'
import type { FaxId, RecipientStatus } from '../status.ts'

const newestOf = (status: 'delivered' | 'failed') => (db: Db) =>
  db
    .select({ at: faxRecipients.settledAt, cause: faxRecipients.cause })
    .from(faxRecipients)
    .where(and(eq(faxRecipients.to, sql.placeholder('to')), eq(faxRecipients.status, status)))
    .orderBy(desc(faxRecipients.settledAt))
    .limit(1)
    .prepare()

export type Past = { readonly delivered: Date | undefined; readonly failed: { readonly at: Date; readonly cause: string } | undefined }

/** What became of faxes to this number: when one last arrived, and when one was last given up. */
export function pastOf(tx: Tx, to: string): Past {
  const delivered = prepared(tx.db, 'fax.lastDelivered', newestOf('delivered')).get({ to })
  const failed = prepared(tx.db, 'fax.lastFailed', newestOf('failed')).get({ to })
  return {
    delivered: delivered?.at ?? undefined,
    failed: failed?.at ? { at: failed.at, cause: failed.cause ?? '' } : undefined,
  }
}

/** The first of these to which a fax was ever delivered. */
export const deliveredAmong = (tx: Tx, numbers: readonly string[]): string | undefined =>
  prepared(tx.db, 'fax.deliveredAmong', among).get({ numbers: JSON.stringify(numbers) })?.to
const among = (db: Db) =>
  db
    .select({ to: faxRecipients.to })
    .from(faxRecipients)
    .where(
      and(sql`${faxRecipients.to} IN (SELECT value FROM json_each(${sql.placeholder('numbers')}))`, eq(faxRecipients.status, 'delivered')),
    )
    .orderBy(asc(faxRecipients.to))
    .limit(1)
    .prepare()

export type Sent = { readonly faxId: FaxId; readonly at: Date; readonly status: RecipientStatus }
const WENT = ['held', 'scheduled', 'queued', 'sending', 'delivered'] as const

/** The last fax of the same files to this number since then, unless it came to nothing. */
export const sameSent = (tx: Tx, content: string, to: string, since: Date): Sent | undefined =>
  tx.db
    .select({ faxId: faxes.id, at: faxes.createdAt, status: faxRecipients.status })
    .from(faxes)
    .innerJoin(faxRecipients, eq(faxRecipients.faxId, faxes.id))
    .where(and(eq(faxes.content, content), gte(faxes.createdAt, since), eq(faxRecipients.to, to), inArray(faxRecipients.status, [...WENT])))
    .orderBy(desc(faxes.createdAt))
    .limit(1)
    .get()

const SAMPLE = 100
/** Standard resolution at 14,400 bit/s, with the handshake spread over a few pages: until the office has calls of its own to go by. */
const USUAL_SECONDS = 40

/** How long a page takes on the line, by the office's last calls. */
export function secondsPerPage(tx: Tx): number {
  const last = tx.db
    .select({ pages: faxAttempts.pages, seconds: faxAttempts.seconds })
    .from(faxAttempts)
    .where(sql`state = 'delivered' AND pages > 0 AND seconds > 0`)
    .orderBy(desc(faxAttempts.id))
    .limit(SAMPLE)
    .all()
  const [pages, seconds] = last.reduce(([p, s], each) => [p + (each.pages ?? 0), s + (each.seconds ?? 0)], [0, 0])
  return pages === 0 ? USUAL_SECONDS : Math.max(1, Math.round(seconds / pages))
}
