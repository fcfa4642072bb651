import { and, asc, desc, eq, gt, gte, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import { chosen } from './choosing.ts'
import { faxWords, whole } from './indexed.ts'
import type { Box } from './marks.ts'
import { faxTexts } from './schema.tenant.ts'
import { type Labels, partsWith, piecesOf, readSought, type Sought, standsIn } from './sought.ts'
import { MIDDLE } from './texts.ts'

/** Where a fax that was found stands among those of its kind, and in which of its parts something was found. */
export type Found = { readonly n: number; readonly in: readonly string[] }

export const KEPT = { n: faxTexts.n, keptText: faxTexts.text, keptSender: faxTexts.sender }
type Kept = { readonly n: number; readonly keptText: string; readonly keptSender: string }

/** A word may stand on each of a hundred pages. */
const MOST_PARTS = 6

export const withFound = <Row extends Kept>({ n, keptText, keptSender, ...row }: Row, sought: Sought, labels: Labels) => ({
  ...row,
  found: {
    n,
    in: partsWith(sought, { text: keptText, sender: keptSender })
      .flatMap((at) => labels(at) ?? [])
      .slice(0, MOST_PARTS),
  },
})

/** Past a place and as far as another, each undefined for as far as it goes. */
export type Finding = {
  readonly box: Box
  readonly sought: Sought
  /** What the index is asked for. */
  readonly expression: string
  /** That some of it is not of what was typed: then the index narrows by what is asked for besides. */
  readonly isNarrowed: boolean
  readonly past?: number | undefined
  readonly until?: number | undefined
}

/** Undefined when nothing was typed that could be looked for. `besides` stands with the words in the index, too. */
export function findingIn(tx: Tx, box: Box, typed: string, besides: readonly string[]): Finding | undefined {
  const sought = readSought(typed)
  return sought && { box, sought, expression: chosen(tx, box, piecesOf(sought, besides)), isNarrowed: besides.length > 0 }
}

/** From the newest on: sent ones lie below the middle of the index, received ones above. */
const WALK = {
  sent: { older: gt, asFarAs: lte, end: 0, order: asc },
  received: { older: lt, asFarAs: gte, end: 2 * MIDDLE, order: desc },
} as const
type Place = typeof faxWords.n | typeof faxTexts.n
export const newestFound = ({ box }: Finding, place: Place): SQL => WALK[box].order(place)
const olderThan = ({ box, past }: Finding, place: Place): SQL => WALK[box].older(place, whole(past ?? WALK[box].end))

/** Of one fax of a list that was searched, read again by itself: undefined when nothing was looked for, or nothing is found in it now. */
export function foundIn(tx: Tx, faxId: string, typed: string, labels: Labels): readonly string[] | undefined {
  const sought = readSought(typed)
  const kept = sought && tx.db.select(KEPT).from(faxTexts).where(eq(faxTexts.faxId, faxId)).get()
  return kept && withFound(kept, sought, labels).found.in
}

/**
 * FROM fax_words CROSS JOIN fax_texts: the index is walked from its newest, and only until a page is full. For what has its own index and
 * is rare among what is found that would be long: those rows are looked through instead, FROM their table CROSS JOIN fax_texts.
 */
export const inWords = (finding: Finding): SQL | undefined =>
  and(
    sql`fax_words MATCH ${finding.expression}`,
    olderThan(finding, faxWords.n),
    WALK[finding.box].asFarAs(faxWords.n, whole(finding.until ?? MIDDLE)),
    eq(faxTexts.n, faxWords.n),
    standsIn(finding.sought),
  )
export const inTexts = (finding: Finding): SQL | undefined => and(standsIn(finding.sought), olderThan(finding, faxTexts.n))

/** As many rows are looked through in some eight milliseconds. */
export const FEW = 2_000

/** Counted no further, and what a text finds, which is looked for, less far: a list is looked at from its beginning. */
export const MOST_COUNTED = 1_000
export const MOST_FOUND = 100
export const countedTo = (tx: Tx, most: number, rows: SQL): number =>
  tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM (${rows} LIMIT ${most})`)?.n ?? 0

export type Counted<Row> = { readonly rows: readonly Row[]; readonly total: number }
/** Its beginning and how many there are in one walk, which is as long as either when what is found is rare. */
export function countedFrom<Row>(limit: number, find: (limit: number) => readonly Row[]): Counted<Row> {
  const found = find(Math.max(limit, MOST_FOUND))
  return { rows: found.slice(0, limit), total: Math.min(found.length, MOST_FOUND) }
}
