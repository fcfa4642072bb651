import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Listed, Objects } from './objects.ts'

/*
 * A bucket may acknowledge what it does not keep, and the replicator believes it. So what it should hold is looked for:
 *   level 0     each transaction as it was shipped, compared with what lies beside the file; gone some minutes after it is in level 1
 *   levels 1–3  several in one; 1 stays for as long as snapshots do, so nothing may be missing between two of them
 *   level 9     whole copies: whatever is missing before the last one is of no consequence any more
 */
const LEVELS = [9, 3, 2, 1, 0] as const
const FIRST_LOOK_BACK = 5_000

export type Part = Listed & { readonly from: number; readonly to: number }

/** What was seen before, and need not be looked for again. */
export type Seen = { readonly txid: number; readonly last: Readonly<Partial<Record<number, Part>>>; readonly wholeCopyTo: number }
/** `lost`: transactions that it acknowledged are not there. `cut`, `altered`: they are, but not as they were given. */
export type Looked = { readonly is: 'whole'; readonly seen: Seen } | { readonly is: 'lacking'; readonly why: 'lost' | 'cut' | 'altered' }
export type Wanted = { readonly replica: string; readonly upTo: number; readonly notes: string; readonly seen: Seen | undefined }

/** Is everything up to this transaction, which the bucket acknowledged, in it? Throws when it does not answer. */
export async function lookFor(objects: Objects, wanted: Wanted): Promise<Looked> {
  const { seen, upTo } = wanted
  const found = await listParts(objects, wanted)
  const trouble = await firstTrouble(objects, wanted, found)
  if (trouble) return { is: 'lacking', why: trouble }
  const wholeCopyTo = Math.max(seen?.wholeCopyTo ?? 0, ...found[9].map(({ to }) => to))
  const [ones, zeros] = [withLast(seen, 1, found[1]), withLast(seen, 0, found[0])]
  if (hasGap(ones, wholeCopyTo)) return { is: 'lacking', why: 'lost' }
  const txid = reach(Math.max(wholeCopyTo, seen?.txid ?? trusted(upTo, [...ones, ...zeros])), [...ones, ...zeros])
  if (txid < upTo) return { is: 'lacking', why: 'lost' }
  const last = Object.fromEntries(LEVELS.flatMap((level) => [[level, found[level].at(-1) ?? seen?.last[level]] as const]))
  return { is: 'whole', seen: { txid, last, wholeCopyTo } }
}

type Found = Readonly<Record<(typeof LEVELS)[number], readonly Part[]>>

/** From above downwards, so that what moves up meanwhile is seen twice rather than not at all. */
export async function listParts(objects: Objects, { replica, upTo, seen }: Wanted): Promise<Found> {
  const found: Record<(typeof LEVELS)[number], Part[]> = { 9: [], 3: [], 2: [], 1: [], 0: [] }
  for (const level of LEVELS) {
    const folder = `${replica}/${level.toString(16).padStart(4, '0')}/`
    const lookBack = level === 0 || level === 9 ? undefined : `${folder}${hex(Math.max(0, upTo - FIRST_LOOK_BACK))}`
    const listed = await objects.list(folder, seen?.last[level]?.name ?? (seen ? undefined : lookBack))
    found[level] = listed.flatMap((each) => partOf(each) ?? [])
  }
  return found
}

const NAME = /\/([0-9a-f]{16})-([0-9a-f]{16})\.ltx$/
const hex = (txid: number): string => txid.toString(16).padStart(16, '0')

function partOf(listed: Listed): Part | undefined {
  const named = partIn(listed.name)
  return named && { ...listed, ...named }
}

/** Which transactions are in the object of this name. */
export function partIn(name: string): Pick<Part, 'name' | 'from' | 'to'> | undefined {
  const [, from, to] = NAME.exec(name) ?? []
  return from && to ? { name, from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) } : undefined
}

/** Of a long history only the end is looked at the first time: the rest is the drill's to read. */
const trusted = (upTo: number, parts: readonly Part[]): number =>
  upTo <= FIRST_LOOK_BACK || parts.length === 0 ? 0 : Math.min(...parts.map(({ from }) => from)) - 1

const withLast = (seen: Seen | undefined, level: number, parts: readonly Part[]): Part[] => [seen?.last[level] ?? [], ...parts].flat()

function hasGap(parts: readonly Part[], wholeCopyTo: number): boolean {
  return parts.some(({ from }, n) => {
    const before = parts[n - 1]
    return before !== undefined && from > before.to + 1 && from - 1 > wholeCopyTo
  })
}

/** How far one gets from here without missing a transaction. */
export function reach(begin: number, parts: readonly Part[]): number {
  let txid = begin
  for (const { from, to } of parts.toSorted((a, b) => a.from - b.from)) if (from <= txid + 1) txid = Math.max(txid, to)
  return txid
}

async function firstTrouble(objects: Objects, { notes }: Wanted, found: Found): Promise<'cut' | 'altered' | undefined> {
  for (const part of found[0]) {
    const trouble = await compare(objects, part, join(notes, 'ltx', '0', part.name.slice(part.name.lastIndexOf('/') + 1)))
    if (trouble) return trouble
  }
  for (const level of [9, 3, 2, 1] as const) for (const part of found[level]) if (!(await endsWell(objects, part))) return 'cut'
  return undefined
}

const MD5 = /^[0-9a-f]{32}$/

/** A digest of another kind, or a wrong one, says nothing by itself: then the object is read. */
export async function compare(objects: Objects, part: Part, local: string): Promise<'cut' | 'altered' | undefined> {
  const size = await stat(local).then(
    (found) => found.size,
    () => undefined,
  )
  if (size === undefined) return undefined
  if (size !== part.bytes) return 'cut'
  const given = await readFile(local).catch(() => undefined)
  if (!given) return undefined
  if (MD5.test(part.etag) && createHash('md5').update(given).digest('hex') === part.etag) return undefined
  const there = await objects.get(part.name)
  return !there || there.equals(given) ? undefined : 'altered'
}

const INDEX_SIZE = 8
const TRAILER = 16

/** At its end stands how long the index of its pages is, and a checksum with its first bit set: chance does not make either. */
export async function endsWell(objects: Objects, { name, bytes }: Part): Promise<boolean> {
  if (bytes <= INDEX_SIZE + TRAILER) return false
  const tail = await objects.get(name, INDEX_SIZE + TRAILER)
  // Gone since it was listed: the gap it leaves, if any, is seen by itself.
  if (!tail) return true
  return tail.length === INDEX_SIZE + TRAILER && tail.readBigUInt64BE(0) < BigInt(bytes) && (tail.readUInt8(INDEX_SIZE + 8) & 0x80) !== 0
}
