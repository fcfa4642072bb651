import { dirname } from 'node:path'
import type { Step } from './log.ts'

export type Random = (below: number) => number
type Change = { readonly offset: number; readonly bytes: Buffer } | { readonly size: number }
type Entry = { durable: Buffer; pending: Change[] }

const SECTOR = 512

/** Park–Miller: the same seed cuts at the same points and loses the same sectors. */
export function seeded(seed: number): Random {
  let state = (seed % 2_147_483_646) + 1
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** What survives is decided once for each image: nothing, everything, whole writes, or single sectors. */
const MOODS = ['nothing', 'everything', 'writes', 'sectors', 'sectors'] as const

/**
 * A disk that keeps what was synced and owes nothing for the rest: after a power cut a write may be there, gone, or torn at any
 * sector, and in any order; a name that was made or removed counts for sure only once its directory was synced.
 */
export function createDisk(base: ReadonlyMap<string, Buffer>) {
  const files = new Map<string, Entry>([...base].map(([path, bytes]) => [path, { durable: bytes, pending: [] }]))
  const durableNames = new Map<string, Entry>(files)

  function syncDirectory(path: string): void {
    for (const name of durableNames.keys()) if (dirname(name) === path && !files.has(name)) durableNames.delete(name)
    for (const [name, entry] of files) if (dirname(name) === path) durableNames.set(name, entry)
  }

  function syncFile(entry: Entry): void {
    entry.durable = applied(entry.durable, entry.pending)
    entry.pending = []
  }

  function sync(path: string): void {
    const entry = files.get(path)
    if (entry) syncFile(entry)
    else syncDirectory(path)
  }

  return {
    take(step: Step): void {
      if (step.is === 'synced') sync(step.path)
      else if (step.is === 'unlinked') files.delete(step.path)
      else if (step.is === 'created') files.set(step.path, { durable: Buffer.alloc(0), pending: [] })
      else if (step.is === 'written') files.get(step.path)?.pending.push(step)
      else if (step.is === 'truncated') files.get(step.path)?.pending.push({ size: step.size })
    },
    /** The files as the next start finds them. */
    afterCut(random: Random): Map<string, Buffer> {
      const mood = MOODS[random(MOODS.length)] ?? 'nothing'
      const found = new Map<string, Buffer>()
      for (const path of new Set([...files.keys(), ...durableNames.keys()])) {
        const [now, durable] = [files.get(path), durableNames.get(path)]
        const entry = now === durable || mood === 'everything' ? now : mood === 'nothing' || random(2) === 0 ? durable : now
        if (entry) found.set(path, applied(entry.durable, survivors(entry.pending, mood, random)))
      }
      return found
    },
    /** The files as they are while the power is on. */
    asIs: (): Map<string, Buffer> => new Map([...files].map(([path, { durable, pending }]) => [path, applied(durable, pending)])),
  }
}

function survivors(pending: readonly Change[], mood: (typeof MOODS)[number], random: Random): Change[] {
  if (mood === 'nothing') return []
  if (mood === 'everything') return [...pending]
  return pending.flatMap((change) =>
    mood === 'sectors' && 'bytes' in change ? sectorsOf(change, random) : random(2) === 0 ? [change] : [],
  )
}

/** The disk's own sectors, wherever the write began. */
function sectorsOf({ offset, bytes }: Extract<Change, { bytes: Buffer }>, random: Random): Change[] {
  const kept: Change[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + SECTOR - ((offset + at) % SECTOR))
    if (random(2) === 0) kept.push({ offset: offset + at, bytes: bytes.subarray(at, end) })
    at = end
  }
  return kept
}

function applied(before: Buffer, changes: readonly Change[]): Buffer {
  if (changes.length === 0) return before
  let size = before.length
  let longest = size
  for (const change of changes) {
    size = 'size' in change ? change.size : Math.max(size, change.offset + change.bytes.length)
    longest = Math.max(longest, size)
  }
  const after = Buffer.alloc(longest)
  before.copy(after)
  for (const change of changes) {
    if ('size' in change) after.fill(0, change.size)
    else change.bytes.copy(after, change.offset)
  }
  return after.subarray(0, size)
}
