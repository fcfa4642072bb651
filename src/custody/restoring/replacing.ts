import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { record, recordAct } from '../../audit/index.ts'
import { closeDb, copyInto, openDb, rawKey } from '../../db/index.ts'
import type { Files } from '../../files/index.ts'
import { conflict, invalid, unavailable } from '../../kit/errors.ts'
import { bringBack, type ReplicaDeps, replicaOf } from '../../replication/index.ts'
import {
  type Actor,
  type Control,
  DamagedRecords,
  exchangeFile,
  getTenantRow,
  type KeyRing,
  letIn,
  nextFileOf,
  replicaKeyOf,
  suspendFor,
  type TenantId,
  type TenantRow,
  type Tenants,
  type Turnstile,
  type Tx,
  tenantDirectory,
  writeAlone,
} from '../../tenancy/index.ts'
import { OPENS_DOORS, rowsIn } from '../contents.ts'
import { examine, type Looked, lookForDocuments } from '../examining.ts'
import { forgetKept, keepKey, keptFile, openKept } from './kept.ts'

export type ReplacingDeps = {
  readonly dataDir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly tenants: Tenants
  readonly turnstile: Turnstile
  readonly files: Files
  readonly clock: () => Date
  /** Throws AppError unavailable for an office that is on its way to another cell. */
  readonly guard?: { mayWrite(id: TenantId): void } | undefined
  /** Undefined where nothing is replicated: then only what a restore replaced can be brought back. */
  readonly replica: ReplicaDeps | undefined
  readonly hold: (tx: Tx) => number
  /** Read in the file that goes, to be applied to the one that comes: whoever was shut out since stays out. */
  readonly shutOut: (gone: Tx, isLater: boolean) => (come: Tx) => void
  /** The doors look the office up again at the next request. */
  readonly forget: (slug: string) => void
  /** Resolves when nobody has the office’s file open and nothing ships it. Throws AppError unavailable. */
  readonly letGo: (id: TenantId) => Promise<void>
  /** It is open again: what stands in the control plane because of it, and its jobs, are looked at anew. */
  readonly arrived: (id: TenantId) => void
}
/** As of which moment, the latest without; or what the last restore replaced. */
export type Moment = { readonly at: Date | undefined } | { readonly undo: true }
export type Replaced = {
  readonly asOf: Date
  readonly txid: number | null
  readonly rows: number
  readonly audit: { readonly entries: number; readonly head: string }
  readonly documents: Looked
  readonly held: number
}

type Source = { readonly path: string; readonly keyHex: string; readonly txid: number | null; readonly asOf: Date }

/**
 * An office as it was at another moment, in its place, while the others work. What comes is fetched and read from end to end while the
 * office still works; it is closed only for the exchange. Throws AppError and leaves everything as it was.
 */
