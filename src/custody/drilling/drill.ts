import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { listEvents } from '../../audit/index.ts'
import type { Files } from '../../files/index.ts'
import { done, type Handler, handle, retry, step } from '../../jobs/index.ts'
import type { Log } from '../../kit/log.ts'
import { bringBack, type ReplicaDeps, replicaOf } from '../../replication/index.ts'
import {
  type Control,
  getTenantRow,
  type KeyRing,
  replicaKeyOf,
  system,
  type TenantId,
  type Tenants,
  type Tx,
  tenantDirectory,
} from '../../tenancy/index.ts'
import { rowsIn } from '../contents.ts'
import { examine, type Looked, lookForDocuments } from '../examining.ts'
import { certificateKey } from '../shredding/index.ts'
import { writeHint } from './hint.ts'
import { DRILL, type Drilled, lastDrill, recordDrill } from './results.ts'

export type DrillDeps = ReplicaDeps & {
  readonly dataDir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly tenants: Tenants
  readonly files: Files
  readonly clock: () => Date
  readonly log: Log
  /** The copy in the bucket did not restore, after the last one did. */
  readonly doubted: (id: TenantId) => void
}

const MOST_DOCUMENTS = 50
const NO_DOCUMENTS = { named: 0, present: 0, missing: 0, unreachable: 0 }

/** Restores an office's replica into a scratch directory, reads it from end to end and holds it against the office as it is. */
export function driller(deps: DrillDeps): Handler {
  /** What the last try came to, for when no other follows. */
  const last = new Map<TenantId, Drilled>()
  return handle(
    DRILL,
    ({ tenantId }) =>
      step(
        () => drill(deps, tenantId),
        (tx, drilled) => {
          last.delete(tenantId)
          if (drilled.cause === 'unreachable') {
            last.set(tenantId, drilled)
            return retry('The bucket did not answer.')
          }
          settle(deps, tx, drilled)
          return done
        },
      ),
    {
      died(tx) {
        const drilled = last.get(tx.tenantId) ?? outcome(deps.clock(), deps.clock(), '', { cause: 'unreachable' })
        last.delete(tx.tenantId)
        settle(deps, tx, drilled)
      },
    },
  )
}

/** A copy that does not restore is made anew, once: what does not help it is the office's own trouble. */
function settle(deps: DrillDeps, tx: Tx, drilled: Drilled): void {
  const isNew = lastDrill(tx)?.passed ?? true
  recordDrill(tx, drilled, certificateKey(deps))
  tellOperators(deps, tx.tenantId, drilled)
  if (isNew && drilled.cause !== undefined && drilled.cause !== 'documents') deps.doubted(tx.tenantId)
}

async function drill(deps: DrillDeps, id: TenantId): Promise<Drilled> {
  const startedAt = deps.clock()
  const row = deps.control.read((tx) => getTenantRow(tx, id))
  const [replica, keyHex] = [replicaOf(id, replicaKeyOf(deps.keys, row)), deps.keys.derive(id, row.wrappedKey, 'database').toString('hex')]
  const scratch = join(tenantDirectory(deps.dataDir, id), 'scratch', 'drill')
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  try {
    const found = await verify(deps, id, replica, join(scratch, 'tenant.db'), keyHex)
    return outcome(startedAt, deps.clock(), replica, found)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function verify(deps: DrillDeps, id: TenantId, replica: string, to: string, keyHex: string): Promise<Partial<Drilled>> {
  const brought = await bringBack(deps, { replica, to })
  if (brought.is !== 'restored') return { cause: brought.is === 'nothing' ? 'nothing' : 'unreachable' }
  const { txid, changedAt } = brought
  const examined = await examine(to, keyHex, id)
  if (!examined.sound) return { txid, changedAt, cause: examined.because }
  const { tables, audit } = examined
  const documents = await lookForDocuments(deps.files, id, examined.documents, MOST_DOCUMENTS)
  const cause = isBeginningOf(deps, id, audit) ? causeIn(documents) : 'another_trail'
  return { txid, changedAt, tables, rows: rowsIn(tables), audit: { entries: audit.entries, head: audit.head }, documents, cause }
}

/** A document that nobody can tell of is no loss yet: it is asked for again. */
const causeIn = ({ missing, unreachable }: Looked) => (missing > 0 ? 'documents' : unreachable > 0 ? 'unreachable' : undefined)

/** The copy may be some seconds old, but what it tells must be what the office tells. */
function isBeginningOf({ tenants }: DrillDeps, id: TenantId, { entries, head }: Drilled['audit']): boolean {
  if (entries === 0) return true
  const [last] = tenants.as(id, system('drill')).read((tx) => listEvents(tx, { beforeSeq: entries + 1, limit: 1 }))
  return last?.seq === entries && last.hash === head
}

function outcome(startedAt: Date, endedAt: Date, replica: string, found: Partial<Drilled>): Drilled {
  return {
    startedAt,
    seconds: (endedAt.getTime() - startedAt.getTime()) / 1_000,
    replica,
    txid: 0,
    changedAt: undefined,
    rows: 0,
    tables: {},
    audit: { entries: 0, head: '' },
    documents: NO_DOCUMENTS,
    cause: undefined,
    ...found,
  }
}

function tellOperators({ dataDir, log, clock }: DrillDeps, id: TenantId, { cause, seconds }: Drilled): void {
  writeHint(dataDir, id, { at: clock().getTime(), passed: cause === undefined })
  if (cause === undefined) log('info', 'backup.verified', { tenant: id, seconds })
  else log('error', 'backup.failed', { tenant: id, cause })
}
