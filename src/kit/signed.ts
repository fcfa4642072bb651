import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/*
 * Statements that anyone can check with OpenSSL: Ed25519 (RFC 8032) over the UTF-8 bytes of compact JSON, its members in the order
 * in which they were written.
 */

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The same 32 bytes are the same key, so one that follows from another need not be kept. */
export const ed25519FromSeed = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })

export const publicPem = (key: KeyObject): string => createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString()

export const signStatement = (statement: object, key: KeyObject): string => sign(null, bytesOf(statement), key).toString('base64')

/** Whether it is as the holder of that key signed it. A key or signature that is none is a no. */
export function isSignedBy(statement: object, signature: string, pem: string): boolean {
  try {
    return verify(null, bytesOf(statement), pem, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

const bytesOf = (statement: object) => Buffer.from(JSON.stringify(statement))
