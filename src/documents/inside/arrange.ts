import type { Attachment, PageFrom } from '../document.ts'
import { finished } from './assemble.ts'
import { openAll, pagesOf } from './pages.ts'

/** Each document is made of pages of these files, in that order, turned as they are to be read. */
export async function arrange(files: readonly Attachment[], plan: readonly (readonly PageFrom[])[]): Promise<Uint8Array[]> {
  const opened = await openAll(files)
  const made: Uint8Array[] = []
  for (const pages of plan) made.push((await finished(await pagesOf(opened, pages))).pdf)
  return made
}
