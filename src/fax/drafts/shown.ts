import type { Tx } from '../../tenancy/index.ts'
import { tickOf } from './arranging.ts'
import { type Draft, filesOfDraft } from './drafts.ts'

/** What the send page shows of a draft's files. */
export function attachedTo(tx: Tx, { id, pages }: Draft, ticked: ReadonlySet<string> = new Set()) {
  const files = filesOfDraft(tx, id)
  return {
    draft: id,
    known: files.at(-1)?.number ?? 0,
    files: files.map(({ number, name, pages: all, bytes }) => ({
      number,
      name,
      pages: all,
      used: new Set(pages.filter(({ file }) => file === number).map(({ page }) => page)).size,
      bytes,
    })),
    pages: pages.map((each) => ({ ...each, tick: tickOf(each), isTicked: ticked.has(tickOf(each)) })),
  }
}
