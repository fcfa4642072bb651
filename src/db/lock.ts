import { join } from 'node:path'
import { openNative } from './binding.ts'
import { sqliteCode } from './damage.ts'

export class DirectoryHeld extends Error {
  override readonly name = 'DirectoryHeld'
}

/**
 * Holds a data directory for one running server: an exclusive lock on an empty file, which the kernel lets go when the process dies,
 * however it dies. Throws DirectoryHeld when another server has it.
 */
export function holdDirectory(dataDir: string): Disposable {
  const client = openNative(join(dataDir, 'running.lock'))
  try {
    client.pragma('busy_timeout=2000')
    client.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    client.close()
    if (sqliteCode(error) !== 'SQLITE_BUSY') throw error
    throw new DirectoryHeld('Another Frontdesk is running on this data directory. Stop it first, or set DATA_DIR.')
  }
  return { [Symbol.dispose]: () => void client.close() }
}
