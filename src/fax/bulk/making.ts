import { and, asc, eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { noteUse } from '../../contacts/index.ts'
import { insertRow } from '../../db/index.ts'
import { newId } from '../../kit/ids.ts'
import { announce, type Tx } from '../../tenancy/index.ts'
import { faxes, faxRecipients } from '../schema.tenant.ts'
import { keepSentText } from '../search/texts.ts'
import type { FaxId } from '../status.ts'
import { UNTRIED } from '../submitting.ts'
import { type Bulk, topicOf } from './bulks.ts'
import { merged, type Values } from './fields.ts'
import { objection } from './judging.ts'
import { bulkRecipients } from './schema.tenant.ts'

type Row = typeof bulkRecipients.$inferSelect

/** The next of the list get a fax of their own, at most so many; whoever may not get it any more is left out. Returns how many were made. */
export function makeFaxes(tx: Tx, { bulk, letter }: Bulk, most: number): number {
  if (most <= 0) return 0
  const conditions = {
    cover: letter.cover,
    content: letter.content,
    repeats: bulk.repeats,
    seconded: bulk.confirmedBy !== null,
  }
  const next = nextRows(tx, bulk.id, most)
  for (const row of next) {
    const reason = objection(tx, row.to, conditions)
    if (reason) setRow(tx, row, { state: 'left_out', reason })
    else setRow(tx, row, { state: 'made', faxId: makeFax(tx, letter, row) })
  }
  if (next.length > 0) announce(tx, { kind: 'changed', topic: topicOf(bulk.id) })
  return next.length
}

const nextRows = (tx: Tx, bulkId: FaxId, most: number): Row[] =>
  tx.db
    .select()
    .from(bulkRecipients)
    .where(and(eq(bulkRecipients.bulkId, bulkId), eq(bulkRecipients.state, 'waiting')))
    .orderBy(asc(bulkRecipients.row))
    .limit(most)
    .all()

const setRow = (tx: Tx, { bulkId, row }: Row, change: Partial<Row>): void =>
  void tx.db
    .update(bulkRecipients)
    .set(change)
    .where(and(eq(bulkRecipients.bulkId, bulkId), eq(bulkRecipients.row, row)))
    .run()

/** In whoever's name the bulk is; its document is made next. */
function makeFax(tx: Tx, letter: Bulk['letter'], { bulkId, row, to, name, fields }: Row): FaxId {
  const id = newId<'fax'>()
  const words = merged({ subject: letter.subject, note: letter.note }, JSON.parse(fields) as Values)
  insertRow(tx.db, faxes, {
    ...letter,
    ...words,
    id,
    bulkId,
    status: 'queued',
    documentId: null,
    sha256: null,
    recipientCount: 1,
    firstTo: to,
    firstName: name,
    cause: null,
    createdAt: tx.now,
    updatedAt: tx.now,
  })
  insertRow(tx.db, faxRecipients, { id: newId<'recipient'>(), faxId: id, position: 0, to, name, status: 'queued', ...UNTRIED })
  keepSentText(tx, id, { ...words, recipients: [{ to, name }], files: [] })
  noteUse(tx, to)
  record(tx, 'fax.submitted', id, { recipients: 1, pages: letter.pages, cover: letter.cover, bulk: bulkId, row })
  return id
}
