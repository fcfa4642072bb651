import { sql } from 'drizzle-orm'
import { type Db, prepared } from '../../db/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { faxWords, whole } from './indexed.ts'
import type { Box } from './marks.ts'
import { faxTexts } from './schema.tenant.ts'
import { MIDDLE } from './texts.ts'

/** Of fewer the index walks all at once. */
const ENOUGH_TO_CHOOSE = 4
/** So many of the newest of a kind are looked at. */
const SAMPLE = 5_000
/** What lets more than this share through says what the others say already. */
const NARROWS = 0.8
/** So few of a sample are some hundred among a million. */
const NARROW_ENOUGH = 1

/**
 * The index walks through everything that has a piece, a million in thirty milliseconds, and most pieces of a word only repeat the others.
 * So it is asked for one of each word, the rarest, and for those that narrow what is found, as a sample says. Whether all of it stands
 * there is seen in the text itself.
 */
export function chosen(tx: Tx, box: Box, words: readonly (readonly string[])[]): string {
  if (words.flat().length < ENOUGH_TO_CHOOSE) return words.flat().join(' AND ')
  const count = counter(tx, box)
  const ranked = words.map((pieces) => pieces.map((piece) => ({ piece, n: count([piece]) })).sort((one, other) => one.n - other.n))
  const byRarity = ranked.toSorted(([one], [other]) => (one?.n ?? 0) - (other?.n ?? 0))
  const taken = byRarity.flatMap(([rarest], at) => (rarest && (at === 0 || rarest.n < SAMPLE * NARROWS) ? rarest.piece : []))
  const others = ranked.flatMap((pieces) => pieces.slice(1)).sort((one, other) => one.n - other.n)
  let left = count(taken)
  for (const { piece } of others) {
    if (left <= NARROW_ENOUGH) break
    const n = count([...taken, piece])
    if (n > left * NARROWS) continue
    taken.push(piece)
    left = n
  }
  return taken.join(' AND ')
}

function counter(tx: Tx, box: Box): (pieces: readonly string[]) => number {
  const newest = prepared(tx.db, `fax.words.newest ${box}`, NEWEST[box]).get()?.n ?? MIDDLE
  const from = box === 'sent' ? newest : newest - SAMPLE + 1
  const counting = prepared(tx.db, 'fax.words.count', countingIn)
  return (pieces) => counting.get({ words: pieces.join(' AND '), from, until: from + SAMPLE })?.n ?? 0
}

const newest = (which: 'min' | 'max', side: '<' | '>') => (db: Db) =>
  db
    .select({ n: sql<number | null>`${sql.raw(which)}(n)` })
    .from(faxTexts)
    .where(sql`n ${sql.raw(side)} ${MIDDLE}`)
    .prepare()
const NEWEST = { sent: newest('min', '<'), received: newest('max', '>') }

const countingIn = (db: Db) =>
  db
    .select({ n: sql<number>`count(*)` })
    .from(faxWords)
    .where(
      sql`fax_words MATCH ${sql.placeholder('words')} AND rowid >= ${whole(sql.placeholder('from'))} AND rowid < ${whole(sql.placeholder('until'))}`,
    )
    .prepare()
