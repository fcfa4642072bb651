import { createHash, createHmac, createPublicKey, type KeyObject } from 'node:crypto'
import { listEvents, record } from '../audit/index.ts'
import { ed25519FromSeed } from '../kit/signed.ts'
import type { Tx } from '../tenancy/index.ts'

const KEY_USED = 'receipt.key_used'

/** An office signs with a key that follows from its own, so there is none to keep, and no archive carries it away. */
export const signingKey = (tokenKey: Buffer): KeyObject => ed25519FromSeed(createHmac('sha256', tokenKey).update('receipts').digest())

/** Names a public key in 64 characters, as `openssl pkey -pubin -outform der | sha256sum` does. Throws when it is none. */
export const fingerprintOf = (pem: string): string =>
  createHash('sha256')
    .update(createPublicKey(pem).export({ format: 'der', type: 'spki' }))
    .digest('hex')

/** The trail remembers every key this office ever signed with: they change with the office's own. */
export function noteKey(tx: Tx, fingerprint: string): void {
  if (!hasSignedWith(tx, fingerprint)) record(tx, KEY_USED, fingerprint)
}

export const hasSignedWith = (tx: Tx, fingerprint: string): boolean =>
  listEvents(tx, { subjectId: fingerprint, action: KEY_USED, limit: 1 }).length > 0
