import { createDecipheriv } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'

/*
 * Every page of an encrypted file and of its log, also those that no table uses: what someone with the key and a hex editor sees.
 * SQLCipher 4 with a raw key: AES-256-CBC, at the end of a page 16 bytes of IV and 64 of HMAC, and the salt where page 1 begins.
 */
const PAGE = 4096
const RESERVED = 80
const SALT = 16
const LOG_HEAD = 32
const FRAME_HEAD = 24

export function decryptedPages(path: string, keyHex: string): Buffer {
  const key = Buffer.from(keyHex, 'hex')
  const pages: Buffer[] = []
  const file = readFileSync(path)
  for (let at = 0; at < file.length; at += PAGE) pages.push(decrypt(file.subarray(at, at + PAGE), key, at === 0))
  const log = existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : Buffer.alloc(0)
  for (let at = LOG_HEAD; at + FRAME_HEAD + PAGE <= log.length; at += FRAME_HEAD + PAGE) {
    const number = log.readUInt32BE(at)
    pages.push(decrypt(log.subarray(at + FRAME_HEAD, at + FRAME_HEAD + PAGE), key, number === 1))
  }
  return Buffer.concat(pages)
}

function decrypt(page: Buffer, key: Buffer, first: boolean): Buffer {
  const iv = page.subarray(PAGE - RESERVED, PAGE - RESERVED + 16)
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  return Buffer.concat([decipher.update(page.subarray(first ? SALT : 0, PAGE - RESERVED)), decipher.final()])
}
