import { sql } from 'drizzle-orm'
import { fold } from '../kit/fold.ts'
import type { Tx } from '../tenancy/index.ts'
import type { ContactId } from './contact.ts'

export type Why = 'name' | 'number'
export type Pair = { readonly ids: readonly [ContactId, ContactId]; readonly why: Why }

const MOST_PAIRS = 50
/** How many neighbours in the order of names are held against each other. */
const NEIGHBOURS = 4
const MOST_TYPOS = 2
const LEAST_LETTERS = 6
/** A number that was kept under the wrong country differs before these. */
const LAST_DIGITS = 9

/** What says nothing of who it is. */
const SAYS_NOTHING = new Set(['the', 'of', 'and', 'dr', 'md', 'do', 'np', 'dds', 'inc', 'llc', 'pllc', 'pc', 'llp', 'ltd', 'office'])

type Row = { readonly id: ContactId; readonly name: string; readonly numbers: string }

/** Contacts that may be the same twice: the same name in other words, one with a letter or two wrong, a number but for its country. */
export function findDuplicates(tx: Tx): Pair[] {
  const rows = tx.db.all<Row>(
    sql`SELECT id, name, (SELECT group_concat(fax, ' ') FROM contact_numbers WHERE contact_id = contacts.id) AS numbers FROM contacts`,
  )
  const pairs = new Map<string, Pair>()
  const add = (one: ContactId, other: ContactId, why: Why) => {
    const ids = one < other ? ([one, other] as const) : ([other, one] as const)
    if (one !== other && pairs.size < MOST_PAIRS && !pairs.has(ids.join())) pairs.set(ids.join(), { ids, why })
  }
  sameNumbers(rows, add)
  const named = rows.map(({ id, name }) => ({ id, words: wordsOf(name) })).filter(({ words }) => words.join(' ').length >= LEAST_LETTERS)
  // In the order of the alphabet, as written, and from behind: a wrong letter at the beginning puts a name far from the other.
  for (const key of [inOrder, asWritten, fromBehind])
    nearNames(
      named.map(({ id, words }) => ({ id, key: key(words) })),
      add,
    )
  return [...pairs.values()]
}

type Add = (one: ContactId, other: ContactId, why: Why) => void

function sameNumbers(rows: readonly Row[], add: Add): void {
  const seen = new Map<string, ContactId>()
  for (const { id, numbers } of rows)
    for (const number of numbers?.split(' ') ?? []) {
      const known = seen.get(number.slice(-LAST_DIGITS))
      if (known) add(known, id, 'number')
      else seen.set(number.slice(-LAST_DIGITS), id)
    }
}

function nearNames(rows: readonly { readonly id: ContactId; readonly key: string }[], add: Add): void {
  const sorted = rows.toSorted((one, other) => (one.key < other.key ? -1 : 1))
  sorted.forEach(({ id, key }, index) => {
    for (const other of sorted.slice(index + 1, index + 1 + NEIGHBOURS)) if (isNear(key, other.key)) add(id, other.id, 'name')
  })
}

const wordsOf = (name: string): string[] =>
  fold(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !SAYS_NOTHING.has(word))

const asWritten = (words: readonly string[]): string => words.join(' ')
const inOrder = (words: readonly string[]): string => words.toSorted().join(' ')
const fromBehind = (words: readonly string[]): string => [...asWritten(words)].reverse().join('')

/** Digits count: Office 1 and Office 2 are two. */
const isNear = (one: string, other: string): boolean =>
  one === other ||
  (digitsIn(one) === digitsIn(other) && Math.abs(one.length - other.length) <= MOST_TYPOS && typos(one, other) <= MOST_TYPOS)

const digitsIn = (text: string) => text.replace(/\P{N}/gu, '')

/** Letters put in, left out or exchanged (Levenshtein). */
function typos(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const exchanged = (row[j - 1] ?? 0) + Number(one[i - 1] !== other[j - 1])
      next.push(Math.min(exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
