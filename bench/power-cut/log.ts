/** One thing done to a file, in the order the disk saw it. `endsAt` is the length of the record up to and with it. */
export type Step = { readonly path: string; readonly endsAt: number } & (
  | { readonly is: 'created' | 'synced' | 'unlinked' }
  | { readonly is: 'written'; readonly offset: number; readonly bytes: Buffer }
  | { readonly is: 'truncated'; readonly size: number }
)

const HEAD = 24
const KINDS = ['', 'seen', 'created', 'written', 'truncated', 'synced', 'unlinked'] as const

/** Reads what record.c wrote. */
export function parseLog(log: Buffer): Step[] {
  const paths = new Map<number, string>()
  const steps: Step[] = []
  for (let at = 0; at < log.length; ) {
    const [kind, file] = [KINDS[log.readUInt32LE(at)], log.readUInt32LE(at + 4)]
    const [offset, length] = [Number(log.readBigUInt64LE(at + 8)), Number(log.readBigUInt64LE(at + 16))]
    const bytes = log.subarray(at + HEAD, at + HEAD + length)
    at += HEAD + length
    if (kind === 'seen') paths.set(file, bytes.toString())
    const about = { path: paths.get(file) ?? '', endsAt: at }
    if (kind === 'written') steps.push({ ...about, is: kind, offset, bytes })
    else if (kind === 'truncated') steps.push({ ...about, is: kind, size: offset })
    else if (kind === 'created' || kind === 'synced' || kind === 'unlinked') steps.push({ ...about, is: kind })
    else if (kind !== 'seen') throw new Error(`The record has a step of no known kind, ${at} bytes in.`)
  }
  return steps
}
