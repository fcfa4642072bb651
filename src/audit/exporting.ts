import { csvStream } from '../kit/csv.ts'
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
  return csvStream(COLUMNS, () => {
    const { events, names } = tenant.read((tx) => ({
      events: listEvents(tx, { ...filter, beforeSeq, limit: BATCH }),
      names: namesOf(tx),
    }))
    beforeSeq = events.at(-1)?.seq ?? 0
    return { lines: events.map((event) => lineOf(event, names)), isLast: events.length < BATCH }
  })
}

const lineOf = (event: AuditEvent, names: Names) => [
  event.seq,
  event.at.toISOString(),
  whoIn(event, names),
  `${event.actorKind}:${event.actorId}`,
  wordsFor(event.action),
  event.action,
  event.subjectId,
  event.detail,
  event.hash,
]
