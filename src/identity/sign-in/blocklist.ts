/** The 49,000 most often seen in breaches, lower case: the list of zxcvbn-ts (MIT). Read when the first password is set. */
let list: ReadonlySet<string> | undefined
function isKnown(password: string): boolean {
  list ??= new Set(require('@zxcvbn-ts/language-common/src/passwords.json') as string[])
  return list.has(password)
}

/** One that many people use, the same few characters over and over, two of the list in a row, or one made of what everybody knows of this office or person. */
export function isCommon(password: string, own: readonly string[]): boolean {
  const plain = password.toLowerCase()
  const letters = bare(plain)
  const repeated = /^(.+?)\1+$/.exec(plain)?.[1]
  if (isKnown(plain) || isKnown(letters) || isRun(plain)) return true
  if (repeated !== undefined && (repeated.length < 4 || isKnown(repeated))) return true
  if (isTwoKnown(plain)) return true
  return own.map((word) => bare(word.toLowerCase())).some((word) => word.length >= 4 && isAround(letters, word))
}

const SHORTEST_HALF = 5
/** password12345678: among the long ones it is these that are in the lists. */
const isTwoKnown = (plain: string): boolean =>
  Array.from({ length: Math.max(0, plain.length - 2 * SHORTEST_HALF + 1) }, (_, n) => n + SHORTEST_HALF).some(
    (at) => isKnown(plain.slice(0, at)) && isKnown(plain.slice(at)),
  )

/** The word itself, or with a few characters around it, such as a year. */
const isAround = (letters: string, word: string): boolean => letters.includes(word) && letters.length - word.length <= 4

/** 1234567890123, abcdefghijklm. */
const isRun = (text: string): boolean =>
  [...text].slice(1).every((each, n) => [1, -9].includes((each.codePointAt(0) ?? 0) - (text.codePointAt(n) ?? 0)))

const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')
