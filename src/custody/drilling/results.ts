import type { KeyObject } from 'node:crypto'
import { desc } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { BACKGROUND, enqueue, kind, reschedule, spreadOf } from '../../jobs/index.ts'
import { publicPem, signStatement } from '../../kit/signed.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { Looked } from '../examining.ts'
import { backupDrills } from '../schema.tenant.ts'

export const DRILL = kind<Record<string, never>>('backup.drill')

/** What a drill came to. `cause` says in a word what is wrong with the copy. */
export type Drilled = {
  readonly startedAt: Date
  readonly seconds: number
  readonly replica: string
  readonly txid: number
  readonly changedAt: Date | undefined
  readonly rows: number
  readonly tables: Readonly<Record<string, number>>
  readonly audit: { readonly entries: number; readonly head: string }
  readonly documents: Looked
  readonly cause: 'nothing' | 'unreadable' | 'damaged' | 'dangling' | 'trail' | 'another_trail' | 'documents' | 'unreachable' | undefined
}
export type LastDrill = { readonly at: Date; readonly passed: boolean; readonly cause: string | null; readonly rows: number }

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS
const KEY = 'backup.drill'

export function recordDrill(tx: Tx, drilled: Drilled, key: KeyObject): void {
  const { cause = null, ...found } = drilled
  const passed = cause === null
  const statement = {
    title: 'Backup restored and verified',
    office: tx.tenantId,
    passed,
    cause,
    ...found,
    publicKey: publicPem(key),
  }
  const written = { statement: JSON.stringify(statement), signature: signStatement(statement, key) }
  tx.db
    .insert(backupDrills)
    .values({ at: tx.now, passed, cause, ...written })
    .run()
  record(tx, passed ? 'backup.verified' : 'backup.failed', tx.tenantId, { txid: drilled.txid, rows: drilled.rows, cause })
}

export function lastDrill(tx: Tx): LastDrill | undefined {
  const found = tx.db.select().from(backupDrills).orderBy(desc(backupDrills.id)).limit(1).get()
  if (!found) return undefined
  const { rows } = JSON.parse(found.statement) as { readonly rows: number }
  return { at: found.at, passed: found.passed, cause: found.cause, rows }
}

/** Weekly, each office at a time of its own. */
export function planDrill(tx: Tx): void {
  const last = lastDrill(tx)
  const at = last ? last.at.getTime() + WEEK_MS : tx.now.getTime() + spreadOf(tx.tenantId) * DAY_MS
  enqueue(tx, DRILL, {}, { at: new Date(Math.max(at, tx.now.getTime())), priority: BACKGROUND, uniqueKey: KEY })
}

/** Now, because a person asks. */
export function askForDrill(tx: Tx): void {
  record(tx, 'backup.asked', tx.tenantId)
  if (!reschedule(tx, KEY, tx.now)) enqueue(tx, DRILL, {}, { priority: 5, uniqueKey: KEY })
}
