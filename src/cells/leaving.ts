import { rmSync } from 'node:fs'
import { record, recordAct } from '../audit/index.ts'
import { AppError, conflict, unavailable } from '../kit/errors.ts'
import { describeError } from '../kit/log.ts'
import { replicaOf } from '../replication/index.ts'
import {
  type Actor,
  forgetTenant,
  getTenantRow,
  papersOf,
  replicaKeyOf,
  sealPapers,
  type TenantId,
  type TenantRow,
  tenantDirectory,
} from '../tenancy/index.ts'
import { beginLeaving, type Departure, getDeparture, listGone, listLeaving, noteDeparture, noteTaken } from './departures.ts'
import type { CellDeps } from './deps.ts'
import { leaseOf } from './lease.ts'
import { readNote, removeNote, writeNote } from './notes.ts'
import { changePlacement, type Placed, readPlacement } from './placement.ts'

/*
 * An office leaves, while it works:
 *   asking (the target makes ready) → draining (jobs settle, documents go to the bucket) → frozen (nobody writes): the rest of it goes to
 *   the bucket → one conditional write: it lives there → the target brings it up → what lies here is removed
 * Whatever fails before that write, or a crash, leaves it here and thawed; after it the office is the target's, and this side follows.
 */
export type Leaving = {
  /** Throws AppError conflict or unavailable, and then nothing was changed. `ended` resolves however it ends. */
  begin(id: TenantId, to: string, actor: Actor): Promise<{ readonly departure: Departure; readonly ended: Promise<void> }>
  /** Throws AppError conflict once it is gone. */
  abandon(id: TenantId): Departure
  /** What a crash left under way: back, or on. Called again and again, since the bucket may be away. */
  followUp(): Promise<void>
}

const LOOK_MS = 50
const READY_WITHIN_MS = 60_000
const DRAIN_WITHIN_MS = 20_000
const KEPT_WITHIN_MS = 30_000
const SHIPPED_WITHIN_MS = 10_000
const AGAIN_MS = 1_000
const INTERRUPTED = 'The machine stopped before the office had left. It lives here as before; move it again.'
const BEHIND = 'The bucket does not have all of this office yet, and was not waited for longer. Nothing was changed.'
const ABANDONED = 'The move was called off.'

