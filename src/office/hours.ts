import { atOffice, dayAfter, dayAt } from '../kit/dates.ts'

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof WEEKDAYS)[number]
export type DayHours = { readonly opens: string; readonly closes: string }
/** By the office's own clock. A weekday that is not there, and a day of the year among the holidays, is closed. */
export type OfficeHours = { readonly days: Readonly<Partial<Record<Weekday, DayHours>>>; readonly holidays: readonly string[] }
export type Opening = { readonly opens: Date; readonly closes: Date }

export const MOST_HOLIDAYS = 100
/** One open weekday, and every one of them a holiday as long as there are holidays left. */
const LONGEST_CLOSED_DAYS = 7 * (MOST_HOLIDAYS + 1)

const hoursOn = (hours: OfficeHours, day: string): DayHours | undefined => {
  const weekday = WEEKDAYS[(new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7]
  return weekday && !hours.holidays.includes(day) ? hours.days[weekday] : undefined
}

/** The opening that lasts at that moment, or else the next one. Undefined where the office never opens. */
export function openingFrom(hours: OfficeHours, zone: string, at: Date): Opening | undefined {
  let day = dayAt(at, zone)
  for (let n = 0; n <= LONGEST_CLOSED_DAYS; n++, day = dayAfter(day)) {
    const span = hoursOn(hours, day)
    if (!span) continue
    const opening = { opens: atOffice(`${day}T${span.opens}`, zone), closes: atOffice(`${day}T${span.closes}`, zone) }
    if (opening.closes > at && opening.closes > opening.opens) return opening
  }
  return undefined
}

export const isOpenAt = (hours: OfficeHours | null, zone: string, at: Date): boolean => {
  const opening = hours ? openingFrom(hours, zone, at) : undefined
  return !hours || (opening !== undefined && opening.opens <= at)
}

/** When the office is open next: at once while it is open, and where it keeps no hours. */
export function nextOpening(hours: OfficeHours | null, zone: string, from: Date): Date {
  const opening = hours ? openingFrom(hours, zone, from) : undefined
  return opening && opening.opens > from ? opening.opens : from
}
