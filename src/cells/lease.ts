import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TenantId } from '../tenancy/index.ts'
import type { LeaseStore } from './lease-store.ts'

/*
 * Which cell may write to an office: one object for each, written only on the condition that it is still as it was read. Whoever takes it
 * over raises its epoch, so the last owner, should it wake up late, neither renews it nor mistakes another's for its own.
 *   free → held (renewed until it runs out) → free | taken over once it has run out, or given up
 */
const Lease = Type.Object({ cell: Type.String(), epoch: Type.Integer(), expiresAt: Type.Integer(), mark: Type.String() })
const isLease = Compile(Lease)
/** `mark` is of one write: by it a cell knows its own again when the answer was lost. */
export type Lease = Static<typeof Lease>

/** A lease as this cell wrote it: `tag` is the store's name for that very version. */
export type HeldLease = Lease & { readonly tenant: TenantId; readonly tag: string }
export type LeaseDeps = {
  readonly store: LeaseStore
  readonly cell: string
  readonly now: () => number
  readonly termMs: number
  /** How far the clocks of two cells may be apart: so much longer than it says is a lease left to its owner. */
  readonly skewMs: number
}

/** The lease, or who has it. */
export type Taken =
  | { readonly is: 'ours'; readonly lease: HeldLease }
  | { readonly is: 'theirs'; readonly cell: string; readonly until: number }

export const leaseOf = (tenant: TenantId): string => `leases/${tenant}`

/** Once, before any lease is believed: a store that does not keep what it took, or ignores conditions, would let two cells write. Throws. */
export async function proveStore(store: LeaseStore): Promise<void> {
  const [name, one, other] = [`leases/proof-${crypto.randomUUID()}`, Buffer.from('one'), Buffer.from('other')]
  const first = await store.put(name, one, undefined)
  const again = await store.put(name, other, undefined)
  const stale = await store.put(name, other, '"00000000000000000000000000000000"')
  const kept = Buffer.from((await store.get(name))?.bytes ?? [])
  if (first === undefined || again !== undefined || stale !== undefined || !kept.equals(one))
    throw new Error('This bucket ignores the conditions of a write: leases kept in it would let two cells write to one office.')
}

/**
 * Takes the office for this cell, under a higher epoch, if nobody has it or its lease has run out. A cell that was started anew takes its
 * own at once, and so fences what is left of itself. Throws when the store cannot be asked.
 */
export async function takeLease(deps: LeaseDeps, tenant: TenantId): Promise<Taken> {
  const { store, cell, now, termMs, skewMs } = deps
  const found = await store.get(leaseOf(tenant))
  const known = found && read(found.bytes)
  if (known && known.cell !== cell && known.expiresAt + skewMs > now()) return { is: 'theirs', cell: known.cell, until: known.expiresAt }
  const lease = { cell, epoch: (known?.epoch ?? 0) + 1, expiresAt: now() + termMs, mark: crypto.randomUUID() }
  const { tag, winner } = await claim(deps, tenant, lease, found?.tag)
  if (tag !== undefined) return { is: 'ours', lease: { ...lease, tenant, tag } }
  return { is: 'theirs', cell: winner?.cell ?? '', until: winner?.expiresAt ?? now() }
}

/** The same epoch for another term; undefined when somebody took it over. Throws when the store cannot be asked: then it runs on as it was. */
export async function renewLease(deps: LeaseDeps, { cell, epoch, tenant, tag: last }: HeldLease): Promise<HeldLease | undefined> {
  // Counted from before it is asked: an answer that comes late must not make it longer than what the store was told.
  const lease = { cell, epoch, expiresAt: deps.now() + deps.termMs, mark: crypto.randomUUID() }
  const { tag } = await claim(deps, tenant, lease, last)
  return tag === undefined ? undefined : { ...lease, tenant, tag }
}

/** Gives the office up at once. False when it was somebody else's already. */
export async function releaseLease(deps: LeaseDeps, { cell, epoch, tenant, tag: last }: HeldLease): Promise<boolean> {
  const { tag } = await claim(deps, tenant, { cell, epoch, expiresAt: 0, mark: crypto.randomUUID() }, last)
  return tag !== undefined
}

type Claimed = { readonly tag: string | undefined; readonly winner?: Lease | undefined }

async function claim({ store }: LeaseDeps, tenant: TenantId, lease: Lease, ifTag: string | undefined): Promise<Claimed> {
  const tag = await store.put(leaseOf(tenant), Buffer.from(JSON.stringify(lease)), ifTag)
  if (tag !== undefined) return { tag }
  const there = await store.get(leaseOf(tenant))
  const winner = there && read(there.bytes)
  return { tag: winner?.mark === lease.mark ? there?.tag : undefined, winner }
}

function read(bytes: Uint8Array): Lease {
  const found: unknown = JSON.parse(Buffer.from(bytes).toString())
  if (!isLease.Check(found)) throw new Error('A lease in the bucket is not one of ours.')
  return found
}
