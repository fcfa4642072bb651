import { createHash, createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { listEvents, record } from '../audit/index.ts'
import type { Tx } from '../tenancy/index.ts'

const KEY_USED = 'receipt.key_used'
/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** An office signs with a key that follows from its own, so there is none to keep, and no archive carries it away. */
export function signingKey(tokenKey: Buffer): KeyObject {
  const seed = createHmac('sha256', tokenKey).update('receipts').digest()
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
}

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
