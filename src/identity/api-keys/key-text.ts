import { crc32 } from 'node:zlib'
import { newSecret } from '../secrets.ts'

// A key for tests is five letters longer, so that none is ever taken for the other.
const KEY = /^(fd_([a-z0-9-]{3,40})_(test_)?[A-Za-z0-9_-]{43})([0-9A-Za-z]{6})?$/
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECK_LENGTH = 6

export const looksLikeKey = (text: string): boolean => text.startsWith('fd_')

/** How a key of this office is written; one for tests says so. */
export function spellKey(slug: string, random: string = newSecret(), isTest = false): string {
  const body = `fd_${slug}_${isTest ? 'test_' : ''}${random}`
  return body + checkOf(body)
}

/** What is shown of a key afterwards, such as fd_maple_3kx9 or fd_maple_test_3kx9. */
export const prefixOf = (key: string): string => (isTestKey(key) ? /^fd_[a-z0-9-]+_test_.{4}/ : /^fd_[a-z0-9-]+_.{4}/).exec(key)?.[0] ?? ''

/** Whether it is for tests: it never reaches a real fax. */
export const isTestKey = (key: string): boolean => KEY.exec(key)?.[3] !== undefined
export const isTestPrefix = (prefix: string): boolean => /^fd_[a-z0-9-]+_test_/.test(prefix)

/** Whose key this is, as written in it; undefined for what is none. One made before keys had a checksum has none. */
export function slugOfKey(text: string): string | undefined {
  const [, body = '', slug, , check] = KEY.exec(text) ?? []
  return check === undefined || check === checkOf(body) ? slug : undefined
}

/** So that whoever finds one in a place where it should not be can tell that it is real: CRC-32 of all before, in base 62. */
function checkOf(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let at = 0; at < CHECK_LENGTH; at++) {
    text = (DIGITS[rest % DIGITS.length] ?? '') + text
    rest = Math.floor(rest / DIGITS.length)
  }
  return text
}
