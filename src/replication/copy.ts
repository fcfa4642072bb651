import { rmSync } from 'node:fs'
import { fingerprint, readMark, writeMark } from './mark.ts'
import { giveAgain } from './mending.ts'
import type { Objects } from './objects.ts'
import { type Bucket, CONTROL, type Copied, notesOf, replicaOf, replicaUrl } from './places.ts'
import { lookFor, type Seen } from './proving.ts'
import type { Replicator } from './replicator.ts'

/** The threads of this process that may have a file open, each by handles of its own. */
export type Holder = 'pages' | 'jobs'

/*
 * idle → registered → shipping (the bucket had all of it once since) → idle
 * A file is registered while somebody has it open, and also, `unshipped`, when it was closed or found with something the bucket lacks.
 */
export type Copy = {
  readonly id: Copied
  readonly path: string
  readonly holders: Set<Holder>
  state: 'idle' | 'registered' | 'shipping'
  unshipped: boolean
  /** When what it lacks was first seen. */
  lackingSince: number | undefined
  syncedAt: number | undefined
  /** Refused until then: it is not asked for again at once. */
  restsUntil: number
  /** What of it was seen in the bucket, not only acknowledged. */
  seen: Seen | undefined
  lookedAt: number
  /** How it looked then, and how often already. */
  lookedPrint: string | undefined
  timesLooked: number
  /** The last transaction that the bucket acknowledged, when it was last looked for. */
  acknowledged: number
  /**
   * lacking: the bucket does not have something that it acknowledged · unreadable: it has, but a drill could not restore it
   * → given again, which has to be seen there too
   */
  doubt: 'none' | 'lacking' | 'unreadable' | 'given'
}

export type CopyDeps = {
  /** Where it lies now: an office's new key comes with a new file. */
  readonly fileOf: (id: Copied) => string
  readonly bucket: Bucket
  readonly objects: Objects
  readonly replicator: Replicator
  /** The bucket was found to lack something, and to have it again. */
  readonly noticed: (id: Copied, what: 'lacking' | 'mended') => void
  /** Ships the whole file of this path to that replica, beside the changes; while nobody else replicates it. */
  readonly copyWhole: (path: string, url: string) => Promise<boolean>
  readonly keyId: (id: Copied) => string
  /** False while somebody reads it. */
  readonly emptyLog: (id: Copied) => boolean
  readonly now: () => number
}
/** How a step ended: `away` is the whole replicator's trouble, `refused` this file's or the bucket's. */
export type Ended = 'done' | 'refused' | 'away'

const WAIT_SECONDS = 10
const REST_MS = 10_000

export const newCopy = (path: string, id: Copied): Copy => ({
  id,
  path,
  holders: new Set(),
  state: 'idle',
  unshipped: false,
  lackingSince: undefined,
  syncedAt: undefined,
  restsUntil: 0,
  seen: undefined,
  lookedAt: 0,
  lookedPrint: undefined,
  timesLooked: 0,
  acknowledged: 0,
  doubt: readMark(path)?.doubted ? 'lacking' : 'none',
})

export const isWanted = (copy: Copy): boolean => isOpen(copy) || copy.unshipped || copy.doubt !== 'none'
const isOpen = (copy: Copy): boolean => copy.id === CONTROL || copy.holders.size > 0

/** What is to be done next with this file, if anything. */
export function nextStep(copy: Copy, now: number): 'begin' | 'ship' | 'mend' | 'end' | undefined {
  const isResting = now < copy.restsUntil
  if (copy.doubt === 'lacking' || copy.doubt === 'unreadable') return isResting ? undefined : 'mend'
  if (copy.state === 'shipping') return isOpen(copy) || copy.doubt !== 'none' ? undefined : 'end'
  if (!isWanted(copy)) return copy.state === 'idle' ? undefined : 'end'
  if (isResting) return undefined
  return copy.state === 'idle' ? 'begin' : 'ship'
}

export const bucketName = ({ endpoint, name }: Bucket): string => `${endpoint}/${name}`

export async function begin(deps: CopyDeps, copy: Copy): Promise<Ended> {
  if (fingerprint(copy.path) === undefined) return forget(copy)
  copy.lackingSince ??= deps.now()
  const replica = prepareNotes(deps, copy)
  if (replica === undefined) return rest(deps, copy, 'refused')
  const answer = await deps.replicator.register(copy.path, replicaUrl(deps.bucket, replica))
  if (answer.is !== 'done') return rest(deps, copy, answer.is)
  copy.state = 'registered'
  return ship(deps, copy)
}

/** Registering tells nothing; this tells whether the file opens and the bucket takes it. */
export async function ship(deps: CopyDeps, copy: Copy): Promise<Ended> {
  const answer = await deps.replicator.sync(copy.path, WAIT_SECONDS)
  if (answer.is !== 'done') return rest(deps, copy, answer.is)
  copy.state = 'shipping'
  copy.lackingSince = undefined
  copy.syncedAt = deps.now()
  return 'done'
}

/**
 * The fingerprint is taken before the last sync, so what is written after it shows. A file that never shipped has nothing behind it in the
 * bucket, though the replicator takes leave of it without complaint.
 */
