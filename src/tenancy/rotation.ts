import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import type { ControlTx } from './control.ts'
import { replaceDurably } from './keys.ts'
import type { Masters } from './masters.ts'
import { masterKeys, tenants } from './schema.control.ts'
import { isWrapped, keyId, unwrap, wrap, wrappedBy } from './wrapping.ts'

/** SQL's view of `wrappedBy`, so that the file itself finds what is left. */
const WRAPPED_BY = sql<string>`lower(hex(substr(${tenants.wrappedKey}, 2, 8)))`

/** Up to `most` tenants' keys that another master wrapped, put under the one in use. The keys stay. Answers how many. */
export function rewrapSome(tx: ControlTx, masters: Masters, most: number): number {
  const to = masters.current
  const left = tx.db
    .select({ id: tenants.id, wrappedKey: tenants.wrappedKey })
    .from(tenants)
    .where(ne(WRAPPED_BY, keyId(to)))
    .limit(most)
    .all()
  for (const { id, wrappedKey } of left)
    tx.db
      .update(tenants)
      .set({ wrappedKey: wrap(to, unwrap(masters.all, wrappedKey, id), id) })
      .where(eq(tenants.id, id))
      .run()
  return left.length
}

export const countUnder = (tx: ControlTx, master: Buffer): { readonly under: number; readonly all: number } =>
  tx.db
    .select({ under: sql<number>`coalesce(sum(${WRAPPED_BY} = ${keyId(master)}), 0)`, all: sql<number>`count(*)` })
    .from(tenants)
    .get() ?? { under: 0, all: 0 }

const KEY_FILE = /^(.+)\.key$/

/** The key files beside the control database, each exchanged in one step for the same key under the master in use. */
export function rewrapFiles(dataDir: string, masters: Masters): void {
  for (const name of readdirSync(dataDir)) {
    const owner = KEY_FILE.exec(name)?.[1]
    const path = join(dataDir, name)
    const wrapped = owner === undefined ? undefined : readFileSync(path)
    if (owner === undefined || !wrapped || !isWrapped(wrapped) || wrappedBy(wrapped) === keyId(masters.current)) continue
    replaceDurably(path, wrap(masters.current, unwrap(masters.all, wrapped, owner), owner))
  }
}

/** Says that this master is in use, as the table remembers it. */
export const noteMaster = (tx: ControlTx, master: Buffer): void =>
  void tx.db
    .insert(masterKeys)
    .values({ id: keyId(master), firstUsedAt: tx.now })
    .onConflictDoNothing()
    .run()

/** From the commit on nothing can be wrapped under any other. Throws when something still is. */
export function retireOthers(tx: ControlTx, masters: Masters): void {
  const { under, all } = countUnder(tx, masters.current)
  if (under !== all) throw new Error(`${all - under} keys are still under another master.`)
  tx.db
    .update(masterKeys)
    .set({ retiredAt: tx.now })
    .where(and(ne(masterKeys.id, keyId(masters.current)), isNull(masterKeys.retiredAt)))
    .run()
}

export const listMasters = (tx: ControlTx): (typeof masterKeys.$inferSelect)[] =>
  tx.db.select().from(masterKeys).orderBy(masterKeys.firstUsedAt, masterKeys.id).all()
