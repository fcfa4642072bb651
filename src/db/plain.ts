import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { open } from 'node:fs/promises'

/*
 * SQLCipher 4 on disk: pages of 4096 bytes, each its content under AES-256-CBC · IV (16) · HMAC-SHA512 (64) of content, IV and number.
 * The file begins with its salt, in the place of SQLite's own first words. Decrypted as they lie, with zeros for IV and HMAC, the pages
 * are a plain SQLite file with 80 reserved bytes a page, which SQLite's header allows for.
 */
const PAGE = 4096
const SALT = 16
const IV = 16
const HMAC = 64
const RESERVED = IV + HMAC
const FIRST_WORDS = Buffer.from('SQLite format 3\0')
const AT_ONCE = 256

/**
 * A SQLCipher file under a raw key as the bytes of a plain one, a mebibyte at a time, so that its content is never whole in memory nor
 * open on the disk. Nobody may write to it meanwhile. Throws when a page is not what was written.
 */
export async function* plainPages(path: string, keyHex: string): AsyncGenerator<Buffer> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const key = Buffer.from(keyHex.slice(0, 64), 'hex')
    let authentic: Buffer = Buffer.alloc(0)
    for (let at = 0; at < size; at += PAGE * AT_ONCE) {
      const pages = Buffer.alloc(Math.min(PAGE * AT_ONCE, size - at))
      await file.read(pages, 0, pages.length, at)
      if (at === 0) authentic = authenticationKey(key, pages.subarray(0, SALT))
      for (let from = 0; from < pages.length; from += PAGE)
        openPage(pages.subarray(from, from + PAGE), (at + from) / PAGE + 1, key, authentic)
      yield pages
    }
  } finally {
    await file.close()
  }
}

const authenticationKey = (key: Buffer, salt: Buffer): Buffer =>
  pbkdf2Sync(
    key,
    salt.map((byte) => byte ^ 0x3a),
    2,
    key.length,
    'sha512',
  )

/** In place. */
function openPage(page: Buffer, number: number, key: Buffer, authentic: Buffer): void {
  const from = number === 1 ? SALT : 0
  const end = PAGE - RESERVED
  const place = Buffer.alloc(4)
  place.writeUInt32LE(number)
  const right = createHmac('sha512', authentic)
    .update(page.subarray(from, end + IV))
    .update(place)
    .digest()
  if (page.length !== PAGE || !timingSafeEqual(right, page.subarray(end + IV))) throw new Error(`Page ${number} is not what was written.`)
  const decipher = createDecipheriv('aes-256-cbc', key, page.subarray(end, end + IV)).setAutoPadding(false)
  Buffer.concat([decipher.update(page.subarray(from, end)), decipher.final()]).copy(page, from)
  page.fill(0, end)
  if (number === 1) FIRST_WORDS.copy(page)
}
