import { asc, eq } from 'drizzle-orm'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Id } from '../kit/ids.ts'
import type { ControlTx } from './control.ts'
import { findTenantBySlug, getTenantRow, type TenantRow } from './directory.ts'
import type { KeyRing } from './keys.ts'
import { retiredKeys, tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'

/** What a tenant takes along to another control database besides its file: its row, and what its earlier keys gave. Keys are as wrapped as ever. */
const Papers = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  state: Type.Union([Type.Literal('active'), Type.Literal('suspended'), Type.Literal('closing')]),
  wrappedKey: Type.String(),
  createdAt: Type.Integer(),
  keyTurns: Type.Integer(),
  keyRotatedAt: Type.Union([Type.Integer(), Type.Null()]),
  closesAt: Type.Union([Type.Integer(), Type.Null()]),
  retired: Type.Array(
    Type.Object({
      id: Type.String(),
      purpose: Type.Union([Type.Literal('files'), Type.Literal('tokens')]),
      sealed: Type.String(),
      retiredAt: Type.Integer(),
    }),
  ),
})
export type Papers = Static<typeof Papers>
const isPapers = Compile(Papers)

export function papersOf(tx: ControlTx, id: TenantId): Papers {
  const papers = written(getTenantRow(tx, id), tx.db.select().from(retiredKeys).where(eq(retiredKeys.tenantId, id)).all())
  if (!papers) throw new Error('An office that is being made has no papers.')
  return papers
}

/** Of every office that stands, in two statements: they are asked for every few seconds. */
export function allPapers(tx: ControlTx): Papers[] {
  const retired = Map.groupBy(tx.db.select().from(retiredKeys).all(), ({ tenantId }) => tenantId)
  const rows = tx.db.select().from(tenants).orderBy(asc(tenants.createdAt), asc(tenants.id)).all()
  return rows.flatMap((row) => written(row, retired.get(row.id) ?? []) ?? [])
}

function written(row: TenantRow, retired: readonly (typeof retiredKeys.$inferSelect)[]): Papers | undefined {
  const { id, slug, name, state, wrappedKey, createdAt, keyTurns, keyRotatedAt, closesAt } = row
  if (state === 'making') return undefined
  return {
    ...{ id, slug, name, state, keyTurns },
    wrappedKey: wrappedKey.toString('base64'),
    createdAt: createdAt.getTime(),
    keyRotatedAt: keyRotatedAt?.getTime() ?? null,
    closesAt: closesAt?.getTime() ?? null,
    retired: retired.map(({ id: key, purpose, sealed, retiredAt }) => ({
      id: key,
      purpose,
      sealed: sealed.toString('base64'),
      retiredAt: retiredAt.getTime(),
    })),
  }
}

/** Under the master key, for a bucket. */
export const sealPapers = (keys: KeyRing, papers: Papers): string =>
  keys.seal(`papers ${papers.id}`, Buffer.from(JSON.stringify(papers))).toString('base64')

/** Throws when they are another tenant's, or were sealed by another master key. */
export function openPapers(keys: KeyRing, id: TenantId, sealed: string): Papers {
  const found: unknown = JSON.parse(keys.open(`papers ${id}`, Buffer.from(sealed, 'base64')).toString())
  if (!isPapers.Check(found) || found.id !== id) throw new Error('These are not the papers of this office.')
  return found
}

/** The row of a tenant that is on its way here: nobody comes in yet, and a start clears it away. */
export function expectTenant(tx: ControlTx, papers: Papers, epoch: number): void {
  const row = {
    id: papers.id as TenantId,
    slug: papers.slug,
    name: papers.name,
    state: 'making',
    wrappedKey: Buffer.from(papers.wrappedKey, 'base64'),
    createdAt: new Date(papers.createdAt),
    keyTurns: papers.keyTurns,
    keyRotatedAt: papers.keyRotatedAt === null ? null : new Date(papers.keyRotatedAt),
    epoch,
  } as const
  tx.db.delete(tenants).where(eq(tenants.id, row.id)).run()
  tx.db.delete(retiredKeys).where(eq(retiredKeys.tenantId, row.id)).run()
  tx.db.insert(tenants).values(row).run()
  for (const { id, purpose, sealed, retiredAt } of papers.retired)
    tx.db
      .insert(retiredKeys)
      .values({
        id: id as Id<'retired-key'>,
        tenantId: row.id,
        purpose,
        sealed: Buffer.from(sealed, 'base64'),
        retiredAt: new Date(retiredAt),
      })
      .run()
}

export const isNameFree = (tx: ControlTx, { id, slug }: Papers): boolean => [undefined, id].includes(findTenantBySlug(tx, slug)?.id)

/** Its file is in its place. */
export const welcomeTenant = (tx: ControlTx, { id, state, closesAt }: Papers): void =>
  void tx.db
    .update(tenants)
    .set({ state, closesAt: closesAt === null ? null : new Date(closesAt) })
    .where(eq(tenants.id, id as TenantId))
    .run()
