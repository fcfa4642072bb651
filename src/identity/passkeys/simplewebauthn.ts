import type { PasskeyRow } from './kept.ts'
import type { MadeSaying, SignedSaying } from './said.ts'

/** An office as passkeys know it: its host, and the one origin its pages come from. */
export type Site = { readonly id: string; readonly origin: string }
export type Verified = Pick<PasskeyRow, 'counter' | 'isSyncable' | 'isSynced'>
export type VerifiedNew = Verified & Pick<PasskeyRow, 'credentialId' | 'publicKey' | 'transports'>

/** ES256, EdDSA, and RS256 for Windows. */
export const ALGORITHMS = [-7, -8, -257]

/** Loaded when the first passkey comes: it takes longer to read than most of what a start needs. */
const library = () => import('@simplewebauthn/server')

/** undefined for what does not hold: another origin or host, a person not verified, a signature that is not the key's. */
export async function verifyNew(said: MadeSaying, challenge: string, site: Site): Promise<VerifiedNew | undefined> {
  const { verifyRegistrationResponse } = await library()
  return orUndefined(async () => {
    const { verified, registrationInfo: info } = await verifyRegistrationResponse({
      response: { ...said, clientExtensionResults: {}, response: { ...said.response, transports: [] } },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (!verified) return undefined
    return {
      credentialId: info.credential.id,
      publicKey: Buffer.from(info.credential.publicKey).toString('base64url'),
      counter: info.credential.counter,
      transports: said.response.transports ?? [],
      isSyncable: info.credentialDeviceType === 'multiDevice',
      isSynced: info.credentialBackedUp,
    }
  })
}

/** Says nothing about the counter: whether it went back is looked at where it is kept. */
export async function verifyUse(said: SignedSaying, challenge: string, site: Site, passkey: PasskeyRow): Promise<Verified | undefined> {
  const { verifyAuthenticationResponse } = await library()
  return orUndefined(async () => {
    const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
      response: { ...said, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
      credential: { id: passkey.credentialId, publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')), counter: 0 },
    })
    if (!verified) return undefined
    return { counter: info.newCounter, isSyncable: info.credentialDeviceType === 'multiDevice', isSynced: info.credentialBackedUp }
  })
}

/** It throws for everything a stranger may send, and its words are for developers. */
async function orUndefined<T>(verify: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await verify()
  } catch {
    return undefined
  }
}
