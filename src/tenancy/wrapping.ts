import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/*
 * A wrapped key: VERSION (1) · id of the master that wrapped it (8) · nonce (12) · the key under AES-256-GCM · tag (16).
 * The associated data is the head and the owner, so that neither can be exchanged. The id tells two masters apart during a rotation.
 */
const VERSION = Buffer.of(1)
const ID = 8
const NONCE = 12
const TAG = 16
const HEAD = VERSION.length + ID
export const KEY = 32

export const deriveKey = (key: Buffer, purpose: string, length = KEY): Buffer =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `frontdesk v1 ${purpose}`, length))

/** Names a key without telling anything of it. */
export const keyId = (key: Buffer): string => createHash('sha256').update(deriveKey(key, 'key id')).digest().subarray(0, ID).toString('hex')

/** The id of the master key that wrapped it. */
export const wrappedBy = (wrapped: Buffer): string => wrapped.subarray(VERSION.length, HEAD).toString('hex')

export function wrap(master: Buffer, key: Buffer, owner: string): Buffer {
  const head = Buffer.concat([VERSION, Buffer.from(keyId(master), 'hex')])
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(association(head, owner))
  return Buffer.concat([head, nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
}

/** False for a key that lies open, in text. */
export const isWrapped = (bytes: Buffer): boolean => bytes.length > HEAD + NONCE + TAG && bytes[0] === VERSION[0]

/** Opened by whichever of these masters wrapped it. Throws when none did, it is another owner’s, or a byte of it was changed. */
export function unwrap(masters: readonly Buffer[], wrapped: Buffer, owner: string): Buffer {
  const head = wrapped.subarray(0, HEAD)
  const master = masters.find((each) => keyId(each) === wrappedBy(wrapped))
  if (!master || head[0] !== VERSION[0]) throw unopened(owner)
  try {
    const nonce = wrapped.subarray(HEAD, HEAD + NONCE)
    const decipher = createDecipheriv('aes-256-gcm', master, nonce, { authTagLength: TAG })
    decipher.setAAD(association(head, owner)).setAuthTag(wrapped.subarray(-TAG))
    return Buffer.concat([decipher.update(wrapped.subarray(HEAD + NONCE, -TAG)), decipher.final()])
  } catch {
    throw unopened(owner)
  }
}

const association = (head: Buffer, owner: string) => Buffer.concat([head, Buffer.from(owner)])

const unopened = (owner: string) =>
  new Error(`The wrapped key of ${owner} does not open: it was changed, or the master key is another one.`)
