import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Objects } from './objects.ts'
import { compare, endsWell, listParts, lookFor, type Part, partIn, reach } from './proving.ts'

/** `upTo`: the last transaction that it acknowledged, as far as anybody knows. */
export type Broken = { readonly replica: string; readonly notes: string; readonly upTo: number }

/**
 * The bucket gets again what lies beside the file, and what cannot be read there goes, with what came after it at its level: the replicator
 * makes that anew from the level below, which it could not across a gap. False when something is still missing; then only a whole copy
 * helps. While nobody else replicates the file. Throws when the bucket does not answer.
 */
export async function giveAgain(objects: Objects, { replica, notes, upTo: acknowledged }: Broken): Promise<boolean> {
  const beside = join(notes, 'ltx', '0')
  const local = (await readdir(beside).catch(() => [])).flatMap((name) => partIn(`${replica}/0000/${name}`) ?? [])
  const upTo = Math.max(acknowledged, ...local.map(({ to }) => to))
  const wanted = { replica, notes, upTo, seen: undefined }
  const found = await listParts(objects, wanted)
  const there = new Map(found[0].map((part) => [part.name, part]))
  for (const { name } of local) {
    const [part, file] = [there.get(name), join(beside, name.slice(name.lastIndexOf('/') + 1))]
    if (!part || (await compare(objects, part, file))) await objects.put(name, await readFile(file))
  }
  let below: readonly Part[] = (await listParts(objects, wanted))[0]
  for (const level of [1, 2, 3] as const) below = [...below, ...(await removeFromFirstBroken(objects, found[level], below))]
  for (const part of found[9]) if (!(await endsWell(objects, part))) await objects.remove(part.name)
  return upTo > 0 && (await lookFor(objects, wanted)).is === 'whole'
}

/** Nothing goes that is not below as well, but what nobody can read. Answers what stays. */
async function removeFromFirstBroken(objects: Objects, parts: readonly Part[], below: readonly Part[]): Promise<readonly Part[]> {
  const broken = new Set<Part>()
  for (const part of parts) if (!(await endsWell(objects, part))) broken.add(part)
  const first = parts.findIndex((part, n) => broken.has(part) || (n > 0 && part.from > (parts[n - 1]?.to ?? 0) + 1))
  if (first < 0) return parts
  const isBelow = reach(parts[first - 1]?.to ?? (parts[first]?.from ?? 1) - 1, below) >= (parts.at(-1)?.to ?? 0)
  const gone = isBelow ? parts.slice(first) : [...broken]
  for (const { name } of gone) await objects.remove(name)
  return parts.filter((part) => !gone.includes(part))
}
