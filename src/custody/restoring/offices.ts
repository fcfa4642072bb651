import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { record } from '../../audit/index.ts'
import type { Files } from '../../files/index.ts'
import { AppError } from '../../kit/errors.ts'
import type { ReplicaDeps } from '../../replication/index.ts'
import {
  type Actor,
  type Control,
  type KeyRing,
  placeOfDatabase,
  returnToKey,
  syncDirectory,
  type TenantId,
  type TenantSummary,
  type Tenants,
  type Tx,
  tenantDirectory,
} from '../../tenancy/index.ts'
import { type Named, rowsIn } from '../contents.ts'
import type { Looked } from '../examining.ts'
import { newestWhole } from './fetching.ts'

export type OfficesDeps = ReplicaDeps & {
  readonly dir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly tenants: Tenants
  readonly files: Files
  readonly actor: Actor
  readonly now: () => number
  /** Whose control database, where several share the bucket. */
  readonly cell?: string | undefined
  /** What had not ended may have ended after the last change that is here: a person decides. */
  readonly hold: (tx: Tx) => number
}
export type OfficeReport = { readonly id: TenantId; readonly slug: string } & (
  | {
      readonly is: 'restored'
      readonly txid: number
      /** When the last change that came back was shipped. */
      readonly changedAt: string
      /** The exchange of its key that is undone, because the bucket has nothing whole under the new one yet. */
      readonly beforeKeyOf: string | null
      readonly tables: Readonly<Record<string, number>>
      readonly rows: number
      readonly audit: { readonly entries: number; readonly head: string }
      readonly documents: Looked
      readonly held: number
      readonly seconds: number
    }
  | { readonly is: 'failed'; readonly why: string; readonly seconds: number }
)

const AT_ONCE = 6
const REPORT = 'restored.json'

/** Several at a time; each whole or not at all, so the same call goes on where another one was stopped. */
export async function restoreOffices(
  deps: OfficesDeps,
  offices: readonly TenantSummary[],
  at: Date | undefined,
  told: (report: OfficeReport) => void,
): Promise<OfficeReport[]> {
  const waiting = offices.values()
  const reports: OfficeReport[] = []
  const line = async () => {
    for (const office of waiting) {
      const report = await restoreOffice(deps, office, at)
      reports.push(report)
      told(report)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, line))
  return reports
}

async function restoreOffice(deps: OfficesDeps, { id, slug }: TenantSummary, at: Date | undefined): Promise<OfficeReport> {
  const started = deps.now()
  const directory = tenantDirectory(deps.dir, id)
  const done = existsSync(deps.control.read((tx) => placeOfDatabase(tx, deps.dir, id))) ? readReport(directory) : undefined
  if (done) return done
  const failed = (why: string): OfficeReport => ({ id, slug, is: 'failed', why, seconds: (deps.now() - started) / 1_000 })
  mkdirSync(join(directory, 'files'), { recursive: true, mode: 0o700 })
  const { copy, undone } = await newestWhole(deps, id, at)
  if (copy.is === 'failed') return failed(copy.why)

  const { part, file, txid, changedAt, examined } = copy
  if (undone) deps.control.write((tx) => returnToKey(tx, id, undone.then))
  renameSync(part, file)
  const documents = await countDocuments(deps, id, examined.documents)
  const held = deps.tenants.as(id, deps.actor).write((tx) => {
    const waiting = deps.hold(tx)
    record(tx, 'office.restored', id, { txid, entries: examined.audit.entries, held: waiting })
    return waiting
  })
  deps.tenants.close(id)
  const report: OfficeReport = {
    id,
    slug,
    is: 'restored',
    txid,
    changedAt: changedAt.toISOString(),
    beforeKeyOf: undone?.exchangedAt.toISOString() ?? null,
    tables: examined.tables,
    rows: rowsIn(examined.tables),
    audit: { entries: examined.audit.entries, head: examined.audit.head },
    documents,
    held,
    seconds: (deps.now() - started) / 1_000,
  }
  writeFileSync(join(directory, REPORT), JSON.stringify(report), { mode: 0o600 })
  syncDirectory(directory)
  return report
}

/** By name: they come when they are wanted. The office's own file, which says under which names, has to be in its place. */
async function countDocuments({ files }: OfficesDeps, id: TenantId, named: Named): Promise<Looked> {
  const looked = { named: named.size, present: 0, missing: 0, unreachable: 0 }
  try {
    const missing = (await files.lacking(id, [...named.keys()])).length
    return { ...looked, present: named.size - missing, missing }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { ...looked, unreachable: named.size }
  }
}

/** The file was closed before its report was written, so with a report it is whole. */
function readReport(directory: string): OfficeReport | undefined {
  const path = join(directory, REPORT)
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as OfficeReport
  } catch {
    return undefined
  }
}
