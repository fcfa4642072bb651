import { fold } from './fold.ts'

/** Ends a part of a kept text: who, subject, note and so on stand one after the other. */
const PART = '\u0001'
/** Pairs of digits as signs of their own: three of them are four digits, so that a number is found among a million by few pieces. */
const PAIRS = 0xe000
/** Begins what no text has and nobody can type: with two more signs a piece of the index that says what state a fax is in. */
export const MARK = '\ue064'
const SIGNS_OF_OURS = /[\p{Cc}\ue000-\uf0ff]/gu
const LONG_NUMBER = /\d{4,}/g

/**
 * A text as the index of faxes takes it, in pieces of three letters: each word behind two spaces, so that its first letter and its
 * first two are pieces too; numbers also without what stands between their digits, and in pairs. A change needs a migration.
 */
export const searchable = (parts: readonly string[]): string => joined(parts.map(searchablePart))

export const partsOf = (kept: string): string[] => kept.slice(0, -1).split(PART)
export const joined = (parts: readonly string[]): string => `${parts.join(PART)} `

export function searchablePart(text: string): string {
  const words = wordsOf(text)
  const whole = groupsOf(words).flatMap(({ digits }) => [...digits, digits.join('')])
  const all = [...new Set([...words, ...whole])]
  const numbers = all.flatMap((word) => word.match(LONG_NUMBER) ?? [])
  return [...all, ...new Set(numbers.map(inPairs))].map((word) => `  ${word}`).join('')
}

export const wordsOf = (text: string): string[] =>
  fold(text.replace(SIGNS_OF_OURS, ' '))
    .split(' ')
    .filter((word) => word !== '')

export const inPairs = (digits: string): string =>
  Array.from({ length: digits.length - 1 }, (_, at) => String.fromCharCode(PAIRS + Number(digits.slice(at, at + 2)))).join('')

const OF_DIGITS = /^[(+[]*\d[\d().+\-/·,:\]]*$/
/** Words that stand side by side and are made of digits: "(555)", "201-0100" is one number, or two. */
export type Group = { readonly at: number; readonly digits: readonly string[] }

export function groupsOf(words: readonly string[]): Group[] {
  const groups: { at: number; digits: string[] }[] = []
  words.forEach((word, at) => {
    if (!OF_DIGITS.test(word)) return
    const last = groups.at(-1)
    const digits = word.replace(/\D/g, '')
    if (last && last.at + last.digits.length === at) last.digits.push(digits)
    else groups.push({ at, digits: [digits] })
  })
  return groups
}
