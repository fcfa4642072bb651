import { readFileSync } from 'node:fs'
import { AppError } from '../../kit/errors.ts'
import { type Answered, type Desk, isRecord } from '../desk.ts'
import { documentOf, type Entry, sha256Of } from './entry.ts'
import { formOf } from './wish.ts'

/** What came of asking: an end, or why it is too early to say; `code` may be logged, `why` is for who put the document there. */
export type Outcome =
  | { readonly is: 'sent'; readonly fax: string; readonly why: string }
  | { readonly is: 'failed'; readonly code: string; readonly why: string }
  | { readonly is: 'later'; readonly code: string; readonly waitMs: number }

const CHANGED =
  'It was changed after it was taken from the folder. Look under Sent whether it went, and put it in again once it is finished.'
/** The document's own fault; anything else is the server's, the key's or the network's, and is tried again. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 415, 422])

/** Asks the server to send it: however often, it is one fax. */
export async function askToSend(desk: Desk, entry: Entry): Promise<Outcome> {
  const { wish, name, sha256, key } = entry.request
  if ('refused' in wish) return { is: 'failed', code: 'no_recipient', why: wish.refused }
  const bytes = new Uint8Array(readFileSync(documentOf(entry)))
  if (sha256Of(bytes) !== sha256) return { is: 'failed', code: 'changed', why: CHANGED }
  try {
    return outcomeOf(await desk.answer('POST', '/api/faxes', formOf(wish, name, bytes), { 'idempotency-key': key }))
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return { is: 'later', code: 'no_answer', waitMs: 0 }
    throw error
  }
}

function outcomeOf({ status, retryAfter, body }: Answered): Outcome {
  const said = isRecord(body) ? body : {}
  if (status === 202 && typeof said['id'] === 'string') return { is: 'sent', fax: said['id'], why: handedOver(said['id']) }
  if (REFUSALS.has(status) && typeof said['code'] === 'string') return { is: 'failed', code: String(status), why: whyOf(said) }
  return { is: 'later', code: String(status), waitMs: Number(retryAfter ?? 0) * 1_000 || 0 }
}

const handedOver = (id: string): string =>
  `Handed over as fax ${id}. Whether it arrived is on its page under Sent, and at GET /api/faxes/${id}.`

function whyOf(problem: Readonly<Record<string, unknown>>): string {
  const errors = Array.isArray(problem['errors']) ? problem['errors'].filter(isRecord) : []
  return [String(problem['detail']), ...errors.map(({ field, message }) => `${field}: ${message}`)].join(' ')
}
