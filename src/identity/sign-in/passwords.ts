import { hash, type Options, verify } from '@node-rs/argon2'
import { newSecret } from '../secrets.ts'
import { isCommon } from './blocklist.ts'
import { createGate, type Lane } from './gate.ts'

/** OWASP's first choice for argon2id, which is the library's default kind: 19 MiB, two passes, one lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const satisfies Options

/** NIST 800-63B-4: alone, and beside a second factor. */
export const SHORTEST_PASSWORD = 15
export const SHORTEST_BESIDE_A_FACTOR = 8
export const LONGEST_PASSWORD = 1_024

/** In place of a hash for who is here without one and signs in through a provider: the file wants one of whoever is active. */
export const NO_PASSWORD = ''

export type Passwords = {
  hash(password: string): Promise<string>
  /** Without a hash to compare with, a decoy is checked, so that it takes as long and says no. */
  verify(passwordHash: string | undefined, password: string, lane?: Lane): Promise<boolean>
}

/** Off the event loop, two at a time, of which strangers have one: a crowd of them leaves room for who was here before. */
export function createPasswords(argon2: { readonly verify: typeof verify } = { verify }): Passwords {
  const gate = createGate({ atOnce: 2, strangers: 1, mayWait: 50, strangersMayWait: 20, perAddress: 2 })
  const hashed = (password: string) => gate(() => hash(normal(password), ARGON2ID))
  const decoy = hashed(newSecret())
  return {
    hash: hashed,
    async verify(passwordHash, password, lane) {
      const isNone = passwordHash === undefined || passwordHash === NO_PASSWORD
      const against = isNone ? await decoy : passwordHash
      const same = await gate(() => argon2.verify(against, normal(password)), lane)
      return same && !isNone
    },
  }
}

/** `own`: what everybody knows of the person and the office. */
export type PasswordRules = { readonly shortest: number; readonly own: readonly string[] }

/** What was long enough beside a second factor is not without one. */
export const isShortAlone = (password: string): boolean => [...normal(password)].length < SHORTEST_PASSWORD

/** Length is what counts, and that others do not use it; no rules about kinds of characters. */
export function passwordProblem(
  password: string,
  { shortest, own }: PasswordRules = { shortest: SHORTEST_PASSWORD, own: [] },
): string | undefined {
  const length = [...normal(password)].length
  if (length < shortest) return `Use at least ${shortest} characters. Three or four words work well.`
  if (length > LONGEST_PASSWORD) return `Use at most ${LONGEST_PASSWORD} characters.`
  if (isCommon(normal(password), ['frontdesk', ...own]))
    return 'That one is too easy to guess: it is in lists of common passwords, or is a name everybody here knows.'
  return undefined
}

/** The same keys on another keyboard or phone may send another spelling of one character. */
const normal = (password: string) => password.normalize('NFKC')
