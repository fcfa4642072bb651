import { asc, gt, sql } from 'drizzle-orm'
import type { Rows, Tenant, TenantId } from '../tenancy/index.ts'
import { copyName } from './bucket.ts'
import type { FileId } from './port.ts'
import { DOCUMENT_COLUMNS, nameIn, PASSING_COLUMNS } from './references.ts'
import { storedFiles } from './schema.tenant.ts'

type Copies = ReadonlyMap<FileId, { readonly name: string; readonly uploaded: boolean }>
/** What rows say: which documents there are, and which copy of each. */
export type State = { readonly named: ReadonlySet<FileId>; readonly passing: ReadonlySet<FileId>; readonly copies: Copies }
type Column = Parameters<typeof nameIn>[0]

/** Some milliseconds of work. */
const PAGE = 2_000

/**
 * Read in pages, each in a read of its own, so that an office with a hundred thousand documents holds nobody up. Read after the disk and
 * the bucket were listed: whatever was there then and has a row has it by now.
 */
export async function readState(tenant: Tenant, pageSize = PAGE): Promise<State> {
  return {
    named: await namesIn(tenant, DOCUMENT_COLUMNS, pageSize),
    passing: await namesIn(tenant, PASSING_COLUMNS, pageSize),
    copies: await copiesOf(tenant, pageSize),
  }
}

async function namesIn(tenant: Tenant, columns: readonly Column[], pageSize: number): Promise<Set<FileId>> {
  const named = new Set<FileId>()
  for (const column of columns)
    for (let after = 0, more = true; more; ) {
      const page = tenant.read(({ db }) => pageOf(db, column, after, pageSize))
      for (const { id } of page) if (id) named.add(id)
      after = page.at(-1)?.at ?? after
      more = page.length === pageSize
      await Bun.sleep(0)
    }
  return named
}

const pageOf = (db: Rows, column: Column, after: number, pageSize: number) =>
  db.all<{ at: number; id: FileId | null }>(
    sql`SELECT rowid AS at, ${nameIn(column)} AS id FROM ${sql.identifier(column.table)} WHERE rowid > ${after} ORDER BY rowid LIMIT ${pageSize}`,
  )

async function copiesOf(tenant: Tenant, pageSize: number): Promise<Copies> {
  const copies = new Map<FileId, { readonly name: string; readonly uploaded: boolean }>()
  for (let after = '' as FileId, more = true; more; ) {
    const page = tenant.read(({ db }) =>
      db.select().from(storedFiles).where(gt(storedFiles.id, after)).orderBy(asc(storedFiles.id)).limit(pageSize).all(),
    )
    for (const row of page) copies.set(row.id, copyIn(tenant.id, row))
    after = page.at(-1)?.id ?? after
    more = page.length === pageSize
    await Bun.sleep(0)
  }
  return copies
}

const copyIn = (tenant: TenantId, { id, sealedSha256, uploadedAt }: typeof storedFiles.$inferSelect) => ({
  name: copyName(tenant, id, sealedSha256),
  uploaded: uploadedAt !== null,
})
