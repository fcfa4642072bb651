import { and, asc, count, desc, eq, isNotNull, isNull, lt, notInArray, or } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { heldIds } from '../../disposal/index.ts'
import { forgetStored } from '../../files/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import { type Id, isId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { faxDraftFiles, faxDrafts } from './schema.tenant.ts'

export type DraftId = Id<'draft'>
export type Draft = typeof faxDrafts.$inferSelect
export type DraftFile = typeof faxDraftFiles.$inferSelect
/** As it stands in the form. */
export type Typed = Pick<Draft, 'to' | 'cover' | 'template' | 'subject' | 'note' | 'from' | 'sendAt'>

/** A draft that nobody touches for so long ends. */
export const DRAFT_DAYS = 30
/** One that was discarded can be brought back for so long. */
export const UNDO_DAYS = 7
/** Of an office. */
const MOST_DRAFTS = 500

export const BLANK: Typed = { to: '', cover: true, template: '', subject: '', note: '', from: '', sendAt: '' }
const DAY_MS = 86_400_000
const MOST: Readonly<Record<Exclude<keyof Typed, 'cover'>, number>> = {
  to: 40_000,
  template: 100,
  subject: 1_000,
  note: 20_000,
  from: 40,
  sendAt: 40,
}

export const endsAt = ({ updatedAt, discardedAt }: Pick<Draft, 'updatedAt' | 'discardedAt'>): Date =>
  new Date((discardedAt ?? updatedAt).getTime() + (discardedAt ? UNDO_DAYS : DRAFT_DAYS) * DAY_MS)

/** Sent, discarded or going on. What is somebody else's does not exist for who sees only their own. */
export function findDraft(tx: Tx, id: string): Draft | undefined {
  const draft = tx.db
    .select()
    .from(faxDrafts)
    .where(eq(faxDrafts.id, id as DraftId))
    .get()
  return draft && tx.actor.reach && draft.createdBy !== tx.actor.id ? undefined : draft
}

/** Throws AppError not_found. */
export function getDraft(tx: Tx, id: string): Draft {
  const draft = findDraft(tx, id)
  if (!draft) throw notFound('Draft')
  return draft
}

/** One that goes on. Throws AppError not_found or conflict. */
export function openDraft(tx: Tx, id: string): Draft {
  const draft = getDraft(tx, id)
  if (draft.faxId) throw conflict('This draft was sent already.')
  if (draft.discardedAt) throw conflict('This draft was discarded. Bring it back first.')
  return draft
}

export const filesOfDraft = (tx: Tx, id: DraftId): DraftFile[] =>
  tx.db.select().from(faxDraftFiles).where(eq(faxDraftFiles.draftId, id)).orderBy(asc(faxDraftFiles.number)).all()

/** Those that go on, or those that were discarded; the last touched first. */
export const listDrafts = (tx: Tx, which: 'open' | 'discarded', limit: number = MOST_DRAFTS, offset = 0): Draft[] =>
  tx.db.select().from(faxDrafts).where(listed(tx, which)).orderBy(desc(faxDrafts.updatedAt)).limit(limit).offset(offset).all()

export const countDrafts = (tx: Tx, which: 'open' | 'discarded' = 'open'): number =>
  tx.db.select({ n: count() }).from(faxDrafts).where(listed(tx, which)).get()?.n ?? 0

const listed = ({ actor }: Tx, which: 'open' | 'discarded') =>
  and(
    isNull(faxDrafts.faxId),
    which === 'open' ? isNull(faxDrafts.discardedAt) : isNotNull(faxDrafts.discardedAt),
    actor.reach ? eq(faxDrafts.createdBy, actor.id) : undefined,
  )

/** Begins it, under the id the page gave it, or writes down what was typed since. Throws AppError invalid or conflict. */
export function saveDraft(tx: Tx, id: string, typed: Typed): Draft {
  const wrong = Object.entries(MOST).flatMap(([field, most]) =>
    typed[field as keyof typeof MOST].length > most ? [[field, `Keep it within ${most.toLocaleString('en-US')} characters.`]] : [],
  )
  if (wrong.length > 0) throw invalid(Object.fromEntries(wrong))
  if (!findDraft(tx, id)) return beginDraft(tx, id, typed)
  const draft = openDraft(tx, id)
  const changed = (Object.keys(typed) as (keyof Typed)[]).some((field) => typed[field] !== draft[field])
  return changed ? changeDraft(tx, draft.id, typed) : draft
}

function beginDraft(tx: Tx, id: string, typed: Typed): Draft {
  if (!isId(id)) throw invalid({ intent: 'This form is out of date. Open the page again.' })
  if (countDrafts(tx) >= MOST_DRAFTS) throw conflict(`There are ${MOST_DRAFTS} drafts already. Send or discard some of them first.`)
  const at = { createdAt: tx.now, updatedAt: tx.now }
  const by = { createdByKind: tx.actor.kind, createdBy: tx.actor.id }
  const values = { id: id as DraftId, ...typed, pages: [], ...by, ...at }
  // The id of somebody else's, for who sees only their own.
  const draft = tx.db.insert(faxDrafts).values(values).onConflictDoNothing().returning().get()
  if (!draft) throw notFound('Draft')
  record(tx, 'draft.begun', draft.id)
  return draft
}

export const changeDraft = (tx: Tx, id: DraftId, change: Partial<Typed & Pick<Draft, 'pages' | 'resendOf'>>): Draft =>
  tx.db
    .update(faxDrafts)
    .set({ ...change, updatedAt: tx.now })
    .where(eq(faxDrafts.id, id))
    .returning()
    .get()

/** It may be brought back for some days. */
export function discardDraft(tx: Tx, id: string): void {
  const draft = openDraft(tx, id)
  tx.db.update(faxDrafts).set({ discardedAt: tx.now }).where(eq(faxDrafts.id, draft.id)).run()
  record(tx, 'draft.discarded', draft.id)
}

export function restoreDraft(tx: Tx, id: string): Draft {
  const draft = getDraft(tx, id)
  if (draft.faxId) throw conflict('This draft was sent already.')
  if (!draft.discardedAt) return draft
  record(tx, 'draft.restored', draft.id)
  return tx.db.update(faxDrafts).set({ discardedAt: null, updatedAt: tx.now }).where(eq(faxDrafts.id, draft.id)).returning().get()
}

/** Nobody touched them for long, or they were discarded or sent a while ago. Their sealed files are named by no row any more: the sweep takes them. */
export function endDrafts(tx: Tx): number {
  const held = heldIds(tx)
  if (held === 'all') return 0
  const [untouched, undone] = [DRAFT_DAYS, UNDO_DAYS].map((days) => new Date(tx.now.getTime() - days * DAY_MS))
  const over = tx.db
    .select()
    .from(faxDrafts)
    .where(
      and(
        or(lt(faxDrafts.updatedAt, untouched as Date), lt(faxDrafts.discardedAt, undone as Date)),
        notInArray(faxDrafts.id, held as DraftId[]),
      ),
    )
    .all()
  for (const { id, faxId } of over) {
    forgetStored(
      tx,
      filesOfDraft(tx, id).map((file) => file.id),
    )
    tx.db.delete(faxDrafts).where(eq(faxDrafts.id, id)).run()
    if (!faxId) record(tx, 'draft.ended', id)
  }
  return over.length
}
