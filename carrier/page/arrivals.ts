import { type Fax, isOver } from '../fax.ts'

/** A fax as people and scripts look at it. */
export interface ArrivalEntry {
  readonly id: string
  readonly to: string
  readonly from: string
  readonly direction: Fax['direction']
  readonly status: string
  readonly pages: number
  readonly failureReason: string | null
  readonly note: string | null
  readonly createdAt: string
  readonly pdfUrl: string | null
  readonly pageUrls: readonly string[]
}

export function arrivalEntry(fax: Fax): ArrivalEntry {
  const { id, to, from, direction, status, failureReason } = fax
  const visible = fax.hasTiff && isOver(fax) ? fax.pages : 0
  return {
    id,
    to,
    from,
    direction,
    status,
    pages: fax.pages,
    failureReason,
    note: fax.callNote,
    createdAt: new Date(fax.createdAt).toISOString(),
    pdfUrl: fax.hasPdf ? `/received/${id}/document.pdf` : null,
    pageUrls: Array.from({ length: visible }, (_, page) => `/received/${id}/page-${page + 1}.png`),
  }
}
