import { adviceOf, causeOf } from './causes.ts'
import type { FaxDetail, FaxSummary } from './reading.ts'
import { isCalledAgain, type RecipientStatus } from './status.ts'
import { whoJson } from './who.ts'
import { detailOf, relatedTo, tell } from './words.ts'

/** How faxes are written in JSON. */
export const summaryJson = (fax: FaxSummary) => ({
  id: fax.id,
  status: fax.status,
  to: fax.firstTo,
  name: fax.firstName,
  recipientCount: fax.recipientCount,
  pages: fax.pages,
  subject: fax.subject,
  cause: fax.cause,
  sendAt: fax.sendAt,
  createdAt: fax.createdAt,
  updatedAt: fax.updatedAt,
  trashedAt: fax.trashedAt,
  ...(fax.found && { foundIn: [...fax.found.in] }),
})

export function detailJson({ fax, recipients, files, timeline, bulk }: FaxDetail, names: ReadonlyMap<string, string>) {
  const self = `/api/faxes/${fax.id}`
  return {
    id: fax.id,
    status: fax.status,
    from: fax.fromNumber,
    cover: fax.cover,
    coverTemplate: fax.coverId,
    subject: fax.subject,
    note: fax.note,
    pages: fax.pages,
    sha256: fax.sha256,
    content: fax.contentGoneAt ? ('gone' as const) : ('kept' as const),
    sendAt: fax.sendAt,
    createdAt: fax.createdAt,
    trashedAt: fax.trashedAt,
    emptiedAt: fax.emptiedAt,
    recipients: recipients.map(({ id, to, name, status, tries, nextTryAt, settledAt, cause }) => ({
      id,
      to,
      name,
      status,
      tries,
      nextTryAt,
      settledAt,
      cause: causeJson(cause, status),
    })),
    files: files.map(({ name, type, pages, bytes, sha256 }) => ({ name, type, pages, bytes, sha256 })),
    bulk,
    resends: relatedTo(timeline).before[0] ?? null,
    resentAs: relatedTo(timeline).after,
    timeline: timeline.map((event) => {
      const { recipient, attempt } = detailOf(event)
      return {
        at: event.at,
        action: event.action,
        message: tell(event, recipients).what,
        recipientId: recipient ?? null,
        attempt: attempt ?? null,
        who: whoJson(event, names),
      }
    }),
    links: {
      self,
      document: fax.documentId && !fax.contentGoneAt ? `${self}/document.pdf` : null,
      page: fax.documentId && !fax.contentGoneAt ? `${self}/pages/{page}.png` : null,
    },
  }
}

/** Why a recipient stands where it stands. */
export const causeJson = (code: string | null, status: RecipientStatus) =>
  code === null ? null : { code, message: causeOf(code).words, advice: adviceOf(code, isCalledAgain(status)) }

export const causeWords = (code: string | null): string | null => (code === null ? null : causeOf(code).words)
