import { asc, gt, sql } from 'drizzle-orm'
import type { Tx } from '../tenancy/index.ts'
import { genesis, linkHash } from './chain.ts'
import { auditEvents } from './schema.tenant.ts'

export type ChainReport =
  | { readonly valid: true; readonly entries: number; readonly head: string }
  | { readonly valid: false; readonly entries: number; readonly brokenAt: number; readonly because: 'missing' | 'changed' | 'truncated' }

const BATCH = 5_000

/**
 * Walks the whole chain. A changed, removed, inserted or reordered entry breaks it; entries cut off the end are found because
 * SQLite's own sequence remembers the highest number ever given.
 */
export function verifyChain(tx: Tx): ChainReport {
  let before = genesis(tx.tenantId)
  let entries = 0
  for (;;) {
    const batch = tx.db.select().from(auditEvents).where(gt(auditEvents.seq, entries)).orderBy(asc(auditEvents.seq)).limit(BATCH).all()
    for (const event of batch) {
      if (event.seq !== entries + 1) return { valid: false, entries, brokenAt: entries + 1, because: 'missing' }
      if (linkHash(before, event) !== event.hash) return { valid: false, entries, brokenAt: event.seq, because: 'changed' }
      before = event.hash
      entries = event.seq
    }
    if (batch.length < BATCH) break
  }
  if (entries !== highestEver(tx)) return { valid: false, entries, brokenAt: entries + 1, because: 'truncated' }
  return { valid: true, entries, head: before }
}

function highestEver(tx: Tx): number {
  const row = tx.db.get<{ seq: number } | undefined>(sql`SELECT seq FROM sqlite_sequence WHERE name = 'audit_events'`)
  return row?.seq ?? 0
}
