import { closeSync, fdatasyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { beginningOf, type Place, readCommitted } from './log.ts'
import { newSalt, PAGE, type PageCipher, pageCipher, SALT } from './page.ts'

/** A file and the key its pages are under. */
export type Keyed = { readonly path: string; readonly keyHex: string }
/** Where one process left a copy, so that another can go on with it. */
export type CopyState = { readonly salts: { readonly from: string; readonly to: string }; readonly place: Place }

/** A file that is to become the same as another, page for page, under its own key. */
export type PagesCopy = Disposable & {
  /** Copies what was committed since the last call. Answers how many pages. Throws LogBegunAnew. */
  catchUp(): number
  /** Catches up for the last time. On the disk, and let go of, when it returns. */
  finish(): number
  readonly state: CopyState
}

/**
 * Every page that is in the file itself, then those its log has. Only for a process that has no other handle on the file: closing one
 * lets go of all locks its process holds.
 */
export function copyPages(from: Keyed, to: Keyed): PagesCopy {
  const place = beginningOf(logOf(from))
  const source = openSync(from.path, 'r')
  const target = openSync(to.path, 'wx', 0o600)
  try {
    const salts = { from: readPage(source, 1).subarray(0, SALT).toString('hex'), to: newSalt().toString('hex') }
    const copy = goOn(from, to, target, { salts, place })
    for (let number = 1, page = readPage(source, 1); page.length === PAGE; page = readPage(source, ++number)) copy.put(number, page)
    copy.catchUp()
    return copy
  } catch (error) {
    closeSync(target)
    throw error
  } finally {
    closeSync(source)
  }
}

export const resumeCopy = (from: Keyed, to: Keyed, state: CopyState): PagesCopy => goOn(from, to, openSync(to.path, 'r+'), state)

function goOn(from: Keyed, to: Keyed, target: number, { salts, place: start }: CopyState) {
  const ciphers = {
    from: pageCipher(from.keyHex, Buffer.from(salts.from, 'hex')),
    to: pageCipher(to.keyHex, Buffer.from(salts.to, 'hex')),
  }
  /** Pages that somebody was writing while they were read: the log has them whole. */
  const torn = new Set<number>()
  let place = start

  function put(number: number, page: Buffer): void {
    const turned = turn(ciphers, page, number)
    if (!turned) return void torn.add(number)
    torn.delete(number)
    writeSync(target, turned, 0, PAGE, (number - 1) * PAGE)
  }

  function catchUp(): number {
    const { pages, size, place: reached } = readCommitted(logOf(from), place)
    for (const [number, page] of pages) put(number, page)
    if (size !== undefined) ftruncateSync(target, size * PAGE)
    place = reached
    if (torn.size > 0) throw new Error(`Pages that do not match their seals: ${torn.size}. The file was not copied.`)
    return pages.size
  }

  let open = true
  function close(): void {
    if (open) closeSync(target)
    open = false
  }

  return {
    put,
    catchUp,
    finish() {
      const pages = catchUp()
      fdatasyncSync(target)
      close()
      return pages
    },
    get state() {
      return { salts, place }
    },
    [Symbol.dispose]: close,
  }
}

type Ciphers = { readonly from: PageCipher; readonly to: PageCipher }

/** A page that was never written, such as the one SQLite keeps free for its locks, is under no key. */
function turn({ from, to }: Ciphers, page: Buffer, number: number): Buffer | undefined {
  const content = from.open(page, number)
  if (content) return to.seal(content, number)
  return page.every((byte) => byte === 0) ? page : undefined
}

const logOf = ({ path }: Keyed) => `${path}-wal`

function readPage(file: number, number: number): Buffer {
  const page = Buffer.alloc(PAGE)
  return page.subarray(0, readSync(file, page, 0, PAGE, (number - 1) * PAGE))
}
