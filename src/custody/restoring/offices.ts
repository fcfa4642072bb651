import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { record } from '../../audit/index.ts'
import type { Files } from '../../files/index.ts'
import { bringBack, type ReplicaDeps, replicaOf } from '../../replication/index.ts'
import {
  type Actor,
  type Control,
  getTenantRow,
  type KeyRing,
  placeOfDatabase,
  syncDirectory,
  type TenantId,
  type TenantSummary,
  type Tenants,
  type Tx,
  tenantDirectory,
} from '../../tenancy/index.ts'
import { rowsIn } from '../contents.ts'
import { examine, type Looked, lookForDocuments } from '../examining.ts'

export type OfficesDeps = ReplicaDeps & {
  readonly dir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly tenants: Tenants
  readonly files: Files
  readonly actor: Actor
  readonly now: () => number
  /** What had not ended may have ended after the last change that is here: a person decides. */
  readonly hold: (tx: Tx) => number
}
export type OfficeReport = { readonly id: TenantId; readonly slug: string } & (
  | {
      readonly is: 'restored'
      readonly txid: number
      /** When the last change that came back was shipped. */
      readonly changedAt: string
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
  const file = deps.control.read((tx) => placeOfDatabase(tx, deps.dir, id))
  const done = existsSync(file) ? readReport(directory) : undefined
  if (done) return done
  const failed = (why: string): OfficeReport => ({ id, slug, is: 'failed', why, seconds: (deps.now() - started) / 1_000 })
  const { wrappedKey } = deps.control.read((tx) => getTenantRow(tx, id))
  const key = openKey(deps.keys, id, wrappedKey)
  if (!key) return failed('Its key is wrapped by another master key. Restore with that one.')

  mkdirSync(join(directory, 'files'), { recursive: true, mode: 0o700 })
  const part = `${file}.part`
  for (const each of [file, part]) for (const suffix of ['', '-wal', '-shm']) rmSync(each + suffix, { force: true })
  const brought = await bringBack(deps, { replica: replicaOf(id, key.id), to: part, at })
  if (brought.is === 'nothing') return failed('The bucket has nothing of it as of that moment.')
  if (brought.is !== 'restored') return failed('It could not be fetched from the bucket. Run the command again.')

  const examined = await examine(part, key.hex, id)
  if (!examined.sound) return failed(`What the bucket has of it is not whole (${examined.because}). Try another moment with --at.`)
  renameSync(part, file)
  // Only now: where a document's copy is in the bucket stands in the file.
  const documents = await lookForDocuments(deps.files, id, examined.documents)
  const held = deps.tenants.as(id, deps.actor).write((tx) => {
    const waiting = deps.hold(tx)
    record(tx, 'office.restored', id, { txid: brought.txid, entries: examined.audit.entries, held: waiting })
    return waiting
  })
  deps.tenants.close(id)
  const report: OfficeReport = {
    id,
    slug,
    is: 'restored',
    txid: brought.txid,
    changedAt: brought.changedAt.toISOString(),
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

function openKey(keys: KeyRing, id: TenantId, wrapped: Buffer): { readonly id: string; readonly hex: string } | undefined {
  try {
    return { id: keys.keyIdOf(id, wrapped), hex: keys.derive(id, wrapped, 'database').toString('hex') }
  } catch {
    return undefined
  }
}
