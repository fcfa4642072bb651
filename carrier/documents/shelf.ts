import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where the pages of a fax lie, one folder per fax. */
export interface Shelf {
  readonly dir: string
  open(id: string): void
  path(id: string, file: string): string
  /** The fax is over: its pages stay until 1,000 others are over too. */
  settle(id: string): void
  clear(id: string): void
}

const most = 1_000

export function createShelf(wanted: string | null): Shelf {
  const dir = wanted ? resolve(wanted) : mkdtempSync(join(tmpdir(), 'carrier-'))
  const settled = new Set<string>()
  const open = new Set<string>()

  function clear(id: string): void {
    settled.delete(id)
    if (open.delete(id)) rmSync(join(dir, id), { recursive: true, force: true })
  }

  return {
    dir,
    open(id) {
      mkdirSync(join(dir, id), { recursive: true })
      open.add(id)
    },
    path: (id, file) => join(dir, id, file),
    settle(id) {
      if (!open.has(id)) return
      settled.add(id)
      const [oldest] = settled
      if (settled.size > most && oldest) clear(oldest)
    },
    clear,
  }
}
