import { eq } from 'drizzle-orm'
import { describeError, type Log } from '../kit/log.ts'
import { type Control, getTenantRow, listTenants, type TenantId } from '../tenancy/index.ts'
import { noteTaken } from './departures.ts'
import { type HeldLease, type LeaseDeps, proveStore, releaseLease, renewLease, takeLease } from './lease.ts'
import type { LeaseStore } from './lease-store.ts'
import { claimPlacement, listPlacements, readPlacement } from './placement.ts'
import { cellClaims, cellTenures } from './schema.control.ts'

export type TenureDeps = {
  readonly store: LeaseStore
  readonly control: Control
  readonly cell: string
  readonly now: () => number
  readonly termMs: number
  readonly skewMs: number
  readonly log: Log
}

/** This cell's lease, and the offices that may be written to under it. */
export type Tenure = {
  /** Held, renewed, or taken again when it was lost. False while it cannot be had. */
  keep(): Promise<boolean>
  /** Offices that were made since are claimed. */
  claimNew(): Promise<void>
  noteClaim(tenant: TenantId, tag: string): void
  release(): Promise<void>
}

const AT_ONCE = 32

/** The lease is believed only once every office was looked at: what another cell took meanwhile is not ours any more. */
export function createTenure(deps: TenureDeps): Tenure {
  const { store, control, cell, log } = deps
  /** Of writes whose answers did not come. */
  const unanswered = new Set<string>()
  const lease: LeaseDeps = {
    ...deps,
    marking(mark) {
      unanswered.add(mark)
      note({ nextMark: mark })
    },
  }
  let held: HeldLease | undefined
  let proved = false

  const note = (known: Partial<typeof cellTenures.$inferInsert>) =>
    control.write(
      (tx) =>
        void tx.db
          .insert(cellTenures)
          .values({ mark: '', nextMark: '', expiresAt: 0, ...known, cell })
          .onConflictDoUpdate({ target: cellTenures.cell, set: known })
          .run(),
    )
  function believe({ mark, expiresAt }: HeldLease): void {
    unanswered.clear()
    note({ mark, expiresAt })
  }

  async function take(): Promise<boolean> {
    note({ expiresAt: 0 })
    if (!proved) await proveStore(store)
    proved = true
    const own = control.read((tx) => tx.db.select().from(cellTenures).where(eq(cellTenures.cell, cell)).get())
    const taken = await takeLease(lease, [own?.mark ?? '', own?.nextMark ?? '', ...unanswered])
    if (taken.is === 'theirs') {
      log('warn', 'cell.lease_is_anothers', { cell, until: new Date(taken.until).toISOString() })
      return false
    }
    await claimAll()
    held = taken.lease
    believe(held)
    log('info', 'cell.lease_taken', { cell, epoch: held.epoch })
    return true
  }

  async function claimAll(): Promise<void> {
    const there = await listPlacements(store)
    const ours = new Map(control.read((tx) => tx.db.select().from(cellClaims).all()).map(({ tenantId, tag }) => [tenantId, tag]))
    const open = control
      .read(listTenants)
      .filter(({ id, state }) => state !== 'making' && (!ours.has(id) || there.get(id) !== ours.get(id)))
    for (let at = 0; at < open.length; at += AT_ONCE) await Promise.all(open.slice(at, at + AT_ONCE).map(claim))
  }

  async function claim({ id, slug }: { readonly id: TenantId; readonly slug: string }): Promise<void> {
    const { epoch } = control.read((tx) => getTenantRow(tx, id))
    const { placement, tag } = (await readPlacement(store, id)) ?? (await claimPlacement(store, id, cell, epoch))
    if (placement.cell === cell && placement.epoch === epoch) return noteClaim(id, tag)
    // Of this cell in a later epoch: what lies here is older than what it has had since, and must not be written to.
    control.write((tx) => noteTaken(tx, { id, slug, cell: placement.cell }))
    log('error', 'cell.office_taken', { tenant: id, by: placement.cell, epoch: placement.epoch })
  }

  const noteClaim = (tenantId: TenantId, tag: string) =>
    control.write(
      (tx) =>
        void tx.db.insert(cellClaims).values({ tenantId, tag }).onConflictDoUpdate({ target: cellClaims.tenantId, set: { tag } }).run(),
    )

  return {
    async keep() {
      const last = held
      if (!last) return take()
      const renewed = await renewLease(lease, last)
      held = renewed
      if (renewed) believe(renewed)
      else log('error', 'cell.lease_lost', { cell })
      return renewed !== undefined || take()
    },
    async claimNew() {
      if (!held) return
      const claimed = new Set(control.read((tx) => tx.db.select({ id: cellClaims.tenantId }).from(cellClaims).all()).map(({ id }) => id))
      for (const office of control.read(listTenants)) if (office.state !== 'making' && !claimed.has(office.id)) await claim(office)
    },
    noteClaim,
    async release() {
      const last = held
      held = undefined
      note({ expiresAt: 0 })
      if (last) await releaseLease(lease, last).catch((error: unknown) => log('warn', 'cell.release_failed', describeError(error)))
    },
  }
}
