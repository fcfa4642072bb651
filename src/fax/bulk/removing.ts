import { and, eq, inArray, lt } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import type { FileId, Files } from '../../files/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { faxes, faxFiles } from '../schema.tenant.ts'
import type { FaxId } from '../status.ts'
import { getBulkIn } from './bulks.ts'
import { bulks } from './schema.tenant.ts'

/** A draft that nobody starts is thrown away after this. */
const KEPT_DAYS = 7
const DAY_MS = 86_400_000

/** Its files are then nobody's, and go. */
export function dropRows(tx: Tx, id: FaxId): FileId[] {
  const files = tx.db.select({ id: faxFiles.id }).from(faxFiles).where(eq(faxFiles.faxId, id)).all()
  tx.db.delete(faxFiles).where(eq(faxFiles.faxId, id)).run()
  tx.db.delete(faxes).where(eq(faxes.id, id)).run()
  return files.map((each) => each.id)
}

/** Throws AppError conflict for one that was started. */
export async function dropDraft(files: Files, tenant: Tenant, id: FaxId): Promise<void> {
  const ids = tenant.write((tx) => {
    getBulkIn(tx, id, ['draft'], 'This bulk was started: it can be canceled.')
    record(tx, 'bulk.dropped', id)
    return dropRows(tx, id)
  })
  for (const each of ids) await files.remove(tenant.id, each)
}

/** Drafts that were left, half read ones too; the sweep of what no row names takes their files. */
export function forgetDraftBulks(tx: Tx): void {
  const before = new Date(tx.now.getTime() - KEPT_DAYS * DAY_MS)
  const old = tx.db
    .select({ id: bulks.id })
    .from(bulks)
    .innerJoin(faxes, eq(faxes.id, bulks.id))
    .where(and(inArray(bulks.state, ['reading', 'draft']), lt(faxes.createdAt, before)))
    .all()
  for (const { id } of old) dropRows(tx, id)
}
