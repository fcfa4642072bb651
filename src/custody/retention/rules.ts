import { eq } from 'drizzle-orm'
import { countEvents, type EventFilter, listEvents, record } from '../../audit/index.ts'
import { heldIds } from '../../disposal/index.ts'
import type { FileId } from '../../files/index.ts'
import { BACKGROUND, enqueue } from '../../jobs/index.ts'
import { invalid, notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { retentionRules } from '../schema.tenant.ts'
import { RUN, RUN_KEY } from './kind.ts'

/** A class of records, told by the module that owns them. What `remove` takes away is gone when its transaction commits. */
export type RecordClass = {
  readonly name: string
  /** As the settings page calls them. */
  readonly label: string
  /** What the trail of each removed record ends with, where somebody may look for it. */
  readonly lastWord?: string
  count(tx: Tx, before: Date, held: readonly string[]): number
  remove(
    tx: Tx,
    before: Date,
    held: readonly string[],
    most: number,
  ): { readonly ids: readonly string[]; readonly files: readonly FileId[] }
}
export type Rule = { readonly name: string; readonly label: string; readonly days: number | null; readonly setAt: Date | null }

const DAY_MS = 86_400_000
export const LEAST_DAYS = 30
const MOST_DAYS = 36_500

export const before = (tx: Tx, days: number): Date => new Date(tx.now.getTime() - days * DAY_MS)

/** Every class, with how long it is kept: without a number, for ever. */
export function listRules(tx: Tx, classes: readonly RecordClass[]): Rule[] {
  const set = new Map(
    tx.db
      .select()
      .from(retentionRules)
      .all()
      .map((each) => [each.class, each]),
  )
  return classes.map(({ name, label }) => ({ name, label, days: set.get(name)?.days ?? null, setAt: set.get(name)?.setAt ?? null }))
}

export type Preview = {
  readonly name: string
  readonly label: string
  readonly days: number
  readonly before: Date
  readonly count: number
}

/** What such a rule would remove tonight. Throws AppError invalid or not_found. */
export function previewRule(tx: Tx, classes: readonly RecordClass[], name: string, days: number): Preview {
  const { label, count } = classNamed(classes, name)
  checkDays(days)
  const [limit, held] = [before(tx, days), heldIds(tx)]
  return { name, label, days, before: limit, count: held === 'all' ? 0 : count(tx, limit, held) }
}

/** Null keeps them for ever. The first run is in the coming night. Throws AppError invalid or not_found. */
export function setRule(tx: Tx, classes: readonly RecordClass[], name: string, days: number | null, firstRun: Date): void {
  classNamed(classes, name)
  if (days === null) tx.db.delete(retentionRules).where(eq(retentionRules.class, name)).run()
  else {
    checkDays(days)
    const rule = { days, setBy: tx.actor.id, setAt: tx.now }
    tx.db
      .insert(retentionRules)
      .values({ class: name, ...rule })
      .onConflictDoUpdate({ target: retentionRules.class, set: rule })
      .run()
    enqueue(tx, RUN, {}, { uniqueKey: RUN_KEY, at: firstRun, priority: BACKGROUND })
  }
  record(tx, 'retention.rule_set', name, { days })
}

function checkDays(days: number): void {
  if (!Number.isInteger(days) || days < LEAST_DAYS || days > MOST_DAYS)
    throw invalid({ days: `Enter a number of days from ${LEAST_DAYS} to ${MOST_DAYS}.` })
}

function classNamed(classes: readonly RecordClass[], name: string): RecordClass {
  const found = classes.find((each) => each.name === name)
  if (!found) throw notFound('Kind of record')
  return found
}

const REMOVALS = { action: 'retention.removed' } as const
export type Removal = {
  readonly seq: number
  readonly at: Date
  readonly class: string
  readonly days: number
  readonly before: string
  readonly count: number
  readonly documents: number
  readonly digest: string
}

/** The log of what was removed is the trail itself: tamper-evident, and kept for good. */
export const listRemovals = (tx: Tx, window: Pick<EventFilter, 'beforeSeq' | 'offset' | 'limit'> = { limit: 20 }): Removal[] =>
  listEvents(tx, { ...REMOVALS, ...window }).map(({ seq, at, subjectId, detail }) => ({
    seq,
    at,
    class: subjectId,
    ...(JSON.parse(detail) as Omit<Removal, 'seq' | 'at' | 'class'>),
  }))
export const countRemovals = (tx: Tx): number => countEvents(tx, REMOVALS)
