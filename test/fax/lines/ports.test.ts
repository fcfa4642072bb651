import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../../src/audit/index.ts'
import { composeFaxLetters } from '../../../src/fax/index.ts'
import { portApi } from '../../../src/fax/lines/ports/api.routes.ts'
import { listPorts, type PortWish, portReminder, removePort, setPort } from '../../../src/fax/lines/ports/ports.ts'
import { portRoutes } from '../../../src/fax/lines/ports/routes.tsx'
import { drain } from '../../../src/jobs/index.ts'
import { COLLEAGUES } from '../../support/faxing.ts'
import { type Offices, openOffices } from '../../support/offices.ts'
import { openPages } from '../../support/pages.ts'

const HOUR = 3_600_000
const NUMBER = '+15552010100'
const WISH: PortWish = { number: '(555) 201-0100', state: 'confirmed', day: '2026-03-05', note: 'Order 4711' }
const note = ({ maple }: Offices, more: Partial<PortWish> = {}) => maple.write((tx) => setPort(tx, { ...WISH, ...more }))
const work = ({ maple }: Offices) => drain(maple, [portReminder({ colleagues: () => COLLEAGUES })])
const letters = ({ maple }: Offices) =>
  maple.read((tx) =>
    tx.db.all<{ letter: string; address: string; personId: string }>(sql`SELECT letter, address, person_id AS personId FROM letters`),
  )

test('a number is noted, and noted again, each with an entry in the trail; the other office has none of it', () => {
  using offices = openOffices()
  note(offices, { state: 'requested', day: '' })
  note(offices)
  expect(offices.maple.read(listPorts)).toMatchObject([
    { number: NUMBER, state: 'confirmed', day: '2026-03-05', note: 'Order 4711', setBy: 'ana' },
  ])
  expect(offices.maple.read((tx) => listEvents(tx, { action: 'number.port_noted' }))).toHaveLength(2)
  expect(offices.harbor.read(listPorts)).toEqual([])
})

test('who wrote it down is written to at nine in the morning of the day before, and not before', async () => {
  using offices = openOffices()
  note(offices)
  // It is 10 in the morning of March 2 in New York; the day before is March 4.
  offices.later(46 * HOUR)
  await work(offices)
  expect(letters(offices)).toEqual([])
  offices.later(HOUR)
  await work(offices)
  const [letter] = letters(offices)
  expect(letter).toEqual({ letter: 'port_soon', address: 'ana@maple.test', personId: 'ana' })
  const compose = composeFaxLetters({ officeName: () => 'Maple Street', urlOf: () => 'http://maple.us.test', colleagues: () => COLLEAGUES })
  const mail = offices.maple.read((tx) => compose(tx, letter as NonNullable<typeof letter>))
  expect(mail?.text).toContain('http://maple.us.test/settings/number-ports')
})

test('moved, done or removed, it reminds of the new day or not at all', async () => {
  using offices = openOffices()
  note(offices)
  note(offices, { day: '2026-03-07' })
  offices.later(60 * HOUR)
  await work(offices)
  expect(letters(offices)).toEqual([])
  note(offices, { day: '2026-03-07', state: 'done' })
  note(offices, { number: '5552010101', day: '2026-03-07' })
  offices.maple.write((tx) => removePort(tx, '+15552010101'))
  offices.later(100 * HOUR)
  await work(offices)
  expect(letters(offices)).toEqual([])
})

test('what is wrong is said by its field and changes nothing', async () => {
  using offices = openOffices()
  const pages = openPages(offices, (around) => [portRoutes(around), portApi(around)])
  for (const wrong of [{ number: 'soon' }, { day: 'soon' }, { day: '' }, { note: 'x'.repeat(501) }]) {
    const answer = await pages.visit('ana', '/settings/number-ports', { ...WISH, ...wrong })
    expect(answer.status).toBe(422)
    expect((await pages.call('ana', 'PUT', '/api/number-ports', { ...WISH, ...wrong })).status).toBe(422)
  }
  expect(offices.maple.read(listPorts)).toEqual([])
})

test('it is noted and removed on the page and by a program', async () => {
  using offices = openOffices()
  const pages = openPages(offices, (around) => [portRoutes(around), portApi(around)])
  expect((await pages.visit('ana', '/settings/number-ports', { ...WISH })).status).toBe(303)
  expect(await pages.html('ana', '/settings/number-ports')).toContain('Confirmed for a day')
  expect((await pages.call('ana', 'GET', '/api/number-ports')).body).toMatchObject({ data: [{ number: NUMBER, day: '2026-03-05' }] })
  expect((await pages.call('sam', 'DELETE', `/api/number-ports/${NUMBER}`)).status).toBe(404)
  expect((await pages.visit('ana', `/settings/number-ports/${encodeURIComponent(NUMBER)}/removal`, {})).status).toBe(303)
  expect(offices.maple.read(listPorts)).toEqual([])
})
