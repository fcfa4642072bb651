import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/*
 * Statements that anyone can check with OpenSSL: Ed25519 (RFC 8032) over the UTF-8 bytes of compact JSON, its members in the order
 * in which they were written.
 */

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
