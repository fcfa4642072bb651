import { invalid } from '../../kit/errors.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { factorSince } from '../factor/factor.ts'
import { needsFactor } from '../factor/factor-rules.ts'
import type { User, UserId } from '../people/users.ts'
import { hasPassword } from '../sso/ways.ts'
import { type PasswordRules, passwordProblem, SHORTEST_BESIDE_A_FACTOR, SHORTEST_PASSWORD } from './passwords.ts'

/** For this person at this office: shorter will do beside a second factor that they have or must have. */
export function passwordRules(
  tx: Tx,
  user: Pick<User, 'id' | 'role' | 'email' | 'name'>,
  place: { readonly name: string; readonly slug: string },
): PasswordRules {
  const hasFactor = factorSince(tx, user.id) !== undefined || needsFactor(tx, user)
  return {
    shortest: hasFactor ? SHORTEST_BESIDE_A_FACTOR : SHORTEST_PASSWORD,
    own: [place.name, place.slug, user.email, user.email.split('@')[0] ?? '', user.name],
  }
}

/** Before a second factor goes: what was long enough beside it may be too short alone. Throws AppError invalid. */
export function refuseWeakAlone(tenant: Tenant, password = ''): void {
  if (!tenant.read((tx) => hasPassword(tx, tx.actor.id as UserId))) return
  if (passwordProblem(password))
    throw invalid({ password: `Alone your password is too short: choose one of at least ${SHORTEST_PASSWORD} characters first.` })
}