export async function end(deps: CopyDeps, copy: Copy): Promise<Ended> {
  const [before, shipped] = [fingerprint(copy.path), copy.state === 'shipping']
  const answer = await deps.replicator.unregister(copy.path, WAIT_SECONDS)
  copy.state = 'idle'
  copy.unshipped = true
  if (answer.is !== 'done' || !shipped) return rest(deps, copy, answer.is === 'done' ? 'refused' : answer.is)
  if (before === undefined) return forget(copy)
  const known = readMark(copy.path)
  const isProved = answer.txid === copy.seen?.txid || answer.txid === known?.txid
  if (!isProved && (await prove(deps, copy, answer.txid)) !== 'whole') return rest(deps, copy, 'refused')
  if (known) writeMark(copy.path, { ...known, txid: answer.txid, at: deps.now(), print: before })
  copy.unshipped = fingerprint(copy.path) !== before
  if (!copy.unshipped) copy.lackingSince = undefined
  return 'done'
}

/**
 * Is what the bucket acknowledged of it there? Looked for twice before it is believed that it is not, for the replicator moves things about
 * meanwhile.
 */
export async function prove(deps: CopyDeps, copy: Copy, upTo: number): Promise<'whole' | 'lacking' | 'untold'> {
  Object.assign(copy, { lookedAt: deps.now(), acknowledged: upTo })
  try {
    const replica = replicaOf(copy.id, deps.keyId(copy.id))
    const wanted = { replica, upTo, notes: notesOf(copy.path), seen: copy.seen }
    const looked = await lookFor(deps.objects, wanted)
    const sure = looked.is === 'whole' ? looked : await lookFor(deps.objects, wanted)
    if (sure.is === 'whole') copy.seen = sure.seen
    doubt(deps, copy, sure.is === 'whole' ? 'none' : 'lacking', replica)
    return sure.is
  } catch {
    return 'untold'
  }
}

/** Enough looks to see a last change move up a level, after which nothing happens to it for a long time. */
const TIMES = 4

/** From time to time, for a file that is being shipped. */
export async function proveAgain(deps: CopyDeps, copy: Copy): Promise<void> {
  const print = fingerprint(copy.path)
  copy.timesLooked = print === copy.lookedPrint ? copy.timesLooked + 1 : 0
  Object.assign(copy, { lookedAt: deps.now(), lookedPrint: print })
  if (copy.doubt === 'none' && copy.timesLooked > TIMES) return
  const answer = await deps.replicator.sync(copy.path)
  if (answer.is === 'done' && answer.replicatedTxid > 0) await prove(deps, copy, answer.replicatedTxid)
}

/** Nothing of it is missing by name, so all of it goes there in one. */
export const suspect = (deps: CopyDeps, copy: Copy): void => doubt(deps, copy, 'unreadable', replicaOf(copy.id, deps.keyId(copy.id)))

function doubt({ noticed }: CopyDeps, copy: Copy, now: Copy['doubt'], replica: string): void {
  if (now === copy.doubt || (now === 'none' && copy.doubt === 'unreadable')) return
  if (now !== 'given') noticed(copy.id, now === 'none' ? 'mended' : 'lacking')
  copy.doubt = now
  const known = readMark(copy.path)
  if (known?.replica === replica) writeMark(copy.path, { ...known, doubted: now !== 'none' })
}

/** Given again part by part or, where that is not enough, as a whole; afterwards it is looked for like everything else. */
export async function mend(deps: CopyDeps, copy: Copy): Promise<Ended> {
  if (fingerprint(copy.path) === undefined) return forget(copy)
  const left = await deps.replicator.unregister(copy.path, WAIT_SECONDS)
  copy.state = 'idle'
  copy.unshipped = true
  if (left.is === 'away') return rest(deps, copy, 'away')
  const replica = prepareNotes(deps, copy)
  if (replica === undefined || !(await giveAll(deps, copy, replica))) return rest(deps, copy, 'refused')
  copy.seen = undefined
  copy.lookedAt = 0
  doubt(deps, copy, 'given', replica)
  return begin(deps, copy)
}

async function giveAll({ objects, bucket, copyWhole }: CopyDeps, { path, acknowledged: upTo, doubt: now }: Copy, replica: string) {
  const isWhole = now === 'lacking' && (await giveAgain(objects, { replica, notes: notesOf(path), upTo }).catch(() => false))
  return isWhole || copyWhole(path, replicaUrl(bucket, replica))
}

/** True when all of it is in this bucket. A file under a new key is a new file, and looks it. */
export function isShipped(bucket: Bucket, path: string): boolean {
  const mark = readMark(path)
  return mark !== undefined && !mark.doubted && mark.bucket === bucketName(bucket) && mark.print !== '' && mark.print === fingerprint(path)
}

/**
 * Notes about another replica would have the replicator believe that its first transactions are there. And where nobody can tell what
 * became of the log since it last read it, it is made to begin with the whole file. undefined when that is not possible just now.
 */
function prepareNotes({ bucket, keyId, emptyLog }: CopyDeps, { id, path }: Copy): string | undefined {
  const [name, replica, known] = [bucketName(bucket), replicaOf(id, keyId(id)), readMark(path)]
  const same = known !== undefined && known.bucket === name && known.replica === replica
  if (!same && !emptyLog(id)) return undefined
  if (!same) rmSync(notesOf(path), { recursive: true, force: true })
  const doubted = same && known.doubted === true
  writeMark(path, { bucket: name, replica, txid: same ? known.txid : 0, at: same ? known.at : 0, print: '', doubted })
  return replica
}

function rest({ now }: CopyDeps, copy: Copy, because: 'refused' | 'away'): Ended {
  copy.lackingSince ??= now()
  copy.restsUntil = because === 'refused' ? now() + REST_MS : 0
  return because
}

/** The office is gone, files and all. */
function forget(copy: Copy): Ended {
  copy.unshipped = false
  copy.doubt = 'none'
  copy.lackingSince = undefined
  return 'done'
}
