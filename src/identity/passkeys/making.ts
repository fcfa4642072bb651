import { invalid } from '../../kit/errors.ts'
import type { Tenant } from '../../tenancy/index.ts'
import type { UserId } from '../people/users.ts'
import { takeChallenge } from './challenges.ts'
import { challengeIn, madeIn } from './said.ts'
import { type Site, type VerifiedNew, verifyNew } from './simplewebauthn.ts'

const NOT_MADE = 'Your browser made no passkey, or it took too long. Try again.'

/** What a browser says it made, for this person and this holder. The challenge is used up by it. Throws AppError invalid. */
export async function checkNew(
  door: Pick<Tenant, 'write'>,
  site: Site,
  said: unknown,
  userId: UserId,
  holder: string,
): Promise<VerifiedNew> {
  const made = madeIn(said)
  const challenge = made ? challengeIn(made.response.clientDataJSON) : ''
  const taken = made && door.write((tx) => takeChallenge(tx, challenge, { purpose: 'set_up', holder }))
  const verified = made && taken?.userId === userId ? await verifyNew(made, challenge, site) : undefined
  if (!verified) throw invalid({ passkey: NOT_MADE })
  return verified
}
