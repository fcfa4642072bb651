import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { record, recordAct } from '../audit/index.ts'
import { AppError, conflict, unavailable } from '../kit/errors.ts'
import { describeError } from '../kit/log.ts'
import { replicaOf } from '../replication/index.ts'
import {
  type Actor,
  databasePath,
  expectTenant,
  forgetTenant,
  getTenantRow,
  isNameFree,
  openPapers,
  type Papers,
  replicaKeyOf,
  syncDirectory,
  type TenantId,
  tenantDirectory,
  welcomeTenant,
  writeAlone,
} from '../tenancy/index.ts'
import { forgetDeparture } from './departures.ts'
import type { CellDeps } from './deps.ts'
import { fence, isClear, leaseOf } from './lease.ts'
import { listNotes, readNote, removeNote, writeNote } from './notes.ts'
import { changePlacement, claimPlacement, type Placed, readPlacement } from './placement.ts'
import type { Elsewhere } from './whereabouts.ts'

export type Arriving = {
  /** What is asked of this cell is begun, and what was begun goes on. */
  look(): Promise<void>
  /**
   * Takes an office over from a cell that does not answer, with what the bucket has of it, once that cell can write no more. Answers
   * when that is at the latest. What was begun and does not stand yet is begun again. Throws AppError.
   */
  takeOver(office: Elsewhere, actor: Actor): Promise<Date>
  /** It is on its way, and who asks for it may wait here. */
  expects(id: TenantId): boolean
}

type From = NonNullable<Placed['placement']['from']>
/** Whoever hands an office over says up to where it has to be brought. */
const isTaken = ({ txid }: From): boolean => txid === null

const LOOK_MS = 50
/** Most moves are over by then. */
const SOON_MS = 60_000
const LATER_MS = 250
const SELDOM_MS = 5_000
const AGAIN_MS = 1_000

