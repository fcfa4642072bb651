import { eq, lte, sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import type { Control, TenantId } from '../tenancy/index.ts'
import { dueHints } from './schema.control.ts'

const saving = (db: Db) =>
  db
    .insert(dueHints)
    .values({ tenantId: sql.placeholder('tenantId'), dueAt: sql.placeholder('dueAt') })
    .onConflictDoUpdate({ target: dueHints.tenantId, set: { dueAt: sql`excluded.due_at` } })
    .prepare()

/** Writes what changed since the last call in one commit. A lost hint costs a sweep, never a job. */
export function saveHints(control: Control, times: ReadonlyMap<TenantId, number>, saved: Map<TenantId, number>): number {
  const changed = [...times].filter(([id, at]) => saved.get(id) !== at)
  const gone = [...saved.keys()].filter((id) => !times.has(id))
  if (changed.length + gone.length === 0) return 0
  control.write((tx) => {
    const save = prepared(tx.db, 'jobs.saveHint', saving)
    for (const [tenantId, dueAt] of changed) save.run({ tenantId, dueAt })
    for (const id of gone) tx.db.delete(dueHints).where(eq(dueHints.tenantId, id)).run()
  })
  for (const [id, at] of changed) saved.set(id, at)
  for (const id of gone) saved.delete(id)
  return changed.length + gone.length
}

export const loadHints = (control: Control, until: number): { readonly id: TenantId; readonly at: number }[] =>
  control.read((tx) =>
    tx.db
      .select({ id: dueHints.tenantId, at: dueHints.dueAt })
      .from(dueHints)
      .where(lte(dueHints.dueAt, until))
      .all()
      .map(({ id, at }) => ({ id: id as TenantId, at })),
  )
