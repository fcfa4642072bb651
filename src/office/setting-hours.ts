import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { isDay } from '../kit/dates.ts'
import { invalid } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { MOST_HOLIDAYS, type OfficeHours, WEEKDAYS } from './hours.ts'
import { ONLY } from './office.ts'
import { office } from './schema.tenant.ts'

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/** Null for an office that keeps none. Throws AppError invalid by field, such as `mondayCloses`. */
export function setHours(tx: Tx, hours: OfficeHours | null): OfficeHours | null {
  const kept = hours && { days: hours.days, holidays: [...new Set(hours.holidays)].sort() }
  if (kept) refuseWrong(kept)
  tx.db.update(office).set({ hours: kept, updatedAt: tx.now }).where(eq(office.id, ONLY)).run()
  record(tx, 'office.hours_set', tx.tenantId, { hours: kept && inWords(kept), holidays: kept?.holidays.join(' ') ?? '' })
  return kept
}

function refuseWrong({ days, holidays }: OfficeHours): void {
  const wrong: Record<string, string> = {}
  for (const day of WEEKDAYS) {
    const { opens, closes } = days[day] ?? { opens: '00:00', closes: '23:59' }
    if (!TIME.test(opens)) wrong[`${day}Opens`] = 'Enter a time such as 08:30, or leave both empty.'
    if (!TIME.test(closes)) wrong[`${day}Closes`] = 'Enter a time such as 17:00, or leave both empty.'
    else if (opens >= closes) wrong[`${day}Closes`] ??= 'It must be later than the time of opening.'
  }
  if (holidays.length > MOST_HOLIDAYS || !holidays.every(isDay))
    wrong['holidays'] = `Write days such as 2026-12-25, one to a line, ${MOST_HOLIDAYS} at most.`
  if (Object.keys(wrong).length === 0 && Object.keys(days).length === 0) wrong['mondayOpens'] = 'Enter the hours of at least one day.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
}

const inWords = ({ days }: OfficeHours): string =>
  WEEKDAYS.flatMap((day) => {
    const span = days[day]
    return span ? [`${day} ${span.opens}–${span.closes}`] : []
  }).join(', ')
