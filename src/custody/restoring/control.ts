import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { conflict, notFound, unavailable } from '../../kit/errors.ts'
import { bringBack, CONTROL, controlKeyOf, fetchKeys, type Objects, type ReplicaDeps, replicaOf } from '../../replication/index.ts'
import { writeDurably } from '../../tenancy/index.ts'

/** While it is there, offices are missing and no server starts. */
const Begun = Type.Object({ startedAt: Type.Integer(), at: Type.Union([Type.Integer(), Type.Null()]), bucket: Type.String() })
type Begun = Static<typeof Begun>
const isBegun = Compile(Begun)
const marker = (dir: string) => join(dir, 'restoring.json')

export type ControlDeps = ReplicaDeps & {
  readonly objects: Objects
  readonly dir: string
  /** Which of those that share the bucket. */
  readonly cell: string | undefined
  /** Of the master key that is given: the bucket keeps the control key by the master that wraps it. */
  readonly masterId: string
  readonly now: () => number
}

/**
 * The first step on an empty machine: the key files, then the control database, which says what offices there are and holds their keys.
 * Done before, it is left as it is. Throws AppError.
 */
export async function restoreControl(deps: ControlDeps, at: Date | undefined): Promise<{ readonly startedAt: number }> {
  const begun = begin(deps, at)
  const file = join(deps.dir, 'control.db')
  if (existsSync(file)) return begun
  const keys = await fetchKeys(deps.objects, deps.masterId, deps.cell)
  if (!keys.has('control.key')) throw notFound(`A control key under this master key (${deps.masterId}) in the bucket`)
  for (const [name, sealed] of keys) if (!existsSync(join(deps.dir, name))) writeDurably(join(deps.dir, name), sealed)
  const brought = await bringBack(deps, { replica: replicaOf(CONTROL, controlKeyOf(deps.cell)), to: `${file}.part`, at })
  if (brought.is === 'nothing') throw notFound('The control database of that moment in the bucket')
  if (brought.is === 'failed')
    throw unavailable('The control database could not be fetched. Does the bucket answer? Run the command again.')
  renameSync(`${file}.part`, file)
  return begun
}

function begin({ dir, bucket, now }: ControlDeps, at: Date | undefined): Begun {
  const wish = { at: at?.getTime() ?? null, bucket: `${bucket.endpoint}/${bucket.name}` }
  const known = readMarker(dir)
  if (known) {
    if (known.at !== wish.at || known.bucket !== wish.bucket)
      throw conflict('Another restore was begun here, of another moment or bucket. Finish that, or choose an empty directory.')
    rmSync(join(dir, 'control.db.part'), { force: true })
    return known
  }
  if (existsSync(join(dir, 'control.db')) || existsSync(join(dir, 'control.key')))
    throw conflict(`There is data at ${dir} already. Restore into an empty directory with --into.`)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const begun = { startedAt: now(), ...wish }
  writeDurably(marker(dir), Buffer.from(JSON.stringify(begun)))
  return begun
}

function readMarker(dir: string): Begun | undefined {
  if (!existsSync(marker(dir))) return undefined
  const found: unknown = JSON.parse(readFileSync(marker(dir), 'utf8'))
  return isBegun.Check(found) ? found : undefined
}

/** Every office is there: a server may start. */
export const finishRestore = (dir: string): void => rmSync(marker(dir), { force: true })

/** Throws on a directory whose restore was interrupted. */
export function refuseHalfRestored(dir: string): void {
  if (existsSync(marker(dir)))
    throw conflict('A restore of this data directory was interrupted. Finish it: frontdesk restore --all, with the same options as before.')
}
