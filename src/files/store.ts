import { type AppError, unavailable } from '../kit/errors.ts'
import { newId } from '../kit/ids.ts'
import type { Accounts } from './accounts.ts'
import { type DiskDeps, listDisk, openDisk } from './disk.ts'
import { type Files, sha256 } from './port.ts'
import { resealAll } from './resealing.ts'
import { DamagedDocument } from './seal.ts'

export const DAMAGED = 'This document failed its integrity check and was not served. It can be restored from a backup.'
export const MISSING = 'This document is not where it should be. It can be restored from a backup.'

/** Documents on this machine's disk and nowhere else. */
export function diskFiles(deps: DiskDeps & { readonly accounts?: Accounts }): Files {
  const disk = openDisk(deps, { notesUse: false })
  return {
    async put(tenant, plain, id = newId<'file'>()) {
      const sealed = await disk.put(tenant, id, plain)
      return { id, bytes: plain.length, sha256: sha256(plain), sealed, staged: false }
    },
    room: disk.room,
    read: (tenant, id) => disk.read(tenant, id).catch(refuse),
    stream: (tenant, id) => disk.stream(tenant, id).catch(refuse),
    check: (tenant, id) =>
      disk.read(tenant, id).then(
        () => 'sound',
        (error: unknown) => {
          const found = troubleOf(error)
          if (!found) throw error
          return found
        },
      ),
    async lacking(tenant, ids) {
      const here = new Set(await listDisk(deps.dataDir, tenant))
      return ids.filter((id) => !here.has(id))
    },
    remove: disk.remove,
    async destroy(tenant, id) {
      await disk.remove(tenant, id)
      return 'gone'
    },
    resealAll: (tenant, told = () => {}) => resealAll({ dataDir: deps.dataDir, disk, accounts: deps.accounts }, tenant, told),
  }
}

/** What is wrong with the copy on the disk; undefined when it is something else. */
export function troubleOf(error: unknown): 'damaged' | 'missing' | undefined {
  if (error instanceof DamagedDocument) return 'damaged'
  return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'missing' : undefined
}

const WORDS: Readonly<Record<'damaged' | 'missing', string>> = { damaged: DAMAGED, missing: MISSING }
export const refusal = (trouble: 'damaged' | 'missing'): AppError => unavailable(WORDS[trouble])

function refuse(error: unknown): never {
  const trouble = troubleOf(error)
  throw trouble ? refusal(trouble) : error
}
