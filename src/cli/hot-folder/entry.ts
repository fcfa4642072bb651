import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { newId } from '../../kit/ids.ts'
import { moveDurably, readRecord, writeDurably } from './durable.ts'
import { findFile, type Print, printOf, sidecarOf } from './looking.ts'
import type { Refused, Wish } from './wish.ts'

/*
 * DIR/NAME ──take──► DIR/sending/ENTRY/document + request.json ──► + result.json ──► DIR/sent/NAME or DIR/failed/NAME
 *
 * Each arrow is one file written or moved, and on the disk before the next: whoever is killed in between goes on where it was. An entry without
 * its document was not taken yet; one without a result is asked for again under the Idempotency-Key that its request.json has.
 */

export const PLACES = ['sending', 'sent', 'failed'] as const
const [SENDING] = PLACES

export type Request = {
  readonly name: string
  readonly sha256: string
  readonly key: string
  readonly wish: Wish | Refused
  readonly sidecar: Print | null
}
export type Result = {
  readonly state: 'sent' | 'failed'
  /** Its name there. */
  readonly as: string
  readonly at: string
  /** The id of the fax it became. */
  readonly fax?: string
  /** What was wrong with it, in a word: no more than a log may hold. */
  readonly code?: string
  readonly why: string
}
export type Entry = { readonly id: string; readonly place: string; readonly request: Request }
/** Told of each step when it is done. */
export type Step = (name: 'noted' | 'taken' | 'sidecar' | 'asked' | 'decided' | 'moved' | 'explained') => void

const DOCUMENT = 'document'
const SIDECAR = 'sidecar'
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
export const documentOf = ({ place }: Entry): string => join(place, DOCUMENT)

export type Wanted = { readonly wish: Wish | Refused; readonly beside: Stats | undefined }

/** Out of the folder, under a key of its own: the same file put in once more is another fax, the same entry is never another one. */
export function take(dir: string, name: string, { wish, beside }: Wanted, step: Step): Entry {
  const id = newId()
  const place = join(dir, SENDING, id)
  const sha256 = sha256Of(readFileSync(join(dir, name)))
  const key = sha256Of(Buffer.from(JSON.stringify([id, sha256, wish])))
  const request: Request = { name, sha256, key, wish, sidecar: beside ? printOf(beside) : null }
  mkdirSync(place)
  writeDurably(join(place, 'request.json'), JSON.stringify(request))
  step('noted')
  moveDurably(join(dir, name), join(place, DOCUMENT))
  step('taken')
  const entry = { id, place, request }
  takeSidecar(dir, entry)
  step('sidecar')
  return entry
}

/** Those that were begun, oldest first. What was noted and not taken lies in the folder still, and is taken anew. */
export function resume(dir: string): Entry[] {
  const at = join(dir, SENDING)
  return readdirSync(at, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((id) => {
      const place = join(at, id)
      const request = readRecord(join(place, 'request.json')) as Request | undefined
      if (request && (existsSync(join(place, DOCUMENT)) || resultOf({ place }))) {
        const entry = { id, place, request }
        takeSidecar(dir, entry)
        return [entry]
      }
      rmSync(place, { recursive: true })
      return []
    })
}

export const resultOf = ({ place }: Pick<Entry, 'place'>): Result | undefined =>
  readRecord(join(place, 'result.json')) as Result | undefined

/** From now on there is no other end. */
export function decide(dir: string, entry: Entry, end: Omit<Result, 'as'>, step: Step): Result {
  const result = { ...end, as: freeName(join(dir, end.state), entry.request.name) }
  writeDurably(join(entry.place, 'result.json'), JSON.stringify(result))
  step('decided')
  return result
}

/** To where people look for it, with what became of it beside. */
export function finish(dir: string, entry: Entry, result: Result, step: Step): void {
  const to = join(dir, result.state, result.as)
  for (const [from, into] of [
    [DOCUMENT, to],
    [SIDECAR, sidecarOf(to)],
  ] as const)
    if (existsSync(join(entry.place, from))) moveDurably(join(entry.place, from), into)
  step('moved')
  const { as: _, ...said } = result
  writeDurably(`${to}.result.json`, `${JSON.stringify({ ...said, entry: entry.id, sha256: entry.request.sha256 }, null, 2)}\n`)
  writeDurably(`${to}.result.txt`, `${result.at}  ${result.why}\n`)
  step('explained')
  rmSync(entry.place, { recursive: true })
}

/** Only the one that was read: another document of that name may have come with its own since. */
function takeSidecar(dir: string, { place, request }: Entry): void {
  const path = join(dir, sidecarOf(request.name))
  const found = findFile(path)
  if (found && printOf(found) === request.sidecar) moveDurably(path, join(place, SIDECAR))
}

function freeName(dir: string, name: string): string {
  const dot = name.lastIndexOf('.')
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${name.slice(0, dot)} (${n})${name.slice(dot)}`
    if (![tried, `${tried}.result.json`].some((each) => existsSync(join(dir, each)))) return tried
  }
}
