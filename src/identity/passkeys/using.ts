import { and, eq, lt } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type Asking, takeChallenge } from './challenges.ts'
import { type PasskeyRow, passkeyOf } from './kept.ts'
import { isHandleOf } from './options.ts'
import { challengeIn, type SignedSaying } from './said.ts'
import { passkeys } from './schema.tenant.ts'
import { type Site, type Verified, verifyUse } from './simplewebauthn.ts'

/** A signature that holds. It counts once `settleUse` has written it down. */
export type Used = { readonly passkey: PasskeyRow; readonly verified: Verified }
type Refusal = 'late' | 'unknown' | 'of_another' | 'forged'

/** The challenge is used up before the signature is looked at. What was refused is in the trail. */
export async function checkUse(door: Pick<Tenant, 'write'>, site: Site, said: SignedSaying, asking: Asking): Promise<Used | undefined> {
  const challenge = challengeIn(said.response.clientDataJSON)
  const seen = door.write((tx) => ({ taken: takeChallenge(tx, challenge, asking), passkey: passkeyOf(tx, said.id) }))
  const { taken, passkey } = seen
  const refuse = (because: Refusal) => void door.write((tx) => record(tx, 'passkey.refused', passkey?.userId ?? 'unknown', { because }))
  if (!taken) return refuse('late')
  if (!passkey) return refuse('unknown')
  const { userHandle } = said.response
  const isOther = taken.userId !== null && taken.userId !== passkey.userId
  if (isOther || (userHandle && !isHandleOf(userHandle, passkey.userId))) return refuse('of_another')
  const verified = await verifyUse(said, challenge, site, passkey)
  return verified ? { passkey, verified } : refuse('forged')
}

/** False for a passkey that is gone by now, and for one whose count went back: then there are two of what there should be one. */
export function settleUse(tx: Tx, { passkey, verified }: Used): boolean {
  const { counter, isSynced } = verified
  const isAhead = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter)
  const settled = tx.db
    .update(passkeys)
    .set({ counter, isSynced, lastUsedAt: tx.now })
    .where(and(eq(passkeys.id, passkey.id), isAhead))
    .returning({ id: passkeys.id })
    .get()
  if (!settled && passkeyOf(tx, passkey.credentialId)) record(tx, 'passkey.counter_went_back', passkey.userId, { passkey: passkey.id })
  return settled !== undefined
}