export async function replaceOffice(deps: ReplacingDeps, id: TenantId, moment: Moment, actor: Actor): Promise<Replaced> {
  const { control, dataDir } = deps
  const row = control.read((tx) => getTenantRow(tx, id))
  if (row.state !== 'active') throw conflict(`This office is ${row.state}: its file cannot be replaced.`)
  const scratch = join(tenantDirectory(dataDir, id), 'scratch', 'replacing')
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  try {
    const source = 'undo' in moment ? kept(deps, id) : await fetched(deps, row, moment.at, join(scratch, 'office.db'))
    const examined = await examine(source.path, source.keyHex, id)
    if (!examined.sound)
      throw unavailable(`What there is of that moment is not whole (${examined.because}). Nothing was changed; choose another.`)
    const held = await exchange(deps, row, source, actor)
    deps.arrived(id)
    const documents = await lookForDocuments(deps.files, id, examined.documents)
    const { tables, audit } = examined
    return { asOf: source.asOf, txid: source.txid, rows: rowsIn(tables), audit, documents, held }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

const kept = (deps: ReplacingDeps, id: TenantId): Source => ({ ...openKept(deps, id), txid: null, asOf: deps.clock() })

async function fetched({ keys, replica, clock }: ReplacingDeps, row: TenantRow, at: Date | undefined, to: string): Promise<Source> {
  const { id, wrappedKey, keyRotatedAt } = row
  if (!replica) throw conflict('Nothing is replicated here: there is no other moment to bring back.')
  if (at && at > clock()) throw invalid({ at: 'That moment is yet to come.' }, 'That moment is yet to come.')
  if (at && keyRotatedAt && at < keyRotatedAt)
    throw conflict(
      `Its key was exchanged at ${keyRotatedAt.toISOString()}, and what was before lies under the last one. Restore it into another directory with --into.`,
    )
  const brought = await bringBack(replica, { replica: replicaOf(id, replicaKeyOf(keys, row)), to, at })
  if (brought.is === 'nothing') throw conflict('The bucket has nothing of this office as of that moment. Nothing was changed.')
  if (brought.is !== 'restored') throw unavailable('It could not be fetched from the bucket. Nothing was changed; try again.')
  return { path: to, keyHex: keys.derive(id, wrappedKey, 'database').toString('hex'), txid: brought.txid, asOf: brought.changedAt }
}

async function exchange(deps: ReplacingDeps, { id, slug }: TenantRow, source: Source, actor: Actor): Promise<number> {
  const { control, dataDir, keys } = deps
  deps.guard?.mayWrite(id)
  const row = suspendFor(control, dataDir, id)
  deps.forget(slug)
  const told = { asOf: source.asOf.toISOString(), txid: source.txid }
  try {
    const shutOut = leaveWord(deps, id, actor, source, told)
    await deps.letGo(id)
    const next = nextFileOf({ dataDir, keys }, row)
    const held = await make(deps, source, next, { id, actor, told, shutOut })
    const last = keys.derive(id, row.wrappedKey, 'database').toString('hex')
    keepKey(dataDir, id, row.keyTurns, keys.derive(id, next.wrappedKey, 'files'), last)
    await exchangeFile(deps, row, next, keptFile(dataDir, id, row.keyTurns))
    forgetKept(dataDir, id, (turn) => turn !== row.keyTurns)
    control.write((tx) => recordAct(tx, actor, 'tenant.restored', id, { ...told, held }))
    return held
  } finally {
    const stays = control.read((tx) => getTenantRow(tx, id)).state === 'suspended'
    if (stays) letIn(control, dataDir, id)
    deps.forget(slug)
    if (stays) forgetKept(dataDir, id, (turn) => turn === row.keyTurns)
  }
}

/** In the file that goes. One that is damaged is replaced without; one that cannot be written to for another reason is not. */
function leaveWord({ tenants, shutOut }: ReplacingDeps, id: TenantId, actor: Actor, { txid }: Source, told: Word): About['shutOut'] {
  try {
    return tenants.as(id, actor).write((tx) => {
      record(tx, 'office.replaced', id, told)
      // What was replaced before is later than what replaced it.
      return shutOut(tx, txid === null)
    })
  } catch (error) {
    if (!(error instanceof DamagedRecords)) throw error
    return () => {}
  }
}

type Word = Readonly<Record<string, string | number | null>>
type About = { readonly id: TenantId; readonly actor: Actor; readonly told: Word; readonly shutOut: (come: Tx) => void }

async function make(
  { clock, hold }: ReplacingDeps,
  source: Source,
  next: { path: string; keyHex: string },
  { id, actor, told, shutOut }: About,
) {
  const from = openDb({ ...source, plane: 'tenant' })
  try {
    await copyInto(from, next.path, rawKey(next.keyHex), { without: OPENS_DOORS })
  } finally {
    closeDb(from)
  }
  return writeAlone(next, { tenantId: id, actor, now: clock() }, (tx) => {
    const held = hold(tx)
    record(tx, 'office.restored', id, { ...told, held })
    shutOut(tx)
    return held
  })
}
