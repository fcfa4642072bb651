export type When = { readonly relative: string; readonly exact: string; readonly iso: string }

const exactFormats = new Map<string, Intl.DateTimeFormat>()
const dayFormats = new Map<string, Intl.DateTimeFormat>()

function cached(formats: Map<string, Intl.DateTimeFormat>, zone: string, options: Intl.DateTimeFormatOptions) {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, ...options })
  formats.set(zone, made)
  return made
}

const exactly = (zone: string) =>
  cached(exactFormats, zone, {
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  })
const byDay = (zone: string) => cached(dayFormats, zone, { month: 'short', day: 'numeric', year: 'numeric' })

/** How a moment is shown: "5 min ago" to read, the exact office time on hover, ISO for machines. */
export function formatWhen(at: Date, now: Date, zone: string): When {
  return { relative: relative(at, now, zone), exact: exactly(zone).format(at), iso: at.toISOString() }
}

/** For a record on paper: the exact time on the office's clock. */
export const exactTime = (at: Date, zone: string): string => exactly(zone).format(at)

/** Differs whenever `relative` may say another thing of a moment than it did before. */
export function ageMark(at: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000)
  return `${seconds < 0 ? 'in ' : ''}${spell(Math.abs(seconds)) ?? 'a day of its own'}`
}

function relative(at: Date, now: Date, zone: string): string {
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000)
  const ahead = seconds < 0
  const span = spell(Math.abs(seconds))
  if (span === undefined) return byDay(zone).format(at)
  if (span === '') return 'just now'
  return ahead ? `in ${span}` : `${span} ago`
}

function spell(seconds: number): string | undefined {
  if (seconds < 10) return ''
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h`
  if (seconds < 7 * 86_400) return `${Math.round(seconds / 86_400)} d`
  return undefined
}

export function isTimeZone(zone: string): boolean {
  try {
    return exactly(zone) !== undefined
  } catch {
    return false
  }
}

/** True for a day that a calendar of this century has. */
export function isDay(text: string): boolean {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** A civil day such as 2026-03-02 in the office's zone → the instants it starts and ends. */
export function dayBounds(day: string, zone: string): { readonly start: Date; readonly end: Date } {
  return { start: atOffice(`${day}T00:00`, zone), end: atOffice(`${dayAfter(day)}T00:00`, zone) }
}

/** The civil day that a zone's calendar shows at that moment. */
export const dayAt = (at: Date, zone: string): string => new Date(at.getTime() + offsetMs(at, zone)).toISOString().slice(0, 10)

/** What the office's wall clock shows at that moment, as a form holds it: "2026-03-02T09:30". */
export const wallTime = (at: Date, zone: string): string => new Date(at.getTime() + offsetMs(at, zone)).toISOString().slice(0, 16)

export const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00Z`) + DAY_MS).toISOString().slice(0, 10)

/**
 * "2026-03-02T09:30" as read off the office's wall clock → the instant. A time that the clock shows twice is the first of the two;
 * one that it skips is as much later as it skips; one that no clock shows is an invalid date.
 */
export function atOffice(local: string, zone: string): Date {
  const wall = new Date(`${local.length === 16 ? `${local}:00` : local}Z`).getTime()
  if (Number.isNaN(wall)) return new Date(Number.NaN)
  const before = offsetMs(new Date(wall - DAY_MS), zone)
  const after = offsetMs(new Date(wall + DAY_MS), zone)
  const shows = (offset: number) => offsetMs(new Date(wall - offset), zone) === offset
  return new Date(wall - (!shows(before) && shows(after) ? after : before))
}

const DAY_MS = 86_400_000

const wallFormats = new Map<string, Intl.DateTimeFormat>()

function offsetMs(at: Date, zone: string): number {
  const format = cached(wallFormats, zone, {
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at.getTime() / 1000) * 1000
}
