import { asc, gt, sql } from 'drizzle-orm'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { genesis, linkHash } from './chain.ts'
import { auditEvents } from './schema.tenant.ts'

export type ChainReport =
  | { readonly valid: true; readonly entries: number; readonly head: string }
  | { readonly valid: false; readonly entries: number; readonly brokenAt: number; readonly because: 'missing' | 'changed' | 'truncated' }

/** How far a walk has come: so many entries, the last with this hash. */
type Walked = { readonly entries: number; readonly before: string }

const BATCH = 5_000
/** About 10 ms of work, so that other requests are answered between two turns. */
const TURN = 1_000

/**
 * Walks the whole chain. A changed, removed, inserted or reordered entry breaks it; entries cut off the end are found because
 * SQLite's own sequence remembers the highest number ever given.
 */
export function verifyChain(tx: Tx): ChainReport {
  let walk: Walked | ChainReport = start(tx.tenantId)
  while (!('valid' in walk)) walk = walkOn(tx, walk, BATCH)
  return walk
}

/** The same walk for a page: a long trail would hold up everybody else for seconds. What is appended meanwhile is walked too. */
export async function verifyInTurns(tenant: Pick<Tenant, 'id' | 'read'>): Promise<ChainReport> {
  let walk: Walked | ChainReport = start(tenant.id)
  while (!('valid' in walk)) {
    const here: Walked = walk
    walk = tenant.read((tx) => walkOn(tx, here, TURN))
    await new Promise(setImmediate)
  }
  return walk
}

const start = (tenantId: string): Walked => ({ entries: 0, before: genesis(tenantId) })

function walkOn(tx: Tx, { entries: from, before: link }: Walked, size: number): Walked | ChainReport {
  let [entries, before] = [from, link]
  const batch = tx.db.select().from(auditEvents).where(gt(auditEvents.seq, entries)).orderBy(asc(auditEvents.seq)).limit(size).all()
  for (const event of batch) {
    if (event.seq !== entries + 1) return { valid: false, entries, brokenAt: entries + 1, because: 'missing' }
    if (linkHash(before, event) !== event.hash) return { valid: false, entries, brokenAt: event.seq, because: 'changed' }
    before = event.hash
    entries = event.seq
  }
  if (batch.length === size) return { entries, before }
  if (entries !== highestEver(tx)) return { valid: false, entries, brokenAt: entries + 1, because: 'truncated' }
  return { valid: true, entries, head: before }
}

function highestEver(tx: Tx): number {
  const row = tx.db.get<{ seq: number } | undefined>(sql`SELECT seq FROM sqlite_sequence WHERE name = 'audit_events'`)
  return row?.seq ?? 0
}
