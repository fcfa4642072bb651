import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { unavailable } from '../kit/errors.ts'

/** The copy of the database and documents, and the archive made of it. */
const TIMES = 2
/** Left for everybody else: a full disk would stop every office of the machine. */
const SPARE = 256 * 1024 * 1024

const FULL = 'There is not enough room on the server for this archive just now. Ask your operator to make room, then try again.'

/** Throws AppError unavailable when an archive of what lies in that directory might fill the disk. */
export async function checkRoom(dataDir: string, office: string): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir)
  if (bavail * bsize < TIMES * (await bytesIn(office)) + SPARE) throw unavailable(FULL)
}

async function bytesIn(directory: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size
  return bytes
}
