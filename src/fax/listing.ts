import { invalid } from '../kit/errors.ts'
import type { ListQuery } from './api.schema.ts'
import { type Cursor, cursorText, type FaxFilter, type Page, parseCursor } from './reading.ts'
import { FAX_STATUSES } from './schema.tenant.ts'
import type { FaxStatus } from './status.ts'

export const DEFAULT_LIMIT = 50
const MOST = 200

export type Paged<T> = {
  readonly page: number
  readonly limit: number
  readonly totalPages: number
  readonly totalItems: number
  readonly hasNext: boolean
  readonly hasPrev: boolean
  readonly nextCursor: string | null
  readonly data: readonly T[]
}
export type Asked = Page & { readonly number: number }

/** `page` counts from 1; a cursor goes on where a list ended and is not slowed by how far that is. Throws AppError invalid. */
export function readPage(query: ListQuery): Asked {
  const limit = Math.min(Number(query.limit ?? DEFAULT_LIMIT), MOST)
  const number = Number(query.page ?? 1)
  if (query.cursor === undefined) return { limit, number, offset: (number - 1) * limit }
  const after = parseCursor(query.cursor)
  if (!after) throw invalid({ cursor: 'Use the nextCursor of an answer as it came.' })
  return { limit, number, after }
}

export function readFilter(query: ListQuery): FaxFilter {
  if (query.status && !isStatus(query.status)) throw invalid({ status: `Use one of ${FAX_STATUSES.join(', ')}.` })
  return {
    ...(query.status && isStatus(query.status) && { status: query.status }),
    ...(query.q && { text: query.q.trim() }),
    ...(query.from && { from: instant(query.from, 'from') }),
    ...(query.until && { until: instant(query.until, 'until') }),
  }
}

export const isStatus = (text: string): text is FaxStatus => (FAX_STATUSES as readonly string[]).includes(text)

function instant(text: string, field: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw invalid({ [field]: 'Write the time as 2026-03-02T09:30:00Z.' })
  return at
}

/** `rows` were read with one more than asked: that one says whether there is a next page. */
export function paged<Row, T>(
  asked: Asked,
  rows: readonly Row[],
  totalItems: number,
  show: (row: Row) => T,
  placeOf: (row: Row) => Cursor,
): Paged<T> {
  const shown = rows.slice(0, asked.limit)
  const last = shown.at(-1)
  const hasNext = rows.length > asked.limit
  return {
    page: asked.number,
    limit: asked.limit,
    totalPages: Math.max(1, Math.ceil(totalItems / asked.limit)),
    totalItems,
    hasNext,
    hasPrev: asked.after !== undefined || asked.number > 1,
    nextCursor: hasNext && last ? cursorText(placeOf(last)) : null,
    data: shown.map(show),
  }
}

export const oneMore = (page: Page): Page => ({ ...page, limit: page.limit + 1 })
