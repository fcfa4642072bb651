import { eq, sql } from 'drizzle-orm'
import { findContactByFax } from '../../contacts/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { joined, partsOf, searchable, searchablePart, wordsOf } from '../../kit/searchable.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { FaxId } from '../status.ts'
import { type Box, marksNow } from './marks.ts'
import { faxTexts } from './schema.tenant.ts'
import { type Labels, SENDER } from './sought.ts'
import { tidySoon } from './tidying.ts'

/**
 * Each kind is a stretch of the index of its own, and begins at an end of it: sent ones are numbered down to the first, received ones up
 * to the last. So the newest of a kind are found without the index walking over the other kind.
 */
export const MIDDLE = 1e12

export type SentWords = {
  readonly recipients: readonly { readonly name: string; readonly to: string }[]
  readonly subject: string
  readonly note: string
  readonly files: readonly { readonly name: string }[]
}
export const SENT_PARTS: Labels = (at) => ['Recipient', 'Subject', 'Note', 'File name'][at]

export function keepSentText(tx: Tx, id: FaxId, { recipients, subject, note, files }: SentWords): void {
  const who = recipients.flatMap(({ name, to }) => [name, to]).join(' ')
  keep(tx, 'sent', id, searchable([who, subject, note, files.map(({ name }) => name).join(' ')]), '')
}

export type ReceivedWords = {
  readonly from: string
  readonly to: string
  readonly tags: readonly string[]
  readonly notes: readonly string[]
}
const OWN_PARTS = ['Number', 'Tag', 'Note'] as const
/** Behind its own parts stand its pages, as far as they were read. */
export const RECEIVED_PARTS: Labels = (at) => (at === SENDER ? 'Sender' : (OWN_PARTS[at] ?? `Page ${at - OWN_PARTS.length + 1}`))

/** As it is now: whoever changes what it is found by calls this in the same transaction. */
export function keepReceivedText(tx: Tx, id: string, { from, to, tags, notes }: ReceivedWords): void {
  const own = [`${from} ${to}`, tags.join(' '), notes.join(' ')].map(searchablePart)
  keep(tx, 'received', id, joined([...own, ...pageTexts(tx, id)]), senderText(findContactByFax(tx, from)?.search ?? ''))
}

const textOf = (tx: Tx, id: string) => tx.db.select({ text: faxTexts.text }).from(faxTexts).where(eq(faxTexts.faxId, id)).get()?.text

/** Of a received fax, as the index has them: from the first page to the last that was read. */
export const pageTexts = (tx: Tx, id: string): string[] => partsOf(textOf(tx, id) ?? ' ').slice(OWN_PARTS.length)

/** Instead of those that it has. */
export function setPageTexts(tx: Tx, id: string, pages: readonly string[]): void {
  const kept = textOf(tx, id)
  if (kept === undefined) return
  const text = joined([...partsOf(kept).slice(0, OWN_PARTS.length), ...pages])
  tx.db.update(faxTexts).set({ text }).where(eq(faxTexts.faxId, id)).run()
}

/** Of that page and those behind it. */
export function forgetPageTexts(tx: Tx, id: string, from = 1): void {
  const pages = pageTexts(tx, id)
  if (pages.length < from) return
  setPageTexts(tx, id, pages.slice(0, from - 1))
  tidySoon(tx)
}

/** As the triggers write it that follow the contacts. */
const senderText = (search: string) =>
  wordsOf(search)
    .map((word) => `  ${word}`)
    .join('')

function keep(tx: Tx, box: Box, faxId: string, text: string, sender: string): void {
  const { lastInsertRowid } = prepared(tx.db, `fax.text.${box}`, KEEPING[box]).run({ faxId, text, sender })
  if (Math.abs(MIDDLE - Number(lastInsertRowid)) % TIDIED_AFTER === 0) tidySoon(tx)
}
/** So many more faxes of a kind stand in pieces of the index of their own, and what has several words is then looked for in each. */
const TIDIED_AFTER = 20_000

const NEXT = {
  sent: sql`(SELECT coalesce(min(n), ${MIDDLE}) - 1 FROM fax_texts WHERE n < ${MIDDLE})`,
  received: sql`(SELECT coalesce(max(n), ${MIDDLE}) + 1 FROM fax_texts WHERE n > ${MIDDLE})`,
}
const keeping = (box: Box) => (db: Db) =>
  db
    .insert(faxTexts)
    .values({
      n: NEXT[box],
      faxId: sql`${sql.placeholder('faxId')}`,
      text: sql`${sql.placeholder('text')}`,
      sender: sql`${sql.placeholder('sender')}`,
      marks: marksNow(box, sql`${sql.placeholder('faxId')}`),
    })
    .onConflictDoUpdate({
      target: faxTexts.faxId,
      set: { text: sql`excluded.text`, sender: sql`excluded.sender` },
      setWhere: sql`fax_texts.text <> excluded.text OR fax_texts.sender <> excluded.sender`,
    })
    .prepare()
const KEEPING = { sent: keeping('sent'), received: keeping('received') }

/** For who empties a fax and keeps that it was: nothing of it is found any more. */
export function forgetText(tx: Tx, id: string): void {
  tx.db.delete(faxTexts).where(eq(faxTexts.faxId, id)).run()
  tidySoon(tx)
}
