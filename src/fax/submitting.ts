import { record } from '../audit/index.ts'
import { noteUse } from '../contacts/index.ts'
import { insertRow } from '../db/index.ts'
import { LIMITS } from '../documents/index.ts'
import { keepFile, type Stored, sha256 } from '../files/index.ts'
import { enqueue } from '../jobs/index.ts'
import { invalid } from '../kit/errors.ts'
import { newId } from '../kit/ids.ts'
import { parsePhone } from '../kit/phone.ts'
import { type CoverId, findCover, listCovers } from '../office/index.ts'
import { announce, type Tx } from '../tenancy/index.ts'
import type { RecipientId } from './attempts.ts'
import { COVER_LINE, hasPart2, headerFor, linesFor, linesIn } from './cover.ts'
import { PREPARE, prepareKey } from './kinds.ts'
import { listNumbers } from './numbers.ts'
import type { PagePlan } from './page-plan.ts'
import { documentReady } from './preparing.ts'
import { recipientsFrom } from './recipients.ts'
import { faxes, faxFiles, faxRecipients } from './schema.tenant.ts'
import { keepSentText } from './search/texts.ts'
import type { FaxId, FaxStatus, RecipientStatus } from './status.ts'

export const MOST_NOTE = 2_000
export const MOST_SUBJECT = 120
const UNPRINTABLE = /\p{Extended_Pictographic}|[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u
/** A clock a minute off, or a form that was open a while, is not a mistake. */
const JUST_NOW_MS = 60_000
const FARTHEST_AHEAD_MS = 90 * 86_400_000

/** As it was typed or posted. */
export type Submission = {
  readonly to: readonly string[]
  readonly cover: boolean
  /** Which cover page, by id or name; the default unless said otherwise. */
  readonly template?: string | undefined
  readonly subject: string
  readonly note: string
  readonly from: string | undefined
  readonly sendAt: Date | undefined
}
export type Checked = Omit<Submission, 'to' | 'from' | 'template'> & {
  /** Null without a cover page. */
  readonly coverId: CoverId | null
  readonly from: string
  /** Which pages of the files go, once these are known. */
  readonly plan?: PagePlan
  readonly recipients: readonly { readonly to: string; readonly name: string }[]
}
/** One that a row named before. */
export type KeptFile = Pick<Stored, 'id' | 'bytes' | 'sha256'>
export type AttachedFile = {
  readonly name: string
  readonly type: 'pdf' | 'tiff'
  readonly pages: number
  readonly stored: Stored | KeptFile
}
export type SubmittedFax = {
  readonly id: FaxId
  readonly status: FaxStatus
  readonly pages: number
  readonly recipients: readonly { readonly id: RecipientId; readonly to: string; readonly status: RecipientStatus }[]
}

/** Everything that can be said before the files are looked at. Throws AppError invalid, by field. */
export function checkSubmission(tx: Tx, input: Submission): Checked {
  const wrong: Record<string, string> = {}
  const recipients = recipientsFrom(tx, input.to, wrong)
  const { from, coverId } = checkLetter(tx, input, wrong, hasPart2(tx, recipients))
  if (input.sendAt && input.sendAt.getTime() < tx.now.getTime() - JUST_NOW_MS)
    wrong['sendAt'] = 'That time has passed. Choose a later one, or leave it empty to send now.'
  const sendAt = input.sendAt && input.sendAt.getTime() > tx.now.getTime() ? input.sendAt : undefined
  if (sendAt && sendAt.getTime() > tx.now.getTime() + FARTHEST_AHEAD_MS) wrong['sendAt'] = 'Choose a time within the next 90 days.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong, 'The fax was not sent.')
  return { recipients, from, cover: input.cover, coverId, subject: input.subject.trim(), note: input.note.trim(), sendAt }
}

type Lettered = Pick<Checked, 'from' | 'coverId'>

/** What is the same whoever it goes to: the number that it goes out from, and which cover page is first. */
export function checkLetter(tx: Tx, input: Omit<Submission, 'to' | 'sendAt'>, wrong: Record<string, string>, part2 = false): Lettered {
  if (input.note.length > MOST_NOTE) wrong['note'] = `Keep the note within ${MOST_NOTE} characters.`
  if (input.subject.length > MOST_SUBJECT) wrong['subject'] = `Keep the subject within ${MOST_SUBJECT} characters.`
  const coverId = input.cover ? chooseCover(tx, input.template, wrong) : null
  if (input.cover) checkCover(input, linesFor(tx, coverId, part2), wrong)
  return { from: fromNumber(tx, input.from, wrong), coverId }
}

function chooseCover(tx: Tx, wanted: string | undefined, wrong: Record<string, string>): CoverId | null {
  const covers = listCovers(tx)
  const chosen = wanted ? findCover(tx, wanted) : covers[0]
  if (!chosen) wrong['cover'] = `Choose one of your office’s cover pages: ${covers.map(({ name }) => name).join(', ')}.`
  return chosen?.id ?? null
}

/** What the cover could not show must not be lost silently. */
export function checkCover(input: Pick<Submission, 'subject' | 'note'>, lines: number, wrong: Record<string, string>): void {
  if (linesIn(input.note, COVER_LINE) > lines)
    wrong['note'] = `The cover page has room for ${lines} lines. Shorten the note, or attach it as a file.`
  for (const field of ['subject', 'note'] as const) {
    const strange = UNPRINTABLE.exec(input[field])?.[0]
    if (strange) wrong[field] = `The cover page cannot print “${strange}”. Write it in Latin letters, or attach it as a file.`
  }
}

function fromNumber(tx: Tx, wanted: string | undefined, wrong: Record<string, string>): string {
  const numbers = listNumbers(tx)
  const number = wanted ? parsePhone(wanted) : numbers[0]?.number
  if (!number && !wanted) wrong['from'] = 'Your office has no fax number yet. Ask your operator to assign one.'
  else if (!numbers.some((each) => each.number === number)) wrong['from'] = 'Choose one of your office’s own numbers.'
  return number ?? ''
}

type Sized = { readonly bytes: number; readonly pages: number }

/** To each recipient, the cover included. */
export const pagesIn = (files: readonly Pick<Sized, 'pages'>[], plan: PagePlan, cover: boolean): number =>
  (plan?.length ?? files.reduce((sum, each) => sum + each.pages, 0)) + Number(cover)

export function checkTotals(files: readonly Sized[], plan: PagePlan, cover: boolean): void {
  const pages = pagesIn(files, plan, cover)
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0)
  if (pages > LIMITS.pages) throw invalid({ files: `Together that is ${pages} pages; a fax holds ${LIMITS.pages}. Send it in parts.` })
  if (bytes > LIMITS.bytes) throw invalid({ files: `Together the files are over ${LIMITS.bytes / 1_048_576} MB. Send them in parts.` })
}

