import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'

/**
 * Opens a database with the program that lies beside the package for this machine. Left to itself the package asks for a report on the whole
 * process to learn which C library it runs with, which takes a tenth of a second of each thread; where that is not plain, it still does.
 */
export const openNative = (place: string | Buffer, options: Database.Options = {}): Database.Database =>
  new Database(place, native === undefined ? options : { ...options, nativeBinding: native })

const MUSL = { x64: '/lib/ld-musl-x86_64.so.1', arm64: '/lib/ld-musl-aarch64.so.1' }
const native = lookForNative()

function lookForNative(): string | undefined {
  const { platform, arch } = process
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64') || existsSync(MUSL[arch])) return undefined
  const file = join(dirname(Bun.resolveSync('better-sqlite3/package.json', import.meta.dir)), 'prebuilds', `${platform}-${arch}.node`)
  return existsSync(file) ? file : undefined
}
