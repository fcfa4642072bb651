import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bringBack, CONTROL, controlKeyOf, type ReplicaDeps, replicaOf } from '../../replication/index.ts'
import {
  type Control,
  databasePath,
  getTenantRow,
  type KeyRing,
  type KeyThen,
  keyThen,
  openControl,
  replicaKeyOf,
  type TenantId,
  tenantDirectory,
} from '../../tenancy/index.ts'
import { type Examined, examine } from '../examining.ts'

export type FetchDeps = ReplicaDeps & {
  readonly dir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly now: () => number
  /** Whose control database, where several share the bucket. */
  readonly cell?: string | undefined
}

/** A copy that was fetched under a key and read from end to end, not yet in its place; or why there is none. */
type Copy =
  | {
      readonly is: 'whole'
      readonly part: string
      readonly file: string
      readonly txid: number
      readonly changedAt: Date
      readonly examined: Extract<Examined, { readonly sound: true }>
    }
  | { readonly is: 'failed'; readonly why: string }

/** `undone`: the exchange of a key before which the copy is from, and what the control database said of the keys then. */
export type Newest = { readonly copy: Copy; readonly undone?: { readonly exchangedAt: Date; readonly then: KeyThen } }

/**
 * Under the key of now or, where the bucket has nothing whole under that yet, as it does not for some seconds after a key was exchanged,
 * under the one before. A moment that was asked for has only the key of that moment.
 */
export async function newestWhole(deps: FetchDeps, id: TenantId, at: Date | undefined): Promise<Newest> {
  const { key } = deps.control.read((tx) => keyThen(tx, id))
  const copy = await fetchCopy(deps, id, key, at)
  const exchangedAt = key.keyRotatedAt
  if (copy.is === 'whole' || !exchangedAt || at !== undefined) return { copy }
  const then = await keyBefore(deps, id, exchangedAt)
  const earlier = then && (await fetchCopy(deps, id, then.key, at))
  return then && earlier?.is === 'whole' ? { copy: earlier, undone: { exchangedAt, then } } : { copy }
}

async function fetchCopy(deps: FetchDeps, id: TenantId, then: KeyThen['key'], at: Date | undefined): Promise<Copy> {
  const { epoch } = deps.control.read((tx) => getTenantRow(tx, id))
  const key = openKey(deps.keys, { id, epoch, wrappedKey: then.wrappedKey })
  if (!key) return failed('Its key is wrapped by another master key. Restore with that one.')
  const file = databasePath(deps.dir, { id, keyTurns: then.keyTurns })
  const part = `${file}.part`
  for (const each of [file, part]) for (const suffix of ['', '-wal', '-shm']) rmSync(each + suffix, { force: true })
  const brought = await bringBack(deps, { replica: replicaOf(id, key.replica), to: part, at })
  if (brought.is === 'nothing') return failed('The bucket has nothing of it as of that moment.')
  if (brought.is !== 'restored') return failed('It could not be fetched from the bucket. Run the command again.')
  const examined = await examine(part, key.hex, id)
  if (!examined.sound) return failed(`What the bucket has of it is not whole (${examined.because}). Try another moment with --at.`)
  return { is: 'whole', part, file, txid: brought.txid, changedAt: brought.changedAt, examined }
}

const failed = (why: string): Copy => ({ is: 'failed', why })

/** The key an office had until then, as the control database of the moment before says. undefined when the bucket cannot tell. */
async function keyBefore(deps: FetchDeps, id: TenantId, exchangedAt: Date): Promise<KeyThen | undefined> {
  const scratch = join(tenantDirectory(deps.dir, id), 'earlier')
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  try {
    const wanted = { replica: replicaOf(CONTROL, controlKeyOf(deps.cell)), to: join(scratch, 'control.db'), at: exchangedAt }
    if ((await bringBack(deps, wanted)).is !== 'restored') return undefined
    using control = openControl({ dataDir: scratch, keyHex: deps.keys.controlKeyHex, clock: () => new Date(deps.now()) })
    return control.read((tx) => keyThen(tx, id))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function openKey(keys: KeyRing, row: Parameters<typeof replicaKeyOf>[1]): { readonly replica: string; readonly hex: string } | undefined {
  try {
    return { replica: replicaKeyOf(keys, row), hex: keys.derive(row.id, row.wrappedKey, 'database').toString('hex') }
  } catch {
    return undefined
  }
}
