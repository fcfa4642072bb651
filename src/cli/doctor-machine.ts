import { existsSync, readFileSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { engines } from '../../package.json'
import type { Config } from '../config.ts'
import { isolation } from '../documents/index.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const GIB = 1024 ** 3
const FEW_BYTES = 2 * GIB
const TOO_FEW_BYTES = GIB / 4
/** A WAL file, its index and the database; and the web thread and the job thread each hold their own. */
const DESCRIPTORS_PER_HANDLE = 3
const THREADS = 2
const OTHER_DESCRIPTORS = 256

export const checkMachine = async ({ data }: Config): Promise<Finding[]> => [
  checkBun(),
  checkDescriptors(data.handleCapacity),
  checkIsolation(),
  await checkDisk(data.dir),
]

const checkBun = (): Finding =>
  Bun.version === engines.bun ? ok('bun', Bun.version) : fail('bun', `${Bun.version}, but Frontdesk is tested with ${engines.bun} only.`)

function checkDescriptors(capacity: number): Finding {
  const needed = capacity * DESCRIPTORS_PER_HANDLE * THREADS + OTHER_DESCRIPTORS
  const limits = existsSync('/proc/self/limits') ? readFileSync('/proc/self/limits', 'utf8') : ''
  const limit = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.NaN)
  if (Number.isNaN(limit)) return warn('descriptors', `The limit cannot be read here; HANDLE_CAPACITY=${capacity} needs ${needed}.`)
  const detail = `${limit} allowed, ${needed} needed for HANDLE_CAPACITY=${capacity}`
  return limit >= needed ? ok('descriptors', detail) : fail('descriptors', `${detail}. Raise “ulimit -n” or lower HANDLE_CAPACITY.`)
}

const checkIsolation = (): Finding =>
  isolation() === 'no-network'
    ? ok('documents', 'opened in a process without network')
    : warn('documents', 'opened in a process of their own, but this machine does not let it drop the network (unshare).')

async function checkDisk(dir: string): Promise<Finding> {
  if (!existsSync(dir)) return fail('disk', `${dir} cannot be made.`)
  const { bavail, bsize } = await statfs(dir)
  const free = bavail * bsize
  const detail = `${(free / GIB).toFixed(1)} GiB free where the data lies`
  if (free < TOO_FEW_BYTES) return fail('disk', `${detail}. Faxes cannot be kept: make room.`)
  return free < FEW_BYTES ? warn('disk', `${detail}. Make room soon.`) : ok('disk', detail)
}

export const checkKeys = ({ data, production }: Config): Finding[] => [
  keyFile('master key', data.masterKeyFile),
  keyFile('control key', join(data.dir, 'control.key')),
  data.masterKeyFile.startsWith(`${data.dir}/`) ? besideData(production) : ok('key custody', 'the master key is kept outside DATA_DIR'),
]

/** In production the configuration insists on a file of its own, but cannot know that it lies elsewhere. */
function besideData(production: boolean): Finding {
  const detail = 'the master key lies beside what it protects: a copy of DATA_DIR holds both'
  return production
    ? fail('key custody', `${detail}. Move it and set MASTER_KEY_FILE.`)
    : warn('key custody', `${detail}. Fine for development.`)
}

function keyFile(name: string, path: string): Finding {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return fail(name, `There is no file at ${path}.`)
  const mode = (stat.mode & 0o777).toString(8)
  if (stat.mode & 0o077) return fail(name, `${path} can be read by others (mode ${mode}). Run: chmod 600 ${path}`)
  return ok(name, `${path} (mode ${mode})`)
}
