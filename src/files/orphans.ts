import { and, eq, lte } from 'drizzle-orm'
import type { Tx } from '../tenancy/index.ts'
import { orphanedFiles, type PLACES } from './schema.tenant.ts'

export type Place = (typeof PLACES)[number]
/** By its name on the disk, or its whole name in the bucket. */
export type Orphan = { readonly place: Place; readonly name: string }

export const listOrphans = (tx: Tx, noticedBefore: Date): Orphan[] =>
  tx.db
    .select({ place: orphanedFiles.place, name: orphanedFiles.name })
    .from(orphanedFiles)
    .where(lte(orphanedFiles.noticedAt, noticedBefore))
    .all()

export function forgetOrphans(tx: Tx, orphans: readonly Orphan[]): void {
  for (const { place, name } of orphans)
    tx.db
      .delete(orphanedFiles)
      .where(and(eq(orphanedFiles.place, place), eq(orphanedFiles.name, name)))
      .run()
}

/** What is an orphan no more begins its grace anew should it become one again. Answers how many are new. */
export function noteOrphans(tx: Tx, orphans: readonly Orphan[], looked: readonly Place[]): number {
  const now = new Set(orphans.map(keyOf))
  forgetOrphans(
    tx,
    listOrphans(tx, tx.now).filter((each) => looked.includes(each.place) && !now.has(keyOf(each))),
  )
  return orphans.filter(
    (each) =>
      tx.db
        .insert(orphanedFiles)
        .values({ ...each, noticedAt: tx.now })
        .onConflictDoNothing()
        .run().changes > 0,
  ).length
}

export const keyOf = ({ place, name }: Orphan) => `${place} ${name}`