export function createLeaving(deps: CellDeps): Leaving {
  const { store, control, tenants, hands, cell, log } = deps
  const underWay = new Set<TenantId>()
  const calledOff = new Set<TenantId>()
  const note = (id: TenantId, given: Parameters<typeof noteDeparture>[2]) => control.write((tx) => noteDeparture(tx, id, given))

  function checkpoint(id: TenantId): void {
    if (calledOff.has(id)) throw conflict(ABANDONED)
  }

  async function leave({ id, slug, cell: to }: Departure, actor: Actor): Promise<void> {
    let frozenAt = 0
    try {
      await ask(id, to)
      note(id, { step: 'draining' })
      await hands.push(id)
      // What is left for the time in which nobody may write is only what is written until then.
      if (!(await within(KEPT_WITHIN_MS, (over) => hands.kept(id, over).then(() => true)))) throw unavailable(BEHIND)
      await within(DRAIN_WITHIN_MS, () => hands.drain(id))
      checkpoint(id)
      tenants.as(id, actor).write((tx) => record(tx, 'office.leaving', id, { cell: to }))
      frozenAt = performance.now()
      await deps.doors.close(slug)
      freeze(id)
      await handOver(id, to, actor)
    } catch (error) {
      return stay(id, error, actor)
    } finally {
      // Whoever waits there finds out by the placement from now on.
      deps.doors.open(slug)
    }
    note(id, { state: 'gone', step: 'arriving', frozenMs: Math.round(performance.now() - frozenAt) })
    await followOne(control.read((tx) => getDeparture(tx, id)))
  }

  const papersFor = (id: TenantId) =>
    sealPapers(
      deps.keys,
      control.read((tx) => papersOf(tx, id)),
    )

  async function ask(id: TenantId, to: string): Promise<void> {
    const papers = papersFor(id)
    await writeNote(store, to, id, { is: 'asked', from: cell, papers })
    const deadline = deps.now() + READY_WITHIN_MS
    for (;;) {
      checkpoint(id)
      const said = await readNote(store, to, id)
      if (said?.is === 'ready') return
      if (said?.is === 'refused') throw conflict(said.why ?? 'The other cell refused it.')
      if (deps.now() > deadline) throw unavailable(`Cell ${to} does not answer. Nothing was changed.`)
      await Bun.sleep(LOOK_MS)
    }
  }

  /** Whoever wrote before is through, whoever comes later is refused, in every thread and process. */
  function freeze(id: TenantId): void {
    note(id, { step: 'frozen', frozen: true })
    deps.turnstile.pass(id, () => {})
  }

  async function handOver(id: TenantId, to: string, actor: Actor): Promise<void> {
    await hands.push(id)
    await hands.letGo(id)
    tenants.close(id)
    const txid = await within(SHIPPED_WITHIN_MS, (over) => hands.shipped(id, over))
    if (txid === undefined) throw unavailable('The bucket did not take the last changes in time. The office lives here as before.')
    const row = control.read((tx) => getTenantRow(tx, id))
    refuseUnsettled(row)
    const last = await readPlacement(store, id)
    if (last?.placement.cell !== cell || last.placement.epoch !== row.epoch) throw lost(row, last)
    const from = { cell, replica: replicaOf(id, replicaKeyOf(deps.keys, row)), txid, papers: papersFor(id), by: actor }
    checkpoint(id)
    underWay.add(id)
    const next = { cell: to, epoch: row.epoch + 1, from }
    const now = await changePlacement(store, id, last, next).catch(() => surely(id, last))
    if (now.placement.cell === cell) throw unavailable('The bucket did not take it. The office lives here as before.')
    if (now.placement.cell !== to) throw lost(row, now)
  }

  /**
   * An answer that was lost: it may be there already, or come yet. Written again as it was, it cannot come any more; until one of them is
   * there nobody may write here.
   */
  async function surely(id: TenantId, last: Placed): Promise<Placed> {
    for (;;) {
      const found = await changePlacement(store, id, last, last.placement).catch(() => undefined)
      if (found) return found
      await Bun.sleep(AGAIN_MS)
    }
  }

  /** Nobody writes to it here any more, and what lies here is kept for a person (watch.ts). */
  function lost({ id, slug }: TenantRow, found: Placed | undefined): AppError {
    if (found) control.write((tx) => noteTaken(tx, { id, slug, cell: found.placement.cell }))
    return conflict('This office was taken over meanwhile.')
  }

  async function stay(id: TenantId, error: unknown, actor: Actor): Promise<void> {
    const departure = control.read((tx) => getDeparture(tx, id))
    log('warn', 'cell.move_failed', { tenant: id, step: departure.step, ...describeError(error) })
    if (departure.state !== 'leaving') return
    const why = error instanceof AppError ? error.message : 'Something went wrong; the log has more.'
    thaw(departure, why)
    await removeNote(store, departure.cell, id).catch(() => {})
    if (departure.frozen) tenants.as(id, actor).write((tx) => record(tx, 'office.stayed', id, { cell: departure.cell }))
  }

  function thaw({ id }: Departure, why: string): void {
    control.write((tx) => noteDeparture(tx, id, { state: 'stayed', step: 'finished', frozen: false, why, endedAt: tx.now }))
    hands.resume(id)
  }

  /** Waits until the office stands where it went, and then removes what lies here. */
  async function followOne({ id, cell: to }: Departure): Promise<void> {
    for (;;) {
      const said = await readNote(store, to, id).catch(() => 'unknown' as const)
      if (said === undefined || (said !== 'unknown' && said.is === 'arrived')) break
      await Bun.sleep(LOOK_MS)
    }
    await deps.whereabouts.hear().catch(() => {})
    clearAway(id)
    await removeNote(store, to, id).catch(() => {})
  }

  function clearAway(id: TenantId): void {
    tenants.close(id)
    rmSync(tenantDirectory(deps.dataDir, id), { recursive: true, force: true })
    control.write((tx) => {
      forgetTenant(tx, id)
      noteDeparture(tx, id, { step: 'finished', endedAt: tx.now })
    })
    log('info', 'cell.office_left', { tenant: id })
  }

  return {
    async begin(id, to, actor) {
      const row = control.read((tx) => getTenantRow(tx, id))
      if (to === cell) throw conflict('This office lives in this cell already.')
      refuseUnsettled(row)
      const lease = await leaseOf({ store }, to)
      if (!lease || lease.expiresAt <= deps.now())
        throw unavailable(`Cell ${to} does not hold its lease: it does not run, or was never there.`)
      const departure = control.write((tx) => {
        recordAct(tx, actor, 'tenant.moving', id, { cell: to })
        return beginLeaving(tx, { id, slug: row.slug, cell: to, askedBy: actor.id })
      })
      calledOff.delete(id)
      underWay.add(id)
      const ended = leave(departure, actor)
        .catch((error: unknown) => log('error', 'cell.move_failed', { tenant: id, ...describeError(error) }))
        .finally(() => underWay.delete(id))
      return { departure, ended }
    },
    abandon(id) {
      const departure = control.read((tx) => getDeparture(tx, id))
      if (departure.state === 'gone') throw conflict(`This office lives in cell ${departure.cell} now. Move it back from there.`)
      if (departure.state === 'leaving') calledOff.add(id)
      return departure
    },
    async followUp() {
      for (const departure of control.read(listLeaving)) {
        if (underWay.has(departure.id)) continue
        const found = await readPlacement(store, departure.id)
        if (found && found.placement.cell !== cell) note(departure.id, { state: 'gone', step: 'arriving', frozen: true })
        else {
          thaw(departure, INTERRUPTED)
          await removeNote(store, departure.cell, departure.id)
        }
      }
      for (const departure of control.read(listGone)) {
        if (underWay.has(departure.id) || departure.cell === cell || departure.step === 'taken over') continue
        underWay.add(departure.id)
        void followOne(departure).finally(() => underWay.delete(departure.id))
      }
    },
  }
}

function refuseUnsettled({ state, keyState }: TenantRow): void {
  if (state !== 'active') throw conflict(`This office is ${state}: it is not moved.`)
  if (keyState !== 'settled') throw conflict('This office’s key is being exchanged. Move it when that is done.')
}

/** Undefined when that is not done in time; it is told that it is over. */
const within = async <T>(ms: number, work: (over: AbortSignal) => Promise<T>): Promise<T | undefined> => {
  const over = new AbortController()
  try {
    const first = await Promise.race([work(over.signal), Bun.sleep(ms).then(() => over)])
    return first === over ? undefined : (first as T)
  } finally {
    over.abort()
  }
}
