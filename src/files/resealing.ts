import { existsSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openSealed, seal } from './seal.ts'

/** An id and nothing after it: what a crash cut off while it was written has no row and is left behind. */
const DOCUMENT = /^[0-9a-f-]{36}$/

/**
 * Seals each document of one folder into another under another key, with the id it has. Answers how many. Throws DamagedDocument
 * rather than leave one out. The caller makes them durable.
 */
export async function resealAll(from: string, to: string, key: { readonly from: Buffer; readonly to: Buffer }): Promise<number> {
  const ids = existsSync(from) ? readdirSync(from).filter((name) => DOCUMENT.test(name)) : []
  for (const id of ids) {
    const plain = openSealed(key.from, id, await readFile(join(from, id)))
    await writeFile(join(to, id), seal(key.to, id, plain), { mode: 0o600, flag: 'wx' })
  }
  return ids.length
}
