import { invalid } from '../kit/errors.ts'
import type { ListQuery } from './api.schema.ts'
import type { FaxFilter } from './reading.ts'
import { FAX_STATUSES } from './schema.tenant.ts'
import type { FaxStatus } from './status.ts'

export function readFilter(query: ListQuery): FaxFilter {
  if (query.status && !isStatus(query.status)) throw invalid({ status: `Use one of ${FAX_STATUSES.join(', ')}.` })
  return {
    ...(query.status && isStatus(query.status) && { status: query.status }),
    ...(query.trashed && { trashed: true }),
    ...(query.q && { text: query.q.trim() }),
    ...(query.from && { from: instant(query.from, 'from') }),
    ...(query.until && { until: instant(query.until, 'until') }),
  }
}

export const isStatus = (text: string): text is FaxStatus => (FAX_STATUSES as readonly string[]).includes(text)

function instant(text: string, field: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw invalid({ [field]: 'Write the time as 2026-03-02T09:30:00Z.' })
  return at
}
