import { and, asc, count, desc, eq, gt, gte, inArray, lt, max, or, type SQL, sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { genesis, linkHash } from './chain.ts'
import { auditEvents } from './schema.tenant.ts'

export type AuditEvent = typeof auditEvents.$inferSelect
/** Ids, counts and codes only: the trail outlives the content it speaks of. One sentence of a person is in it: how they made sure who asked. */
export type Detail = Readonly<Record<string, string | number | boolean | null>>

const newest = (db: Db) =>
  db.select({ seq: auditEvents.seq, hash: auditEvents.hash }).from(auditEvents).orderBy(desc(auditEvents.seq)).limit(1).prepare()
const insertion = (db: Db) =>
  db
    .insert(auditEvents)
    .values({
      seq: sql.placeholder('seq'),
      at: sql.placeholder('at'),
      actorKind: sql.placeholder('actorKind'),
      actorId: sql.placeholder('actorId'),
      action: sql.placeholder('action'),
      subjectId: sql.placeholder('subjectId'),
      detail: sql.placeholder('detail'),
      hash: sql.placeholder('hash'),
    })
    .prepare()

/** Same transaction as the change it describes, so neither can exist without the other. */
export function record(tx: Tx, action: string, subjectId: string, detail: Detail = {}): void {
  const last = prepared(tx.db, 'audit.newest', newest).get()
  const link = {
    seq: (last?.seq ?? 0) + 1,
    at: tx.now,
    actorKind: tx.actor.kind,
    actorId: tx.actor.id,
    action,
    subjectId,
    detail: JSON.stringify(detail),
  }
  const hash = linkHash(last?.hash ?? genesis(tx.tenantId), link)
  prepared(tx.db, 'audit.insert', insertion).run({ ...link, hash })
}

const SAME_LOOK_MS = 5 * 60_000

const purposeOf = ({ actor }: Tx): Detail => (actor.purpose === undefined ? {} : { purpose: actor.purpose })

/** Records that many records at once left the building in a file, and what for: in the transaction that reads them. */
export const exported = (tx: Tx, action: string, detail: Detail): void => record(tx, action, tx.tenantId, { ...detail, ...purposeOf(tx) })

/**
 * Records that a person or key was shown a patient's data, before they are: call it in the write transaction that reads.
 * Looking again within five minutes adds no second entry, unless it is for another purpose.
 */
export function disclosed(tx: Tx, action: string, subjectId: string): void {
  const detail = purposeOf(tx)
  const recent = tx.db
    .select({ seq: auditEvents.seq })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.subjectId, subjectId),
        eq(auditEvents.action, action),
        eq(auditEvents.actorId, tx.actor.id),
        eq(auditEvents.detail, JSON.stringify(detail)),
        gte(auditEvents.at, new Date(tx.now.getTime() - SAME_LOOK_MS)),
      ),
    )
    .limit(1)
    .get()
  if (!recent) record(tx, action, subjectId, detail)
}

export type EventFilter = {
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly subjectId?: string | undefined
  readonly actorId?: string | undefined
  /** One action, "fax.submitted", or everything of a kind, "fax". */
  readonly action?: string | undefined
  /** Only entries before this one, newest first: the cursor of the page before. */
  readonly beforeSeq?: number | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

export function listEvents(tx: Tx, filter: EventFilter = {}): AuditEvent[] {
  return tx.db
    .select()
    .from(auditEvents)
    .where(matching(filter))
    .orderBy(desc(auditEvents.seq))
    .limit(filter.limit ?? 100)
    .offset(filter.offset ?? 0)
    .all()
}

/** How long the trail is, without counting it: entries are numbered from 1 and never leave. */
export const lastSeq = (tx: Tx): number =>
  tx.db
    .select({ seq: max(auditEvents.seq) })
    .from(auditEvents)
    .get()?.seq ?? 0

/** The entries after one, in their order. */
export const listAfter = (tx: Tx, seq: number, limit: number): AuditEvent[] =>
  tx.db.select().from(auditEvents).where(gt(auditEvents.seq, seq)).orderBy(asc(auditEvents.seq)).limit(limit).all()

const REMOVALS = ['contact.removed', 'fax.removed', 'received.removed']
/** What was removed and is there again. */
const RETURNS = ['contact.removal_undone', 'contact.merging_undone']
/** When it was removed, and under a rule of how many days if it was one. */
export type Removed = { readonly at: Date; readonly days: number | null }

/** Which of these subjects were removed since, so that nothing links to them. */
export function removedAmong(tx: Tx, subjectIds: readonly string[]): ReadonlyMap<string, Removed> {
  const rows = tx.db
    .select({ id: auditEvents.subjectId, action: auditEvents.action, at: auditEvents.at, detail: auditEvents.detail })
    .from(auditEvents)
    .where(and(inArray(auditEvents.subjectId, [...subjectIds]), inArray(auditEvents.action, [...REMOVALS, ...RETURNS])))
    .orderBy(asc(auditEvents.seq))
    .all()
  const removed = new Map<string, Removed>()
  for (const { id, action, at, detail } of rows) {
    if (RETURNS.includes(action)) removed.delete(id)
    else removed.set(id, { at, days: (JSON.parse(detail) as { days?: number }).days ?? null })
  }
  return removed
}

/** One subject's story, oldest first. */
export const historyOf = (tx: Tx, subjectId: string): AuditEvent[] =>
  tx.db.select().from(auditEvents).where(eq(auditEvents.subjectId, subjectId)).orderBy(asc(auditEvents.seq)).all()

export const countEvents = (tx: Tx, filter: EventFilter = {}): number =>
  tx.db.select({ n: count() }).from(auditEvents).where(matching(filter)).get()?.n ?? 0

function matching(filter: EventFilter): SQL | undefined {
  return and(
    filter.from && gte(auditEvents.at, filter.from),
    filter.until && lt(auditEvents.at, filter.until),
    filter.subjectId === undefined ? undefined : eq(auditEvents.subjectId, filter.subjectId),
    filter.actorId === undefined ? undefined : eq(auditEvents.actorId, filter.actorId),
    filter.action === undefined ? undefined : ofKind(filter.action),
    filter.beforeSeq === undefined ? undefined : lt(auditEvents.seq, filter.beforeSeq),
  )
}

/** "fax" is also every "fax.…": a range, because '/' is the character after '.'. */
const ofKind = (action: string): SQL | undefined =>
  or(eq(auditEvents.action, action), and(gte(auditEvents.action, `${action}.`), lt(auditEvents.action, `${action}/`)))
