import { BYTE_ORDER_MARK, csvLine } from '../kit/csv.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { type Names, whoIn } from './telling.ts'
import { type AuditEvent, type Detail, type EventFilter, exported, lastSeq, listEvents } from './trail.ts'
import { wordsFor } from './words.ts'

const COLUMNS = ['Entry', 'Time (UTC)', 'Who', 'Actor', 'What', 'Action', 'Subject', 'Detail', 'Hash']
const BATCH = 500

/**
 * The entries before this moment, newest first. That they were taken away is an entry itself, written before the first one leaves.
 * Read in batches as the reader takes them: a long trail neither fills the memory nor holds up others.
 */
export function exportTrail(tenant: Tenant, filter: EventFilter, asked: Detail, namesOf: (tx: Tx) => Names): ReadableStream<Uint8Array> {
  let beforeSeq = tenant.write((tx) => {
    const next = lastSeq(tx) + 1
    exported(tx, 'audit.exported', asked)
    return next
  })
  const lines = new TextEncoder()
  return new ReadableStream({
    start: (out) => out.enqueue(lines.encode(BYTE_ORDER_MARK + csvLine(COLUMNS))),
    pull: (out) => {
      const { events, names } = tenant.read((tx) => ({
        events: listEvents(tx, { ...filter, beforeSeq, limit: BATCH }),
        names: namesOf(tx),
      }))
      if (events.length > 0) out.enqueue(lines.encode(events.map((event) => lineOf(event, names)).join('')))
      beforeSeq = events.at(-1)?.seq ?? 0
      if (events.length < BATCH) out.close()
    },
  })
}

const lineOf = (event: AuditEvent, names: Names) =>
  csvLine([
    event.seq,
    event.at.toISOString(),
    whoIn(event, names),
    `${event.actorKind}:${event.actorId}`,
    wordsFor(event.action),
    event.action,
    event.subjectId,
    event.detail,
    event.hash,
  ])
