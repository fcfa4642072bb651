import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deriveKey } from '../tenancy/index.ts'

/*
 * A sealed document: MAGIC (4) · salt (16) · chunks. Each chunk is AES-256-GCM of up to 64 KiB, then its 16-byte tag.
 * The key is HKDF(tenant file key, id + salt), so no nonce repeats though it is only the chunk's number; the associated data
 * (id, number, last?) refuses a chunk that was moved, cut off, or taken from another document.
 */
const MAGIC = Buffer.from('FDS1')
const SALT = 16
const TAG = 16
const NONCE = 12
export const CHUNK = 64 * 1024
export const HEADER = MAGIC.length + SALT
export const SEALED_CHUNK = CHUNK + TAG

export class DamagedDocument extends Error {
  override readonly name = 'DamagedDocument'
}

export function seal(fileKey: Buffer, id: string, plain: Uint8Array): Buffer {
  const salt = randomBytes(SALT)
  const key = documentKey(fileKey, id, salt)
  const parts: Buffer[] = [MAGIC, salt]
  const count = Math.max(1, Math.ceil(plain.length / CHUNK))
  for (let number = 0; number < count; number++) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(number)).setAAD(association(id, number, number === count - 1))
    parts.push(cipher.update(plain.subarray(number * CHUNK, (number + 1) * CHUNK)), cipher.final(), cipher.getAuthTag())
  }
  return Buffer.concat(parts)
}

export function openHeader(fileKey: Buffer, id: string, header: Uint8Array): Buffer {
  if (header.length !== HEADER || !MAGIC.equals(header.subarray(0, MAGIC.length)))
    throw new DamagedDocument('The document is not one of ours.')
  return documentKey(fileKey, id, Buffer.from(header.subarray(MAGIC.length)))
}

/** Throws DamagedDocument when a byte, the order, the length or the owner of the chunk is not what was sealed. */
export function openChunk(key: Buffer, id: string, number: number, last: boolean, sealed: Uint8Array): Buffer {
  if (sealed.length < TAG) throw new DamagedDocument('The document is cut short.')
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(number), { authTagLength: TAG })
  decipher.setAAD(association(id, number, last)).setAuthTag(sealed.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()])
  } catch {
    throw new DamagedDocument('The document does not match its seal.')
  }
}

/** A whole sealed document. Throws DamagedDocument as `openChunk` does. */
export function openSealed(fileKey: Buffer, id: string, sealed: Buffer): Buffer {
  const key = openHeader(fileKey, id, sealed.subarray(0, HEADER))
  const chunks: Buffer[] = []
  for (let at = HEADER, number = 0; at < sealed.length || number === 0; at += SEALED_CHUNK, number++) {
    chunks.push(openChunk(key, id, number, at + SEALED_CHUNK >= sealed.length, sealed.subarray(at, at + SEALED_CHUNK)))
  }
  return Buffer.concat(chunks)
}

const documentKey = (fileKey: Buffer, id: string, salt: Buffer) => deriveKey(Buffer.concat([fileKey, salt]), `file ${id}`)

function nonce(number: number): Buffer {
  const bytes = Buffer.alloc(NONCE)
  bytes.writeUInt32BE(number, NONCE - 4)
  return bytes
}

const association = (id: string, number: number, last: boolean) => Buffer.from(`${id}|${number}|${last ? 'last' : 'more'}`)
