import type { Static } from '@sinclair/typebox'
import type { Tx } from '../../tenancy/index.ts'
import { causeOf } from '../causes.ts'
import { DOUBTS } from '../guard/concerns.ts'
import type { FaxId } from '../status.ts'
import type { BulkJson, LineJson } from './api.schema.ts'
import { getBulk } from './bulks.ts'
import { foresee } from './foreseeing.ts'
import { reasonWords } from './judging.ts'
import type { BulkLine } from './rows.ts'
import { doubtsOf, reasonsOf, totalsOf } from './totals.ts'

/** How a bulk is written in JSON. */
export function bulkJson(tx: Tx, id: FaxId): Static<typeof BulkJson> {
  const found = getBulk(tx, id)
  const { bulk, letter } = found
  const totals = totalsOf(tx, id)
  const { left_out: leftOut, ...counts } = totals
  const expected = foresee(tx, found, totals.waiting)
  return {
    id,
    name: bulk.name,
    state: bulk.state as Static<typeof BulkJson>['state'],
    cause: bulk.cause === null ? null : { code: bulk.cause, message: causeOf(bulk.cause).words, advice: causeOf(bulk.cause).advice },
    status: letter.status,
    from: letter.fromNumber,
    cover: letter.cover,
    subject: letter.subject,
    note: letter.note,
    pages: letter.pages,
    perMinute: bulk.perMinute,
    officeHours: bulk.officeHours,
    repeats: bulk.repeats,
    createdAt: letter.createdAt.toISOString(),
    startedAt: bulk.startedAt?.toISOString() ?? null,
    endedAt: bulk.endedAt?.toISOString() ?? null,
    totals: { ...counts, leftOut },
    leftOut: reasonsOf(tx, id).map(({ reason, n }) => ({ code: reason, message: reasonWords(reason), count: n })),
    doubts: doubtsOf(tx, id).map(({ doubt, n }) => ({ code: doubt, message: DOUBTS[doubt], count: n })),
    expected: { pages: expected.pages, seconds: expected.seconds, endsAt: expected.endsAt.toISOString() },
  }
}

export const lineJson = ({ row, to, name, outcome, why, advice, code, tries, at, faxId, doubt }: BulkLine): Static<typeof LineJson> => ({
  row,
  to,
  name,
  outcome,
  cause: code === null ? null : { code, message: why, advice },
  doubt: doubt === null ? null : { code: doubt, message: DOUBTS[doubt] },
  tries,
  settledAt: at?.toISOString() ?? null,
  faxId,
})
