import { describe, expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { hoursApi } from '../../src/office/hours.api.routes.ts'
import { hoursRoutes } from '../../src/office/hours.routes.tsx'
import { getOffice, isOpenAt, nextOpening, type OfficeHours } from '../../src/office/index.ts'
import { openOffices } from '../support/offices.ts'
import { openPages } from '../support/pages.ts'

const ZONE = 'America/New_York'
const WEEK = { opens: '08:30', closes: '17:00' }
const HOURS: OfficeHours = {
  days: { monday: WEEK, tuesday: WEEK, wednesday: WEEK, thursday: WEEK, friday: { opens: '08:30', closes: '12:00' } },
  holidays: ['2026-03-09'],
}
const next = (from: string, hours: OfficeHours | null = HOURS) => nextOpening(hours, ZONE, new Date(from)).toISOString()

describe('an office opens next', () => {
  test.each([
    ['at once while it is open', '2026-03-02T15:00:00Z', '2026-03-02T15:00:00.000Z'],
    ['at once in its first moment', '2026-03-02T13:30:00Z', '2026-03-02T13:30:00.000Z'],
    ['this morning when it is early', '2026-03-02T12:00:00Z', '2026-03-02T13:30:00.000Z'],
    ['tomorrow from the moment it closes', '2026-03-02T22:00:00Z', '2026-03-03T13:30:00.000Z'],
    ['by its own calendar, whatever day it is elsewhere', '2026-03-03T03:00:00Z', '2026-03-03T13:30:00.000Z'],
    ['after the weekend, a holiday and the night the clocks change', '2026-03-06T18:00:00Z', '2026-03-10T12:30:00.000Z'],
  ])('%s', (_, from, at) => expect(next(from)).toBe(at))

  test('at once where it keeps no hours', () => expect(next('2026-03-08T04:00:00Z', null)).toBe('2026-03-08T04:00:00.000Z'))

  test('a year later when every Monday until then is a holiday', () => {
    const mondays = Array.from({ length: 100 }, (_, n) => new Date(Date.UTC(2026, 2, 2 + 7 * n)).toISOString().slice(0, 10))
    expect(next('2026-03-02T15:00:00Z', { days: { monday: WEEK }, holidays: mondays })).toBe('2028-01-31T13:30:00.000Z')
  })
})

test('it is open from its first moment until its last, not at it', () => {
  const isOpen = (at: string) => isOpenAt(HOURS, ZONE, new Date(at))
  expect(['13:29:59', '13:30:00', '21:59:59', '22:00:00'].map((time) => isOpen(`2026-03-02T${time}Z`))).toEqual([false, true, true, false])
  expect(isOpenAt(null, ZONE, new Date('2026-03-02T03:00:00Z'))).toBe(true)
})

const FORM = { mondayOpens: '08:30', mondayCloses: '17:00', holidays: '2026-12-25\n2026-07-04 2026-12-25' }
const open = (offices: ReturnType<typeof openOffices>) => openPages(offices, (around) => [hoursRoutes(around), hoursApi(around)])

test('what is saved is kept, shown, in the trail, and of this office alone', async () => {
  using offices = openOffices()
  const pages = open(offices)
  expect(await pages.html('ana', '/settings/hours')).toContain('No hours are set')
  const saved = await pages.visit('ana', '/settings/hours', FORM)
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/settings/hours?notice=saved'])
  expect(offices.maple.read(getOffice).hours).toEqual({ days: { monday: WEEK }, holidays: ['2026-07-04', '2026-12-25'] })
  const html = await pages.html('ana', '/settings/hours?notice=saved')
  for (const shown of ['The hours were saved.', 'value="08:30"', '2026-07-04\n2026-12-25', 'It is open now']) expect(html).toContain(shown)
  expect(offices.maple.read((tx) => listEvents(tx, { action: 'office.hours_set' })).map(({ detail }) => JSON.parse(detail))).toEqual([
    { hours: 'monday 08:30–17:00', holidays: '2026-07-04 2026-12-25' },
  ])
  expect(offices.harbor.read(getOffice).hours).toBeNull()
})

test('hours are taken away again by emptying all of them', async () => {
  using offices = openOffices()
  const pages = open(offices)
  await pages.visit('ana', '/settings/hours', FORM)
  expect((await pages.visit('ana', '/settings/hours', { mondayOpens: '', mondayCloses: '', holidays: ' ' })).status).toBe(303)
  expect(offices.maple.read(getOffice).hours).toBeNull()
})

test.each([
  ['mondayCloses', { mondayOpens: '08:30', mondayCloses: '' }],
  ['mondayOpens', { mondayOpens: 'early', mondayCloses: '17:00' }],
  ['mondayCloses', { mondayOpens: '17:00', mondayCloses: '17:00' }],
  ['holidays', { ...FORM, holidays: 'Christmas' }],
  ['holidays', { ...FORM, holidays: '2026-02-30' }],
  ['mondayOpens', { mondayOpens: '', mondayCloses: '', holidays: '2026-12-25' }],
])('a wrong %s comes back with what was typed, and nothing changes', async (field, form: Record<string, string>) => {
  using offices = openOffices()
  const refused = await open(offices).visit('ana', '/settings/hours', form)
  const html = await refused.text()
  expect([refused.status, html.includes(`id="${field}-error"`), html.includes(form['holidays'] ?? '')]).toEqual([422, true, true])
  expect(offices.maple.read(getOffice).hours).toBeNull()
})

test('programs set the hours and are told when the office opens', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  expect((await call('ana', 'GET', '/api/office/hours')).body).toEqual({
    hours: null,
    isOpen: true,
    nextOpeningAt: '2026-03-02T15:00:00.000Z',
  })
  offices.later(8 * 3_600_000)
  expect((await call('ana', 'PUT', '/api/office/hours', { hours: HOURS })).body).toEqual({
    hours: HOURS,
    isOpen: false,
    nextOpeningAt: '2026-03-03T13:30:00.000Z',
  })
  const bad = await call('ana', 'PUT', '/api/office/hours', { hours: { days: { friday: { opens: '9', closes: '25:00' } }, holidays: [] } })
  expect([bad.status, bad.body]).toMatchObject([422, { errors: [{ field: 'fridayOpens' }, { field: 'fridayCloses' }] }])
  expect((await call('ana', 'PUT', '/api/office/hours', { hours: { days: { funday: WEEK }, holidays: [] } })).status).toBe(422)
  expect((await call('sam', 'GET', '/api/office/hours')).body).toMatchObject({ hours: null })
  expect((await call('ana', 'PUT', '/api/office/hours', { hours: null })).body).toMatchObject({ hours: null, isOpen: true })
})
