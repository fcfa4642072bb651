import { and, asc, eq, inArray, isNull, lt, sql } from 'drizzle-orm'
import { enqueue, kind } from '../../jobs/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import type { Id } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { beginAct, KEPT_DAYS } from '../acts.ts'
import { contactImportRows, contactImports, type OUTCOMES } from '../schema.tenant.ts'
import { FIELDS, type Mapping } from './columns.ts'
import type { Rules } from './judging.ts'

export type ImportId = Id<'import'>
export type Import = Omit<typeof contactImports.$inferSelect, 'heads' | 'mapping'> & {
  readonly heads: readonly string[]
  readonly mapping: Mapping
}
export type Outcome = (typeof OUTCOMES)[number]
export type Row = { readonly row: number; readonly cells: readonly string[]; readonly problem: string }

export const IMPORT = kind<{ importId: ImportId }>('contacts.import')
const DAY_MS = 86_400_000

export function getImport(tx: Tx, id: ImportId): Import {
  const found = tx.db.select().from(contactImports).where(eq(contactImports.id, id)).get()
  if (!found || found.state === 'reading') throw notFound('Import')
  return { ...found, heads: JSON.parse(found.heads) as string[], mapping: JSON.parse(found.mapping) as Mapping }
}

/** How many rows became what; `left` have their turn to come. */
export function countsOf(tx: Tx, id: ImportId): Readonly<Record<Outcome | 'left', number>> {
  const counts = { added: 0, changed: 0, skipped: 0, refused: 0, left: 0 }
  const rows = tx.db
    .select({ outcome: contactImportRows.outcome, n: sql<number>`count(*)` })
    .from(contactImportRows)
    .where(eq(contactImportRows.importId, id))
    .groupBy(contactImportRows.outcome)
    .all()
  for (const { outcome, n } of rows) counts[outcome ?? 'left'] = n
  return counts
}

const read = ({ row, cells, problem }: { row: number; cells: string; problem: string }): Row => ({
  row,
  problem,
  cells: JSON.parse(cells) as string[],
})

export const rowsOf = (tx: Tx, id: ImportId, after: number, most: number): Row[] =>
  tx.db
    .select()
    .from(contactImportRows)
    .where(and(eq(contactImportRows.importId, id), sql`${contactImportRows.row} > ${after}`))
    .orderBy(asc(contactImportRows.row))
    .limit(most)
    .all()
    .map(read)

export const rowsLeft = (tx: Tx, id: ImportId, most: number): Row[] =>
  tx.db
    .select()
    .from(contactImportRows)
    .where(and(eq(contactImportRows.importId, id), isNull(contactImportRows.outcome)))
    .orderBy(asc(contactImportRows.row))
    .limit(most)
    .all()
    .map(read)

export const rowsThatWere = (tx: Tx, id: ImportId, outcomes: readonly Outcome[], most: number): Row[] =>
  tx.db
    .select()
    .from(contactImportRows)
    .where(and(eq(contactImportRows.importId, id), inArray(contactImportRows.outcome, [...outcomes])))
    .orderBy(asc(contactImportRows.row))
    .limit(most)
    .all()
    .map(read)

export function settleRow(tx: Tx, importId: ImportId, row: number, outcome: Outcome, problem: string): void {
  tx.db
    .update(contactImportRows)
    .set({ outcome, problem })
    .where(and(eq(contactImportRows.importId, importId), eq(contactImportRows.row, row)))
    .run()
}

/** From here on a job does it, and it can be undone as one. Throws AppError invalid, or conflict when it has begun. */
export function startImport(tx: Tx, id: ImportId, { mapping, updates }: Rules): void {
  const { state, heads, name } = getImport(tx, id)
  if (state !== 'mapping') throw conflict('This import has begun already.')
  const wrong = FIELDS.find((field) => (mapping[field] ?? 0) >= heads.length)
  if (wrong) throw invalid({ [wrong]: 'The file has no such column.' })
  if (mapping.fax === undefined) throw invalid({ fax: 'Say which column has the fax numbers.' })
  const actId = beginAct(tx, 'imported', name)
  tx.db
    .update(contactImports)
    .set({ state: 'importing', mapping: JSON.stringify(mapping), updates, actId })
    .where(eq(contactImports.id, id))
    .run()
  enqueue(tx, IMPORT, { importId: id }, { uniqueKey: `contacts.import:${id}` })
}

export const endImport = (tx: Tx, id: ImportId, state: 'done' | 'stopped'): void =>
  void tx.db.update(contactImports).set({ state }).where(eq(contactImports.id, id)).run()

/** What was imported stays: that is undone by its change. Throws AppError conflict while it is under way. */
export function dropImport(tx: Tx, id: ImportId): void {
  if (getImport(tx, id).state === 'importing') throw conflict('This import is under way. Undo it when it is done.')
  tx.db.delete(contactImports).where(eq(contactImports.id, id)).run()
}

export function forgetOldImports(tx: Tx): void {
  tx.db
    .delete(contactImports)
    .where(lt(contactImports.at, new Date(tx.now.getTime() - KEPT_DAYS * DAY_MS)))
    .run()
}
