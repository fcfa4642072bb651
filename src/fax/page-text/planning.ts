import { BACKGROUND, type EnqueueOptions, enqueue, kind } from '../../jobs/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { ReceivedId } from '../received/received.ts'
import { forgetPageTexts, pageTexts, setPageTexts } from '../search/texts.ts'
import { pageTextRule } from './schema.tenant.ts'

export const READ = kind<{ readonly receivedId: ReceivedId }>('fax.read_pages')
export const PAST = kind<Readonly<Record<string, never>>>('fax.read_past_pages')
export const pastJob: EnqueueOptions = { uniqueKey: PAST.name, priority: BACKGROUND }

const isOn = (tx: Tx): boolean => tx.db.select({ id: pageTextRule.id }).from(pageTextRule).get() !== undefined

/** Its pages are here, or are another way up. */
export function planReading(tx: Tx, receivedId: ReceivedId): void {
  if (isOn(tx)) enqueue(tx, READ, { receivedId }, { uniqueKey: `${READ.name}:${receivedId}`, priority: BACKGROUND })
}

/** A page is to be read another way up: it is read again, and those behind it. */
export function readAgain(tx: Tx, receivedId: ReceivedId, from: number): void {
  if (isOn(tx)) forgetPageTexts(tx, receivedId, from)
  planReading(tx, receivedId)
}

/** What was read of pages comes along to the fax that they are in now; the rest is read there. */
export function carryTexts(tx: Tx, to: ReceivedId, pages: readonly { readonly source: ReceivedId; readonly page: number }[]): void {
  const known = new Map([...new Set(pages.map(({ source }) => source))].map((source) => [source, pageTexts(tx, source)]))
  const texts = pages.map(({ source, page }) => known.get(source)?.[page - 1])
  const unread = texts.indexOf(undefined)
  const read = (unread === -1 ? texts : texts.slice(0, unread)).flatMap((text) => text ?? [])
  if (read.length > 0) setPageTexts(tx, to, read)
  if (unread !== -1) planReading(tx, to)
}
