import { closeDb, openDb } from '../open.ts'
import { LogBegunAnew } from './log.ts'
import { copyPages, type Keyed } from './pages-copy.ts'

/*
 * The process that copies a file under another key and proves the copy whole: what takes long, apart from the threads that serve. The
 * keys come on standard input, where no other process sees them; what is left to do goes out on standard output.
 */
const { from, to } = (await Bun.stdin.json()) as { readonly from: Keyed; readonly to: Keyed }

function copy() {
  const pages = copyPages(from, to)
  pages.finish()
  return pages.state
}

function proveWhole(): void {
  const db = openDb({ ...to, plane: 'tenant' })
  try {
    const found = db.$client.pragma('integrity_check', { simple: true })
    if (found !== 'ok') throw new Error(`The copy under the new key is not whole: ${String(found)}`)
  } finally {
    closeDb(db)
  }
}

try {
  const state = copy()
  proveWhole()
  process.stdout.write(JSON.stringify({ state }))
} catch (error) {
  const begunAnew = error instanceof LogBegunAnew
  process.stdout.write(JSON.stringify({ begunAnew, why: error instanceof Error ? error.message : 'unknown' }))
}