export function createArriving(deps: CellDeps): Arriving {
  const { store, dataDir, control, keys, hands, cell, log } = deps
  const rest = deps.rest ?? Bun.sleep
  const fencing = { store, now: deps.now, skewMs: deps.skewMs, by: cell }
  const underWay = new Set<TenantId>()
  /** They stand, but what was to be done for that here has failed so far. */
  const unwelcomed = new Set<TenantId>()

  async function receive(id: TenantId): Promise<void> {
    const note = await readNote(store, cell, id)
    const placed = await readPlacement(store, id)
    if (!note) return
    if (placed?.placement.cell === cell) return settle(id, placed)
    if (note.is !== 'asked' && note.is !== 'ready') return
    const papers = openPapers(keys, id, note.papers)
    try {
      expect(papers, (placed?.placement.epoch ?? 0) + 1)
    } catch (error) {
      const why = error instanceof AppError ? error.message : 'This cell could not make room for it; its log has more.'
      log('warn', 'cell.arrival_refused', { tenant: id, ...describeError(error) })
      return writeNote(store, cell, id, { ...note, is: 'refused', why })
    }
    await writeNote(store, cell, id, { ...note, is: 'ready' })
    const given = await waitFor(id, note.from)
    if (given) return settle(id, given)
    control.write((tx) => forgetTenant(tx, id))
  }

  function expect(papers: Papers, epoch: number): void {
    const id = papers.id as TenantId
    if (!control.read((tx) => isNameFree(tx, papers))) throw conflict(`Another office of cell ${cell} has this web name.`)
    keys.keyIdOf(id, Buffer.from(papers.wrappedKey, 'base64'))
    control.write((tx) => expectTenant(tx, papers, epoch))
  }

  /** The moment at which it is ours. Undefined when its cell thought better of it. */
  async function waitFor(id: TenantId, from: string): Promise<Placed | undefined> {
    for (const since = deps.now(); ; await rest(await pause(since, from))) {
      const placed = await readPlacement(store, id).catch(() => undefined)
      if (placed?.placement.cell === cell) return placed
      const note = await readNote(store, cell, id).catch(() => 'unknown' as const)
      if (note === undefined || (note !== 'unknown' && note.is === 'asked')) return undefined
    }
  }

  /** A long move is followed closely while its cell can go on with it; one without a lease hands nothing over. */
  async function pause(since: number, from: string): Promise<number> {
    if (deps.now() < since + SOON_MS) return LOOK_MS
    const lease = await leaseOf({ store }, from).catch(() => undefined)
    return lease && lease.expiresAt > deps.now() ? LATER_MS : SELDOM_MS
  }

  /** It is ours, and stays so whatever happens: this is tried until it stands. */
  async function settle(id: TenantId, placed: Placed): Promise<void> {
    const { from, epoch } = placed.placement
    if (!from) return removeNote(store, cell, id)
    const papers = openPapers(keys, id, from.papers)
    if (!stands(id, epoch)) {
      if (isTaken(from)) await waitUntilClear(from.cell)
      for (let failure = await bringUp(id, papers, from, epoch); failure; failure = await bringUp(id, papers, from, epoch)) {
        log('error', 'cell.arrival_failed', { tenant: id, because: failure })
        await rest(AGAIN_MS)
      }
      unwelcomed.add(id)
      deps.tenure.noteClaim(id, placed.tag)
    }
    if (unwelcomed.has(id)) {
      hands.welcome(id, papers.slug)
      unwelcomed.delete(id)
      log('info', 'cell.office_arrived', { tenant: id, from: from.cell, epoch })
    }
    await deps.whereabouts.tell()
    await hands.kept(id)
    // It stands by itself: nothing of its keys stays in the placement.
    const { tag } = await changePlacement(store, id, placed, { cell, epoch })
    deps.tenure.noteClaim(id, tag)
    if (isTaken(from)) await removeNote(store, cell, id)
    else await writeNote(store, cell, id, { is: 'arrived', from: from.cell, papers: '' })
  }

  function stands(id: TenantId, epoch: number): boolean {
    try {
      const row = control.read((tx) => getTenantRow(tx, id))
      return row.state !== 'making' && row.epoch === epoch
    } catch {
      return false
    }
  }

  async function bringUp(id: TenantId, papers: Papers, from: From, epoch: number): Promise<string | undefined> {
    const row = { id, epoch, keyTurns: papers.keyTurns, wrappedKey: Buffer.from(papers.wrappedKey, 'base64') }
    const [directory, file] = [tenantDirectory(dataDir, id), databasePath(dataDir, row)]
    const part = join(dataDir, `${id}.part`)
    for (const each of ['', '-wal', '-shm', '.tmp']) rmSync(part + each, { force: true })
    const brought = await hands.fetch(from.replica, part)
    if (brought.is !== 'restored') return brought.is
    if (from.txid !== null && brought.txid < from.txid) return 'the bucket does not show all of it yet'
    try {
      tell({ path: part, keyHex: keys.derive(id, row.wrappedKey, 'database').toString('hex') }, id, from, epoch)
    } catch (error) {
      log('error', 'cell.arrival_failed', { tenant: id, ...describeError(error) })
      return 'what was fetched does not open, or cannot be written to'
    }
    rmSync(directory, { recursive: true, force: true })
    mkdirSync(join(directory, 'files'), { recursive: true, mode: 0o700 })
    renameSync(part, file)
    syncDirectory(directory)
    syncDirectory(dataDir)
    control.write((tx) => {
      expectTenant(tx, papers, epoch)
      forgetDeparture(tx, id)
      welcomeTenant(tx, papers)
    })
    return undefined
  }

  /** In its file before anybody comes in: what is not held by then would be sent a second time. */
  function tell(file: { readonly path: string; readonly keyHex: string }, id: TenantId, from: From, epoch: number): void {
    const told = { cell, from: from.cell, epoch }
    writeAlone(file, { tenantId: id, actor: from.by as Actor, now: new Date(deps.now()) }, (tx) => {
      hands.leaveBehind(tx)
      if (isTaken(from)) record(tx, 'office.taken_over', id, { ...told, held: hands.hold(tx) })
      else record(tx, 'office.arrived', id, told)
    })
  }

  async function takeFrom({ id, cell: lost, papers }: Elsewhere, first: Placed | undefined, by: Actor): Promise<void> {
    const last = first ?? (await claimPlacement(store, id, lost, 0))
    const { epoch } = last.placement
    const wrappedKey = Buffer.from(openPapers(keys, id, papers).wrappedKey, 'base64')
    const replica = replicaOf(id, replicaKeyOf(keys, { id, epoch, wrappedKey }))
    const now = await changePlacement(store, id, last, { cell, epoch: epoch + 1, from: { cell: lost, replica, txid: null, papers, by } })
    if (now.placement.cell !== cell) throw conflict('Another cell took it over at the same moment.')
  }

  const fenceSoon = (last: string) =>
    fence(fencing, last).catch(() => {
      throw unavailable('The bucket did not answer. The office is taken over as soon as it does.')
    })

  async function waitUntilClear(last: string): Promise<void> {
    const fenced = await fence(fencing, last)
    while (!(await isClear(fencing, last, fenced))) await rest(AGAIN_MS)
  }

  function begin(id: TenantId): void {
    if (underWay.has(id)) return
    underWay.add(id)
    void receive(id)
      .catch((error: unknown) => log('error', 'cell.arrival_failed', { tenant: id, ...describeError(error) }))
      .finally(() => underWay.delete(id))
  }

  return {
    async look() {
      for (const id of await listNotes(store, cell)) begin(id)
    },
    async takeOver(office, actor) {
      const { id } = office
      const first = await readPlacement(store, id)
      const begun = first?.placement.cell === cell ? first.placement : undefined
      if (begun && (!begun.from || stands(id, begun.epoch))) throw conflict('This office lives in this cell already.')
      if (first && !begun && first.placement.cell !== office.cell) throw conflict('This office has moved meanwhile. Try again in a moment.')
      const { cell: last, papers } = begun?.from ?? office
      expect(openPapers(keys, id, papers), begun?.epoch ?? (first?.placement.epoch ?? 0) + 1)
      control.write((tx) => recordAct(tx, actor, 'tenant.taken_over', id, { from: last }))
      await writeNote(store, cell, id, { is: 'taking', from: last, papers })
      if (!begun) await takeFrom(office, first, actor)
      // One that was handed over is clear already, and its last cell may be well.
      const clearAt = begun?.from && !isTaken(begun.from) ? deps.now() : (await fenceSoon(last)).clearAt
      begin(id)
      return new Date(clearAt)
    },
    expects: (id) => underWay.has(id),
  }
}
