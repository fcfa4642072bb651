import { and, or, type SQL, sql } from 'drizzle-orm'
import { groupsOf, inPairs, partsOf, wordsOf } from '../../kit/searchable.ts'
import { faxTexts } from './schema.tenant.ts'

const PIECE = 3
/** A number from here on is looked for by its digits in pairs. */
const LONG = 4

/** Every word somewhere; digits side by side in one piece, or each by itself. */
export type Sought = {
  readonly words: readonly string[]
  readonly numbers: readonly (readonly string[])[]
}

/** Undefined when nothing was typed that could be looked for. */
export function readSought(typed: string): Sought | undefined {
  const words = wordsOf(typed)
  const groups = groupsOf(words)
  const inGroups = new Set(groups.flatMap(({ at, digits }) => digits.map((_, index) => at + index)))
  const numbers = groups.map(({ digits }) => digits)
  const sought = { words: words.filter((_, at) => !inGroups.has(at)), numbers }
  return words.length === 0 ? undefined : sought
}

/** Of each word, and each number is one. `besides`: marks and the words of tags. */
export function piecesOf({ words, numbers }: Sought, besides: readonly string[] = []): string[][] {
  const groups = numbers.map((digits) =>
    digits.length === 1 ? digits.flatMap(ofWord) : [`((${all([digits.join('')])}) OR (${all(digits)}))`],
  )
  return [...besides.map(ofWord), ...groups, ...words.map(ofWord)]
}

const all = (words: readonly string[]) => words.flatMap(ofWord).join(' AND ')

/** Enough of them that every letter is in one. */
function ofWord(word: string): string[] {
  const signs = [...(isLongNumber(word) ? inPairs(word) : beginning(word))]
  const last = signs.length - PIECE
  const places = [...new Set([...Array.from({ length: Math.ceil(last / PIECE) }, (_, at) => at * PIECE), last])]
  return places.map((at) => {
    const piece = signs.slice(at, at + PIECE).join('')
    return `"${piece.replaceAll('"', '""')}"`
  })
}

const isLongNumber = (word: string) => word.length >= LONG && /^\d+$/.test(word)
/** One or two letters are those that a word begins with. */
const beginning = (word: string) => ([...word].length < PIECE ? `  ${word}`.slice(-Math.max(PIECE, word.length)) : word)

/** Whether the pieces that were found stand together: the index does not know their places. */
export const standsIn = (sought: Sought): SQL | undefined => holds(sought, (piece) => has(piece), and, or)

const has = (piece: string): SQL => sql`(instr(${faxTexts.text}, ${piece}) > 0 OR instr(${faxTexts.sender}, ${piece}) > 0)`

function holds<T>(
  { words, numbers }: Sought,
  test: (piece: string) => T,
  every: (...tests: T[]) => T | undefined,
  some: (...tests: (T | undefined)[]) => T | undefined,
): T | undefined {
  const one = (word: string) => test(beginning(word))
  return every(
    ...words.map(one),
    ...numbers.flatMap((digits) => {
      if (digits.length === 1) return digits.map(one)
      const either = some(one(digits.join('')), every(...digits.map(one)))
      return either === undefined ? [] : [either]
    }),
  )
}

/** What a part is called, by its place; what has no name is told to nobody. */
export type Labels = (at: number) => string | undefined
export const SENDER = -1

/** In which of its parts a kept text has any of what was looked for, by their place. */
export function partsWith({ words, numbers }: Sought, kept: { readonly text: string; readonly sender: string }): number[] {
  const pieces = [...words, ...numbers.flatMap((digits) => [...digits, digits.join('')])].map(beginning)
  const holds = (part: string) => pieces.some((piece) => part.includes(piece))
  return [...partsOf(kept.text).flatMap((part, at) => (holds(part) ? [at] : [])), ...(holds(kept.sender) ? [SENDER] : [])]
}
