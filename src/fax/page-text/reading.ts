import { record } from '../../audit/index.ts'
import type { Documents, PageReader } from '../../documents/index.ts'
import type { Files } from '../../files/index.ts'
import { cancel, type Outcome, retry, type Step, snooze, step } from '../../jobs/index.ts'
import { searchablePart } from '../../kit/searchable.ts'
import type { Tx } from '../../tenancy/index.ts'
import { findReceived, type ReceivedFax, type ReceivedId } from '../received/received.ts'
import { turnsOf } from '../received/turns.ts'
import { pageTexts, setPageTexts } from '../search/texts.ts'
import type { Desk } from './desk.ts'
import { getPageTextRule } from './rule.ts'

export type ReadingDeps = { readonly files: Files; readonly documents: Documents; readonly pageReader: PageReader }

/** Points across, as a fax has them: on pages of a fax a finer picture found no more words and took half as long again. */
const WIDTH = 1_728
/** In one go, so that a restart loses little and others get their turn. */
const PAGES = 4
const LACKING_MS = 3_600_000
/** A page that could not be drawn or read so often has no words. */
const TRIES = 3
/** Letters kept of a page, and of a fax. */
const MOST = { page: 6_000, fax: 100_000 }

type Answer = 'busy' | readonly string[]

export const isRead = (tx: Tx, fax: Pick<ReceivedFax, 'id' | 'pages'>): boolean => pageTexts(tx, fax.id).length >= (fax.pages ?? 1)

/** Some pages of it, from the first that was not read; `next` says what follows when they are kept. */
export function readSome(
  deps: ReadingDeps,
  desk: Desk,
  tx: Tx,
  { id, attempt }: { readonly id: ReceivedId; readonly attempt: number },
  next: (tx: Tx) => Outcome,
): Outcome | Step {
  if (!getPageTextRule(tx).on) return cancel('The office does not have pages read any more.')
  const fax = findReceived(tx, id)
  if (!fax?.fileId || fax.contentGoneAt) return cancel('Its pages are gone.')
  if (isRead(tx, fax)) return next(tx)
  const lacking = deps.pageReader.lacking()
  if (lacking) return retry(lacking, LACKING_MS)
  const from = pageTexts(tx, id).length + 1
  const turns = turnsOf(tx, id)
  const pages = Array.from({ length: Math.min(PAGES, (fax.pages ?? 1) - from + 1) }, (_, at) => ({
    page: from + at,
    turn: turns.get(from + at) ?? 0,
  }))
  const { tenantId } = tx
  const file = fax.fileId
  return step(
    async (signal): Promise<Answer> => {
      if (!desk.take()) return 'busy'
      try {
        return await wordsOf(deps, tenantId, await deps.files.read(tenantId, file), pages, attempt >= TRIES, signal)
      } finally {
        desk.leave()
      }
    },
    (after, answer) => {
      if (answer === 'busy') return snooze('Another fax is being read.', desk.waitMs)
      if (!getPageTextRule(after).on) return cancel('The office does not have pages read any more.')
      const now = findReceived(after, id)
      if (!now || now.contentGoneAt) return next(after)
      const stands = turnsOf(after, id)
      const known = pageTexts(after, id)
      if (known.length !== from - 1 || pages.some(({ page, turn }) => (stands.get(page) ?? 0) !== turn))
        return snooze('A page was turned meanwhile.', 0)
      setPageTexts(after, id, [...known, ...capped(known, answer)])
      if (!isRead(after, now)) return snooze('Its next pages come next.', desk.nextMs())
      record(after, 'received.pages_read', id, { pages: now.pages })
      return next(after)
    },
  )
}

type Asked = { readonly page: number; readonly turn: number }
async function wordsOf(
  { documents, pageReader }: ReadingDeps,
  office: Tx['tenantId'],
  bytes: Uint8Array,
  pages: readonly Asked[],
  isLastTry: boolean,
  signal: AbortSignal,
): Promise<string[]> {
  const texts: string[] = []
  for (const { page, turn } of pages) {
    try {
      texts.push(await pageReader.read(await documents.renderPage(office, bytes, page, WIDTH, turn), signal))
    } catch (error) {
      if (!isLastTry || signal.aborted) throw error
      texts.push('')
    }
  }
  return texts
}

function capped(known: readonly string[], texts: readonly string[]): string[] {
  let left = MOST.fax - known.reduce((sum, text) => sum + text.length, 0)
  return texts.map((text) => {
    const part = searchablePart(text.slice(0, Math.max(0, Math.min(MOST.page, left))))
    left -= part.length
    return part
  })
}
