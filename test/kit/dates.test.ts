import { expect, test } from 'bun:test'
import { atOffice, dayBounds, formatWhen, isDay, isTimeZone, wallTime } from '../../src/kit/dates.ts'

const NEW_YORK = 'America/New_York'
const NOW = new Date('2026-03-02T15:00:00Z')
const before = (seconds: number) => formatWhen(new Date(NOW.getTime() - seconds * 1000), NOW, NEW_YORK).relative
const hours = ({ start, end }: { start: Date; end: Date }) => (end.getTime() - start.getTime()) / 3_600_000

test.each([
  [0, 'just now'],
  [9, 'just now'],
  [10, '10 s ago'],
  [59, '59 s ago'],
  [60, '1 min ago'],
  [5 * 60, '5 min ago'],
  [3 * 3600, '3 h ago'],
  [2 * 86_400, '2 d ago'],
  [7 * 86_400, 'Feb 23, 2026'],
  [-5 * 60, 'in 5 min'],
  [-30 * 86_400, 'Apr 1, 2026'],
])('%i seconds back reads %p', (seconds, words) => {
  expect(before(seconds)).toBe(words)
})

test('the exact time is the office’s, and machines read ISO', () => {
  const when = formatWhen(new Date('2026-03-02T14:55:00Z'), NOW, NEW_YORK)
  expect(when.exact.replaceAll('\u202f', ' ')).toBe('Mar 2, 2026, 9:55:00 AM EST')
  expect(when.iso).toBe('2026-03-02T14:55:00.000Z')
})

test('a day that reads one date here and another in Greenwich is named by the office', () => {
  expect(formatWhen(new Date('2026-01-01T03:00:00Z'), NOW, NEW_YORK).relative).toBe('Dec 31, 2025')
})

test.each([
  ['an ordinary day', '2026-03-02', NEW_YORK, '2026-03-02T05:00:00.000Z', 24],
  ['the day clocks go forward', '2026-03-08', NEW_YORK, '2026-03-08T05:00:00.000Z', 23],
  ['the day clocks go back', '2026-11-01', NEW_YORK, '2026-11-01T04:00:00.000Z', 25],
  ['the last day of a year', '2026-12-31', NEW_YORK, '2026-12-31T05:00:00.000Z', 24],
  ['a leap day', '2028-02-29', NEW_YORK, '2028-02-29T05:00:00.000Z', 24],
  ['a day in Honolulu, which never changes', '2026-03-08', 'Pacific/Honolulu', '2026-03-08T10:00:00.000Z', 24],
  ['a day east of Greenwich', '2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 23],
  ['a day that begins at one, for want of a midnight', '2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z', 23],
  ['a day with two midnights', '2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z', 25],
])('%s begins and ends where the office’s calendar says', (_, day, zone, start, length) => {
  const bounds = dayBounds(day, zone)
  expect([bounds.start.toISOString(), hours(bounds)]).toEqual([start, length])
})

test('days meet without a gap or an overlap, all year, in every zone an office may be in', () => {
  for (const zone of [
    NEW_YORK,
    'America/Chicago',
    'America/Phoenix',
    'America/Los_Angeles',
    'America/Anchorage',
    'America/Puerto_Rico',
    'America/Santiago',
  ]) {
    let end = dayBounds('2025-12-31', zone).end.getTime()
    for (let day = 0; day < 365; day++) {
      const bounds = dayBounds(new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10), zone)
      expect(bounds.start.getTime()).toBe(end)
      end = bounds.end.getTime()
    }
  }
})

test('a time the clock skips is as much later as it skips, and one it shows twice is the first', () => {
  expect(atOffice('2026-03-08T02:30', NEW_YORK).toISOString()).toBe('2026-03-08T07:30:00.000Z')
  expect(atOffice('2026-11-01T01:30', NEW_YORK).toISOString()).toBe('2026-11-01T05:30:00.000Z')
  expect(atOffice('2026-10-25T02:30', 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z')
  expect(wallTime(atOffice('2026-07-02T09:30', NEW_YORK), NEW_YORK)).toBe('2026-07-02T09:30')
  expect(atOffice('2026-03-02T09:30:15', NEW_YORK).toISOString()).toBe('2026-03-02T14:30:15.000Z')
})

test('a zone is known or it is not', () => {
  expect(['America/New_York', 'UTC', 'America/Nowhere', ''].map(isTimeZone)).toEqual([true, true, false, false])
})

test('a day is one that a calendar has', () => {
  expect(['2026-03-02', '2024-02-29', '2026-02-29', '2026-99-99', '0000-00-00', '1999-01-01', '9999-12-31', ''].map(isDay)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ])
})

test('a time that no clock shows is no date', () => {
  for (const text of ['2026-13-45T10:00', '2026-01-01T99:00', 'nonsense']) expect(atOffice(text, NEW_YORK).getTime()).toBeNaN()
})
