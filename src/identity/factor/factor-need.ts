import type { Role } from '../permissions.ts'

/** Whoever can change who may do what, or what the office does. */
const ALWAYS: ReadonlySet<Role> = new Set(['owner_admin', 'admin'])

export const mustHaveFactor = (role: Role, factorForAll: boolean): boolean => factorForAll || ALWAYS.has(role)

/** How long a proof counts before something that asks for a fresh one. */
const FRESH_MS = 5 * 60_000

/** What is known of a session or a token beside who it is of. */
export type FactorStanding = {
  readonly provenAt: Date | null
  readonly factorSince: Date | null
  readonly role: Role
  readonly factorForAll: boolean | null
  /** A provider asked for one when the session began, and an owner relies on it. */
  readonly factorAtProvider?: boolean
}

/** It opens nothing where a second factor is asked for and was not proven. */
export const isEnough = ({ role, factorForAll, factorAtProvider = false, ...standing }: FactorStanding): boolean =>
  !mustHaveFactor(role, factorForAll ?? false) || factorAtProvider || (standing.factorSince !== null && isProven(standing))

export const isFresh = (standing: FactorStanding, now: Date): boolean =>
  isProven(standing) && now.getTime() - (standing.provenAt?.getTime() ?? 0) <= FRESH_MS

/** A proof from before the factor was that of another factor, or of none. */
const isProven = ({ provenAt, factorSince }: Pick<FactorStanding, 'provenAt' | 'factorSince'>): boolean =>
  provenAt !== null && (factorSince === null || provenAt >= factorSince)
