import type { User } from '../people/users.ts'
import type { PasskeyRow } from './kept.ts'
import { ALGORITHMS, type Site } from './simplewebauthn.ts'

const FIVE_MINUTES = 300_000
/** What people are known by to their own devices: the id, which says nothing about them. */
const handleOf = (id: string): string => Buffer.from(id).toString('base64url')
export const isHandleOf = (handle: string, id: string): boolean => handle === handleOf(id)

const described = (passkeys: readonly PasskeyRow[]) =>
  passkeys.map(({ credentialId, transports }) => ({ type: 'public-key' as const, id: credentialId, transports: [...transports] }))

/** For making one: kept by the device so that it signs in by itself, by a finger, a face or a PIN. Who made the device is not asked. */
export const creationOptions = (
  site: Site,
  officeName: string,
  { id, email, name }: Pick<User, 'id' | 'email' | 'name'>,
  has: readonly PasskeyRow[],
  challenge: string,
) => ({
  rp: { id: site.id, name: `Frontdesk ${officeName}` },
  user: { id: handleOf(id), name: email, displayName: name },
  challenge,
  pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key' as const, alg })),
  timeout: FIVE_MINUTES,
  excludeCredentials: described(has),
  authenticatorSelection: { residentKey: 'required' as const, requireResidentKey: true, userVerification: 'required' as const },
  attestation: 'none' as const,
})

/** For using one; none named means that the person chooses. */
export const requestOptions = (site: Site, named: readonly PasskeyRow[], challenge: string) => ({
  rpId: site.id,
  challenge,
  timeout: FIVE_MINUTES,
  allowCredentials: described(named),
  userVerification: 'required' as const,
})
