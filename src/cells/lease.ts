import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { LeaseStore } from './lease-store.ts'

/*
 * Which process may act as a cell, and so write to the offices that live in it: one object for each cell, written only on the condition
 * that it is still as it was read. Every taking raises its epoch, so whoever had it before neither renews it nor mistakes it for its own.
 *   free → held (renewed until it runs out) → free | fenced by a cell that took an office from it → held again, by who had it or when it ran out
 */
const Lease = Type.Object({
  cell: Type.String(),
  epoch: Type.Integer(),
  expiresAt: Type.Integer(),
  mark: Type.String(),
  fencedBy: Type.Optional(Type.String()),
  /** Whose it was when it was fenced, by the mark it had then. */
  last: Type.Optional(Type.String()),
})
const isLease = Compile(Lease)
/** `mark` is of one write: by it a cell knows its own again when the answer was lost, or its memory. */
export type Lease = Static<typeof Lease>

/** A lease as this cell wrote it: `tag` is the store's name for that very version. */
export type HeldLease = Lease & { readonly tag: string }
export type LeaseDeps = {
  readonly store: LeaseStore
  readonly cell: string
  readonly now: () => number
  readonly termMs: number
  /** How far the clocks of two cells may be apart: so much longer than it says is a lease left to its owner. */
  readonly skewMs: number
  /** Called before each write with the mark that it will carry: what a crash leaves behind is known by it. */
  readonly marking?: (mark: string) => void
}

/** The lease, or until when somebody has it. */
export type Taken = { readonly is: 'ours'; readonly lease: HeldLease } | { readonly is: 'theirs'; readonly until: number }

const nameOf = (cell: string) => `leases/${cell}`

/** Once, before any lease is believed: a store that does not keep what it took, or ignores conditions, would let two cells write. Throws. */
export async function proveStore(store: LeaseStore): Promise<void> {
  const [name, one, other] = [`proofs/${crypto.randomUUID()}`, Buffer.from('one'), Buffer.from('other')]
  const first = await store.put(name, one, undefined)
  const again = await store.put(name, other, undefined)
  const stale = await store.put(name, other, '"00000000000000000000000000000000"')
  const kept = Buffer.from((await store.get(name))?.bytes ?? [])
  if (first === undefined || again !== undefined || stale !== undefined || !kept.equals(one))
    throw new Error('This bucket ignores the conditions of a write: leases kept in it would let two cells write to one office.')
  await store.remove(name)
}

/**
 * Takes this cell's lease under a higher epoch if it is free, ran out, or its last write, but for a fence, is one of `ours`: then what is
 * left of us is fenced by it. Throws when the store cannot be asked.
 */
export async function takeLease(deps: LeaseDeps, ours: readonly string[] = []): Promise<Taken> {
  const { store, cell, now, termMs } = deps
  const found = await store.get(nameOf(cell))
  const known = found && read(found.bytes)
  if (known && !isOver(deps, known) && !ours.includes(known.last ?? known.mark)) return { is: 'theirs', until: known.expiresAt }
  const lease = { cell, epoch: (known?.epoch ?? 0) + 1, expiresAt: now() + termMs, mark: crypto.randomUUID() }
  const { tag, winner } = await claim(deps, lease, found?.tag)
  if (tag !== undefined) return { is: 'ours', lease: { ...lease, tag } }
  return { is: 'theirs', until: winner?.expiresAt ?? now() }
}

/** The same epoch for another term; undefined when somebody took or fenced it. Throws when the store cannot be asked: then it runs on as it was. */
export async function renewLease(deps: LeaseDeps, { cell, epoch, tag: last }: HeldLease): Promise<HeldLease | undefined> {
  // Counted from before it is asked: an answer that comes late must not make it longer than what the store was told.
  const lease = { cell, epoch, expiresAt: deps.now() + deps.termMs, mark: crypto.randomUUID() }
  const { tag } = await claim(deps, lease, last)
  return tag === undefined ? undefined : { ...lease, tag }
}

/** Gives it up at once. False when it was somebody else's already. */
export async function releaseLease(deps: LeaseDeps, { cell, epoch, tag: last }: HeldLease): Promise<boolean> {
  const { tag } = await claim(deps, { cell, epoch, expiresAt: 0, mark: crypto.randomUUID() }, last)
  return tag !== undefined
}

/** Another cell's lease, as it was fenced: from `clearAt` on nothing is written under it. */
export type Fenced = { readonly epoch: number; readonly clearAt: number }
type Fencing = Pick<LeaseDeps, 'store' | 'now' | 'skewMs'> & { readonly by: string }

/**
 * That cell cannot renew its lease any more, and whoever takes it again looks first at which offices were taken from it. Throws when
 * the store cannot be asked, or the owner renews it faster than we write.
 */
export async function fence({ store, by, skewMs }: Fencing, cell: string): Promise<Fenced> {
  for (let tries = 0; tries < 5; tries++) {
    const found = await store.get(nameOf(cell))
    if (!found) return { epoch: 0, clearAt: 0 }
    const known = read(found.bytes)
    const fenced = { ...known, epoch: known.epoch + 1, mark: crypto.randomUUID(), fencedBy: by, last: known.last ?? known.mark }
    if (known.fencedBy === by) return { epoch: known.epoch, clearAt: known.expiresAt + skewMs }
    const tag = await store.put(nameOf(cell), Buffer.from(JSON.stringify(fenced)), found.tag)
    if (tag !== undefined) return { epoch: fenced.epoch, clearAt: known.expiresAt + skewMs }
  }
  throw new Error('The lease changed again and again while it was fenced.')
}

/** True once it ran out, or its cell has taken it again and so has seen what was taken from it. */
export async function isClear({ store, now }: Fencing, cell: string, { epoch, clearAt }: Fenced): Promise<boolean> {
  if (now() >= clearAt) return true
  const found = await store.get(nameOf(cell))
  const known = found && read(found.bytes)
  return known === undefined || (known.epoch > epoch && known.fencedBy === undefined)
}

/** Until when a cell may act, if it can; undefined for one that was never seen. */
export async function leaseOf({ store }: Pick<LeaseDeps, 'store'>, cell: string): Promise<Lease | undefined> {
  const found = await store.get(nameOf(cell))
  return found && read(found.bytes)
}

const isOver = ({ now, skewMs }: LeaseDeps, { expiresAt }: Lease) => expiresAt + skewMs <= now()

type Claimed = { readonly tag: string | undefined; readonly winner?: Lease | undefined }

async function claim({ store, marking }: LeaseDeps, lease: Lease, ifTag: string | undefined): Promise<Claimed> {
  marking?.(lease.mark)
  const tag = await store.put(nameOf(lease.cell), Buffer.from(JSON.stringify(lease)), ifTag)
  if (tag !== undefined) return { tag }
  const there = await store.get(nameOf(lease.cell))
  const winner = there && read(there.bytes)
  return { tag: winner?.mark === lease.mark ? there?.tag : undefined, winner }
}

function read(bytes: Uint8Array): Lease {
  const found: unknown = JSON.parse(Buffer.from(bytes).toString())
  if (!isLease.Check(found)) throw new Error('A lease in the bucket is not one of ours.')
  return found
}
