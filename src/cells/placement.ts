import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TenantId } from '../tenancy/index.ts'
import type { LeaseStore } from './lease-store.ts'

/*
 * Which cell an office lives in: one object for each, the only truth of it. It changes hands by one conditional write, so an office is at
 * its source or at its target and never at both. `mark` is of one write, for an answer that was lost.
 */
const Placement = Type.Object({
  cell: Type.String(),
  epoch: Type.Integer(),
  mark: Type.String(),
  /** Where it came from, and what of it is to be fetched: everything up to `txid`, or what there is when its last cell could not say. */
  from: Type.Optional(
    Type.Object({
      cell: Type.String(),
      replica: Type.String(),
      txid: Type.Union([Type.Integer(), Type.Null()]),
      papers: Type.String(),
      by: Type.Object({ kind: Type.String(), id: Type.String() }),
    }),
  ),
})
const isPlacement = Compile(Placement)
export type Placement = Static<typeof Placement>
export type Placed = { readonly placement: Placement; readonly tag: string }

const FOLDER = 'placements/'
export const placementOf = (tenant: TenantId): string => `${FOLDER}${tenant}`

export async function readPlacement(store: LeaseStore, tenant: TenantId): Promise<Placed | undefined> {
  const found = await store.get(placementOf(tenant))
  if (!found) return undefined
  const placement: unknown = JSON.parse(Buffer.from(found.bytes).toString())
  if (!isPlacement.Check(placement)) throw new Error('A placement in the bucket is not one of ours.')
  return { placement, tag: found.tag }
}

/** Who has which version of it, by office. */
export async function listPlacements(store: LeaseStore): Promise<ReadonlyMap<string, string>> {
  const found = await store.list(FOLDER)
  return new Map([...found].map(([name, tag]) => [name.slice(FOLDER.length), tag]))
}

/** Says that an office lives here, unless it was said of another cell before. How it stands then. */
export const claimPlacement = (store: LeaseStore, tenant: TenantId, cell: string, epoch: number): Promise<Placed> =>
  change(store, tenant, undefined, { cell, epoch })

/** Puts it into another cell's hands if it is still as it was read. How it stands then, whoever won. */
export const changePlacement = (store: LeaseStore, tenant: TenantId, last: Placed, next: Omit<Placement, 'mark'>): Promise<Placed> =>
  change(store, tenant, last.tag, next)

async function change(store: LeaseStore, tenant: TenantId, ifTag: string | undefined, next: Omit<Placement, 'mark'>): Promise<Placed> {
  const placement = { ...next, mark: crypto.randomUUID() }
  const tag = await store.put(placementOf(tenant), Buffer.from(JSON.stringify(placement)), ifTag)
  if (tag !== undefined) return { placement, tag }
  const there = await readPlacement(store, tenant)
  if (!there) throw new Error('The bucket refused a placement and has none.')
  return there
}