const NONE_HELD: ReadonlyMap<string, string> = new Map()

/** What goes, by what is in it: the files in their order, and which of their pages. */
export const contentOf = (files: readonly { readonly sha256: string }[], plan: PagePlan): string =>
  sha256(Buffer.from([...files.map((each) => each.sha256), ...(plan ? [JSON.stringify(plan)] : [])].join(' ')))

export const UNTRIED = { tries: 0, nextTryAt: null, cause: null, settledAt: null }

/** Rows, trail and jobs of one fax, in the caller's transaction. The files are sealed already. */
export function submitFax(
  tx: Tx,
  input: Checked,
  files: readonly AttachedFile[],
  /** Numbers that wait for a person, and why. */
  holds: ReadonlyMap<string, string> = NONE_HELD,
): SubmittedFax {
  if (tx.actor.isTest) throw new Error('A key for tests submitted a real fax.')
  const waiting: 'scheduled' | 'queued' = input.sendAt ? 'scheduled' : 'queued'
  const status = holds.size === input.recipients.length ? 'held' : waiting
  const pages = pagesIn(files, input.plan, input.cover)
  const [first] = input.recipients
  const faxId = newId<'fax'>()
  insertRow(tx.db, faxes, {
    id: faxId,
    status,
    fromNumber: input.from,
    cover: input.cover,
    coverId: input.coverId,
    subject: input.subject,
    note: input.note,
    sendAt: input.sendAt ?? null,
    pages,
    documentId: null,
    sha256: null,
    contentGoneAt: null,
    content: contentOf(
      files.map(({ stored }) => stored),
      input.plan,
    ),
    plan: input.plan ? [...input.plan] : null,
    recipientCount: input.recipients.length,
    bulkId: null,
    firstTo: first?.to ?? '',
    firstName: first?.name ?? '',
    cause: holds.size > 0 ? ([...holds.values()][0] ?? null) : null,
    createdByKind: tx.actor.kind,
    createdBy: tx.actor.id,
    createdAt: tx.now,
    updatedAt: tx.now,
    trashedAt: null,
    trashedBy: null,
    emptiedAt: null,
  })
  keepSentText(tx, faxId, { ...input, files })
  files.forEach(({ stored, ...file }, position) => {
    const { id, bytes, sha256 } = stored
    insertRow(tx.db, faxFiles, { id, bytes, sha256, ...file, faxId, position })
    if ('sealed' in stored) keepFile(tx, stored)
  })
  const recipients = input.recipients.map(({ to, name }, position) => {
    noteUse(tx, to)
    const id = newId<'recipient'>()
    const hold = holds.get(to)
    const recipient = { id, to, status: hold ? ('held' as const) : waiting }
    insertRow(tx.db, faxRecipients, { ...recipient, faxId, position, name, ...UNTRIED, cause: hold ?? null })
    return recipient
  })
  record(tx, 'fax.submitted', faxId, { recipients: recipients.length, pages, files: files.length, cover: input.cover })
  for (const { id, to } of recipients) {
    const cause = holds.get(to)
    if (cause) record(tx, 'fax.held', faxId, { recipient: id, cause })
  }
  prepare(tx, faxId, input, files, pages)
  announce(tx, { kind: 'changed', topic: 'faxes' })
  return { id: faxId, status, pages, recipients }
}

/** One whole PDF without a cover or a line of ours is already what is sent. */
function prepare(tx: Tx, faxId: FaxId, input: Checked, files: readonly AttachedFile[], pages: number): void {
  const [only, ...more] = files
  const isAsItIs = !input.cover && !input.plan && !headerFor(tx, { ...input, fromNumber: input.from, at: tx.now })
  if (isAsItIs && only?.type === 'pdf' && more.length === 0) documentReady(tx, faxId, only.stored, pages)
  else enqueue(tx, PREPARE, { faxId }, { uniqueKey: prepareKey(faxId), maxAttempts: 5 })
}
