import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'

const DOCUMENT = /\.(pdf|tiff?)$/i
/** As programs name what they are still writing. */
const UNFINISHED = /^[.~]|\.(tmp|part|partial|crdownload|filepart)\b/i

export const sidecarOf = (name: string): string => `${name}.json`

/** What tells one state of a file from another. */
export type Print = string
export const printOf = ({ ino, size, mtimeMs, ctimeMs }: Stats): Print => [ino, size, mtimeMs, ctimeMs].join(' ')

export function findFile(path: string): Stats | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? found : undefined
}

export type Settling = {
  /** What lies there finished: it was the same at two looks so far apart. */
  ripe(): string[]
  /** Documents that are not finished, or wait for the file beside them. */
  readonly waiting: number
}

/** Whoever copies into the folder may take a while; whoever moves a file in has it taken after the same time. */
export function createSettling(dir: string, settleMs: number, needsSidecar: boolean, clock: () => number): Settling {
  let seen = new Map<string, { readonly print: Print; readonly since: number }>()
  let waiting = 0
  return {
    ripe() {
      const now = clock()
      const names = readdirSync(dir).filter((name) => DOCUMENT.test(name) && !UNFINISHED.test(name))
      const before = seen
      seen = new Map()
      for (const name of names) {
        const print = printed(dir, name, needsSidecar)
        if (print === undefined) continue
        const known = before.get(name)
        seen.set(name, known?.print === print ? known : { print, since: now })
      }
      const ripe = [...seen].flatMap(([name, { since }]) => (now - since >= settleMs ? [name] : [])).sort()
      waiting = names.length - ripe.length
      return ripe
    },
    get waiting() {
      return waiting
    },
  }
}

/** Undefined for what is nothing yet. */
function printed(dir: string, name: string, needsSidecar: boolean): Print | undefined {
  const files = [name, ...(needsSidecar ? [sidecarOf(name)] : [])].map((each) => findFile(join(dir, each)))
  return files.every((each) => each !== undefined && each.size > 0) ? files.map((each) => each && printOf(each)).join(' ') : undefined
}
