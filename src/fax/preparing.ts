import { eq, sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { type Db, prepared } from '../db/index.ts'
import type { Documents } from '../documents/index.ts'
import { type FileId, type Files, keepFile, type Stored } from '../files/index.ts'
import { cancel, done, type Handler, handle, step } from '../jobs/index.ts'
import { lookOf } from '../office/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { planSend, recipientsOf, settle } from './attempts.ts'
import { coverFor, headerFor, type PlannedCover, withLogo } from './cover.ts'
import { PREPARE } from './kinds.ts'
import { faxes, faxFiles } from './schema.tenant.ts'
import type { FaxId } from './status.ts'

type Fax = typeof faxes.$inferSelect
export type Preparing = { readonly files: Files; readonly documents: Documents }

/** fax.prepare: cover and files become the one PDF that is sent, sealed, with its page count and SHA-256. */
export const faxPreparer = (deps: Preparing): Handler =>
  handle(
    PREPARE,
    (tx, { faxId }) => {
      const fax = tx.db.select().from(faxes).where(eq(faxes.id, faxId)).get()
      if (!fax || fax.documentId || fax.contentGoneAt || fax.status === 'canceled') return cancel('There is nothing to prepare.')
      return step(assembling(deps, tx, fax), (after, { stored, pages }) => {
        keepFile(after, stored)
        documentReady(after, faxId, stored, pages)
        return done
      })
    },
    { died: (tx, { faxId }) => failPreparation(tx, faxId) },
  )

/** What waits for no database: the cover is written now, the files are read and put together when it is called. */
export function assembling({ files, documents }: Preparing, tx: Tx, fax: Fax): () => Promise<{ stored: Stored; pages: number }> {
  const parts = filesOf(tx, fax.bulkId ?? fax.id)
  const cover = fax.cover ? coverOf(tx, fax) : undefined
  const header = headerFor(tx, { ...fax, at: goingAt(fax) })
  const plan = fax.plan ?? undefined
  return async () => {
    const attached = await Promise.all(parts.map(async ({ id, type }) => ({ type, bytes: await files.read(tx.tenantId, id) })))
    const { pdf, pages } = await documents.assemble(tx.tenantId, {
      files: attached,
      ...(cover && { cover: await withLogo(files, tx.tenantId, cover) }),
      ...(plan && { pages: plan }),
      ...(header && { header }),
    })
    return { stored: await files.put(tx.tenantId, pdf), pages }
  }
}

export const filesOf = (tx: Tx, faxId: FaxId): (typeof faxFiles.$inferSelect)[] =>
  tx.db.select().from(faxFiles).where(eq(faxFiles.faxId, faxId)).orderBy(faxFiles.position).all()

const readying = (db: Db) =>
  db
    .update(faxes)
    .set({
      documentId: sql`${sql.placeholder('documentId')}`,
      sha256: sql`${sql.placeholder('sha256')}`,
      pages: sql`${sql.placeholder('pages')}`,
      updatedAt: sql`${sql.placeholder('now')}`,
    })
    .where(eq(faxes.id, sql.placeholder('faxId')))
    .returning({ sendAt: faxes.sendAt })
    .prepare()

/** The document stands: every recipient that still waits gets its send job. */
export function documentReady(tx: Tx, faxId: FaxId, document: { id: FileId; sha256: string }, pages: number): void {
  const { id: documentId, sha256 } = document
  const { sendAt } = prepared(tx.db, 'fax.ready', readying).get({ faxId, documentId, sha256, pages, now: tx.now.getTime() })
  record(tx, 'fax.prepared', faxId, { pages, sha256 })
  for (const recipient of recipientsOf(tx, faxId))
    if (recipient.status === 'queued' || recipient.status === 'scheduled') planSend(tx, recipient, sendAt ?? tx.now)
}

function failPreparation(tx: Tx, faxId: FaxId): void {
  for (const recipient of recipientsOf(tx, faxId))
    if (['queued', 'scheduled', 'held'].includes(recipient.status)) settle(tx, recipient, 'failed', 'document_failed')
}

const coverOf = (tx: Tx, fax: Fax): PlannedCover =>
  coverFor(tx, { ...fax, look: lookOf(tx, fax.coverId), recipients: recipientsOf(tx, fax.id), at: goingAt(fax) })

const goingAt = ({ sendAt, createdAt }: Fax): Date => sendAt ?? createdAt
