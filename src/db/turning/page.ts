import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'

/*
 * A page as SQLCipher 4 writes it under a raw key: AES-256-CBC of the content · the IV (16) · HMAC-SHA512 (64) of both and of the page's
 * number. Page 1 begins with the file's salt, in the place of what stands at the head of every plain SQLite file.
 */
export const PAGE = 4096
export const SALT = 16
const IV = 16
const MAC = 64
const CONTENT = PAGE - IV - MAC
const MAC_SALT_MASK = 0x3a
const MAC_ROUNDS = 2
const KEY = 32

export const newSalt = (): Buffer => randomBytes(SALT)

export type PageCipher = {
  /** undefined when the page was changed since it was written, or is being written just now. */
  open(page: Buffer, number: number): Buffer | undefined
  seal(content: Buffer, number: number): Buffer
}

export function pageCipher(keyHex: string, salt: Buffer): PageCipher {
  const key = Buffer.from(keyHex, 'hex')
  const macSalt = salt.map((byte) => byte ^ MAC_SALT_MASK)
  const macKey = pbkdf2Sync(key, macSalt, MAC_ROUNDS, KEY, 'sha512')
  const startOf = (number: number) => (number === 1 ? SALT : 0)

  function mac(page: Buffer, number: number): Buffer {
    const named = Buffer.alloc(4)
    named.writeUInt32LE(number)
    return createHmac('sha512', macKey)
      .update(page.subarray(startOf(number), CONTENT + IV))
      .update(named)
      .digest()
  }

  return {
    open(page, number) {
      if (!timingSafeEqual(mac(page, number), page.subarray(CONTENT + IV, PAGE))) return undefined
      const decipher = createDecipheriv('aes-256-cbc', key, page.subarray(CONTENT, CONTENT + IV)).setAutoPadding(false)
      return Buffer.concat([decipher.update(page.subarray(startOf(number), CONTENT)), decipher.final()])
    },
    seal(content, number) {
      const iv = randomBytes(IV)
      const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
      const head = number === 1 ? salt : Buffer.alloc(0)
      const page = Buffer.concat([head, cipher.update(content), cipher.final(), iv, Buffer.alloc(MAC)])
      mac(page, number).copy(page, CONTENT + IV)
      return page
    },
  }
}
