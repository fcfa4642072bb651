import { type TSchema, type TUnsafe, Type } from '@sinclair/typebox'
import { invalid } from './errors.ts'

export const DEFAULT_LIMIT = 50
const MOST = 200

/** What every JSON list takes. */
export const LIST_QUERY = {
  page: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,6}$', description: 'Counted from 1.', error: 'Use a whole number from 1.' })),
  limit: Type.Optional(
    Type.String({
      pattern: '^[1-9][0-9]{0,4}$',
      error: 'Use a whole number from 1.',
      description: `At most ${MOST}; ${DEFAULT_LIMIT} unless said otherwise.`,
    }),
  ),
  cursor: Type.Optional(
    Type.String({ maxLength: 1_000, description: 'The nextCursor of the answer before: goes on where that one ended.' }),
  ),
}
type ListQuery = { readonly page?: string; readonly limit?: string; readonly cursor?: string }

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** A union, because the compiler of responses does not know a bare enum. */
export const oneOf = <const Value extends string>(values: readonly Value[]): TUnsafe<Value> =>
  Type.Unsafe<Value>(Type.Union(values.map((value) => Type.Literal(value))))

export const pageOf = <T extends TSchema>(item: T) =>
  Type.Object({
    page: Type.Integer(),
    limit: Type.Integer(),
    totalPages: Type.Integer(),
    totalItems: Type.Integer(),
    hasNext: Type.Boolean(),
    hasPrev: Type.Boolean(),
    nextCursor: Nullable(Type.String()),
    data: Type.Array(item),
  })

/** `take` is one row more than is shown: that row says whether there is a next page. */
export type Asked<Place> = {
  readonly page: number
  readonly limit: number
  readonly take: number
  readonly offset: number
  readonly after: Place | undefined
}

/** Throws AppError invalid for a cursor that `parse` does not know. */
export function readPage<Place>(query: ListQuery, parse: (cursor: string) => Place | undefined): Asked<Place> {
  const limit = Math.min(Number(query.limit ?? DEFAULT_LIMIT), MOST)
  const page = Number(query.page ?? 1)
  if (query.cursor === undefined) return { page, limit, take: limit + 1, offset: (page - 1) * limit, after: undefined }
  const after = parse(query.cursor)
  if (after === undefined) throw invalid({ cursor: 'Use the nextCursor of an answer as it came.' }, 'Check what was sent.')
  return { page, limit, take: limit + 1, offset: 0, after }
}

export function paged<Row, T>(
  asked: Asked<unknown>,
  rows: readonly Row[],
  totalItems: number,
  as: { readonly show: (row: Row) => T; readonly cursor: (row: Row) => string },
) {
  const shown = rows.slice(0, asked.limit)
  const last = shown.at(-1)
  const hasNext = rows.length > asked.limit
  return {
    page: asked.page,
    limit: asked.limit,
    totalPages: Math.max(1, Math.ceil(totalItems / asked.limit)),
    totalItems,
    hasNext,
    hasPrev: asked.after !== undefined || asked.page > 1,
    nextCursor: hasNext && last ? as.cursor(last) : null,
    data: shown.map(as.show),
  }
}

/** A row's number as a cursor, for lists in the order they were written. */
export const parseNumber = (text: string): number | undefined => (/^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : undefined)
