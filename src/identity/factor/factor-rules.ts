import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { listPasskeys, type Passkey } from '../passkeys/kept.ts'
import { getUser, listUsers, type User, type UserId } from '../people/users.ts'
import { signInRules } from '../schema.tenant.ts'
import { factorSince } from './factor.ts'
import { type FactorStanding, mustHaveFactor } from './factor-need.ts'
import { phoneSince } from './phone.ts'
import { recoveryCodesLeft } from './recovery-codes.ts'

const ONLY = 1

export const isFactorForAll = (tx: Tx): boolean =>
  tx.db.select({ forAll: signInRules.factorForAll }).from(signInRules).where(eq(signInRules.id, ONLY)).get()?.forAll ?? false

/** How every new office begins: level 2 of NIST SP 800-63B for everybody. One from before asks whom its owner chose. */
export const beginWithFactors = (tx: Tx): void => keepRule(tx, true)

export type FactorRule = { readonly factorForAll: boolean; readonly understood: boolean }

/**
 * Who has none is led to its set-up the next time they come. To ask owners and admins only is a choice that has to be understood.
 * Throws AppError invalid.
 */
export function setFactorForAll(tx: Tx, { factorForAll, understood }: FactorRule): void {
  if (isFactorForAll(tx) === factorForAll) return
  if (!factorForAll && !understood) throw invalid({ understood: 'Tick that you understand what that means.' })
  keepRule(tx, factorForAll)
  record(tx, factorForAll ? 'factor.required_of_all' : 'factor.required_by_role', tx.tenantId)
}

const keepRule = (tx: Tx, factorForAll: boolean): void =>
  void tx.db
    .insert(signInRules)
    .values({ id: ONLY, factorForAll })
    .onConflictDoUpdate({ target: signInRules.id, set: { factorForAll } })
    .run()

export const needsFactor = (tx: Tx, { role }: Pick<User, 'role'>): boolean => mustHaveFactor(role, isFactorForAll(tx))

/** What the right password leads to. */
export type NextStep = 'in' | 'code' | 'set_up'

export function nextStep(tx: Tx, user: Pick<User, 'id' | 'role'>): NextStep {
  if (factorSince(tx, user.id)) return 'code'
  return needsFactor(tx, user) ? 'set_up' : 'in'
}

/** Of a credential of this person, by when it was proven. */
export const factorStanding = (tx: Tx, { id, role }: Pick<User, 'id' | 'role'>, provenAt: Date | null): FactorStanding => ({
  role,
  provenAt,
  factorSince: factorSince(tx, id) ?? null,
  factorForAll: isFactorForAll(tx),
})

/** A person’s own, as they may see it. */
export type OwnFactor = {
  /** When the phone that makes codes was set up. */
  readonly since: Date | undefined
  readonly passkeys: readonly Passkey[]
  readonly codesLeft: number
  readonly isRequired: boolean
}
export const ownFactor = (tx: Tx, userId: UserId): OwnFactor => ({
  since: phoneSince(tx, userId),
  passkeys: listPasskeys(tx, userId),
  codesLeft: recoveryCodesLeft(tx, userId),
  isRequired: needsFactor(tx, getUser(tx, userId)),
})

export type FactorOfPerson = Pick<User, 'id' | 'name' | 'email' | 'role'> & { readonly hasFactor: boolean; readonly isRequired: boolean }
/** Everybody who may sign in, for the owner. */
export function listFactors(tx: Tx): FactorOfPerson[] {
  const forAll = isFactorForAll(tx)
  return listUsers(tx)
    .filter(({ state }) => state !== 'suspended')
    .map(({ id, name, email, role }) => ({
      id,
      name,
      email,
      role,
      hasFactor: factorSince(tx, id) !== undefined,
      isRequired: mustHaveFactor(role, forAll),
    }))
}
