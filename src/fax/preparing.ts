import { eq, sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { type Db, prepared } from '../db/index.ts'
import type { Cover, Documents } from '../documents/index.ts'
import { type FileId, type Files, keepFile } from '../files/index.ts'
import { cancel, done, type Handler, handle, step } from '../jobs/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { planSend, recipientsOf, settle } from './attempts.ts'
import { coverFor } from './cover.ts'
import { PREPARE } from './kinds.ts'
import { faxes, faxFiles } from './schema.tenant.ts'
import type { FaxId } from './status.ts'

type Fax = typeof faxes.$inferSelect

/** fax.prepare: cover and files become the one PDF that is sent, sealed, with its page count and SHA-256. */
export const faxPreparer = (deps: { readonly files: Files; readonly documents: Documents }): Handler =>
  handle(
    PREPARE,
    (tx, { faxId }) => {
      const fax = tx.db.select().from(faxes).where(eq(faxes.id, faxId)).get()
      if (!fax || fax.documentId || fax.status === 'canceled') return cancel('There is nothing to prepare.')
      const parts = filesOf(tx, faxId)
      const cover = fax.cover ? coverOf(tx, fax) : undefined
      const plan = fax.plan ?? undefined
      return step(
        async () => {
          const files = await Promise.all(parts.map(async ({ id, type }) => ({ type, bytes: await deps.files.read(tx.tenantId, id) })))
          const { pdf, pages } = await deps.documents.assemble(tx.tenantId, {
            files,
            ...(cover && { cover }),
            ...(plan && { pages: plan }),
          })
          return { stored: await deps.files.put(tx.tenantId, pdf), pages }
        },
        (after, { stored, pages }) => {
          keepFile(after, stored)
          documentReady(after, faxId, stored, pages)
          return done
        },
      )
    },
    { died: (tx, { faxId }) => failPreparation(tx, faxId) },
  )

export const filesOf = (tx: Tx, faxId: FaxId): (typeof faxFiles.$inferSelect)[] =>
  tx.db.select().from(faxFiles).where(eq(faxFiles.faxId, faxId)).orderBy(faxFiles.position).all()

/** From this many recipients on a fax is bulk: nobody else's fax, nor a cancellation, waits behind it. */
const BULK_RECIPIENTS = 10
const BULK_PRIORITY = 10

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
  const recipients = recipientsOf(tx, faxId)
  const priority = recipients.length >= BULK_RECIPIENTS ? BULK_PRIORITY : 0
  for (const { id, status } of recipients) if (status === 'queued' || status === 'scheduled') planSend(tx, id, sendAt ?? tx.now, priority)
}

function failPreparation(tx: Tx, faxId: FaxId): void {
  for (const recipient of recipientsOf(tx, faxId))
    if (['queued', 'scheduled', 'held'].includes(recipient.status)) settle(tx, recipient, 'failed', 'document_failed')
}

const coverOf = (tx: Tx, fax: Fax): Cover => coverFor(tx, { ...fax, recipients: recipientsOf(tx, fax.id), at: fax.sendAt ?? fax.createdAt })
