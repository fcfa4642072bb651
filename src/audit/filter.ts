import { dayBounds, isDay } from '../kit/dates.ts'
import { invalid } from '../kit/errors.ts'
import type { EventFilter } from './trail.ts'

/** As it stands in the address of the page: empty means not filtered. Days are the office's. */
export type DayFilter = { readonly from: string; readonly until: string; readonly actor: string; readonly action: string }

/** Throws AppError invalid for a day that no calendar has. */
export function filterOf({ from, until, actor, action }: DayFilter, zone: string): EventFilter {
  const wrong = Object.fromEntries(
    Object.entries({ from, until })
      .filter(([, day]) => day !== '' && !isDay(day))
      .map(([field]) => [field, DAY]),
  )
  if (Object.keys(wrong).length > 0) throw invalid(wrong, DAY)
  return {
    from: from === '' ? undefined : dayBounds(from, zone).start,
    until: until === '' ? undefined : dayBounds(until, zone).end,
    actorId: actor || undefined,
    action: action || undefined,
  }
}

const DAY = 'Choose a day such as 2026-03-02.'

const INSTANT = /^20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

/** Throws AppError invalid, naming the field. */
export function instantIn(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const at = new Date(text)
  if (!INSTANT.test(text) || Number.isNaN(at.getTime()))
    throw invalid({ [field]: 'Write the time as 2026-03-02T09:30:00Z.' }, 'Check what was sent.')
  return at
}
