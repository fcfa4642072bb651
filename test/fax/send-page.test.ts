import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { addContact, noteUse } from '../../src/contacts/index.ts'
import { composeRoutes } from '../../src/fax/compose.routes.tsx'
import { draftRoutes } from '../../src/fax/drafts/routes.tsx'
import { getOffice, setHours } from '../../src/office/index.ts'
import { openFaxing, plainDocuments } from '../support/faxing.ts'
import { openPages } from '../support/pages.ts'

const NINE_TO_FIVE = { opens: '09:00', closes: '17:00' }
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']
const HOURS = { days: Object.fromEntries(WEEKDAYS.map((day) => [day, NINE_TO_FIVE])), holidays: [] }
const ID = '01a1fdde-b695-7727-93c9-a503c8ee1d5b'
/** A Friday evening in New York, and the Monday after it. */
const [FRIDAY, MONDAY] = ['2026-03-06T23:30:00Z', '2026-03-09T14:30:00Z'].map((at) => new Date(at)) as [Date, Date]

function open() {
  const faxing = openFaxing()
  const { files, carrier, maple } = faxing
  const pages = openPages(faxing, (around) => {
    const deps = { ...around, files, carrier, documents: plainDocuments, names: () => new Map<string, string>() }
    return [composeRoutes(deps), draftRoutes(deps)]
  })
  const post = (path: string, fields: Record<string, string>) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    const headers = { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' }
    return pages.app.handle(new Request(`http://maple.localhost${path}`, { method: 'POST', body, headers }))
  }
  const known = (name: string, fax: string, { uses = 0, favourite = false } = {}) =>
    maple.write((tx) => {
      addContact(tx, { name, organization: '', fax, note: '', favourite })
      for (let n = 0; n < uses; n++) noteUse(tx, fax)
    })
  return { faxing, maple, pages, post, known, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

test('favourites stand before those who get the most faxes, each once and with the key that adds them', async () => {
  using world = open()
  expect(await world.pages.html('ana', '/faxes/new')).toContain('Whoever you fax most will be here')
  world.known('Oak Pharmacy', '+15552010100', { uses: 3 })
  world.known('Elm Clinic', '+15552010101', { favourite: true })
  world.known('Birch Labs', '+15552010102', { uses: 9, favourite: true })
  world.known('Never Faxed', '+15552010103')
  const html = await world.pages.html('ana', '/faxes/new')
  const offered = [...html.matchAll(/data-add="([^"<&]*) [^"]*" aria-keyshortcuts="(\d)"/g)].map(([, name, key]) => [key, name])
  expect(offered).toEqual([
    ['1', 'Birch Labs'],
    ['2', 'Elm Clinic'],
    ['3', 'Oak Pharmacy'],
  ])
})

test('a closed office is offered its next opening, and nothing is held back', async () => {
  using world = open()
  world.faxing.now.value = FRIDAY
  expect(await world.pages.html('ana', '/faxes/new')).not.toContain('Your office is closed')
  world.maple.write((tx) => void setHours(tx, HOURS))
  const html = await world.pages.html('ana', '/faxes/new')
  expect(html).toMatch(/Your office is closed until[\s\S]*Mar 9, 2026, 9:00[\s\S]*data-opening="2026-03-09T09:00"/)
  expect(html).toMatch(/name="sendAt"[^>]*value=""/)
  world.faxing.now.value = MONDAY
  expect(await world.pages.html('ana', '/faxes/new')).not.toContain('Your office is closed')
})

test('without a script one press writes the opening into the draft, by the office’s clock', async () => {
  using world = open()
  world.faxing.now.value = FRIDAY
  world.maple.write((tx) => void setHours(tx, HOURS))
  expect(world.maple.read(getOffice).timeZone).toBe('America/New_York')
  const saved = await world.post('/faxes/drafts', { intent: ID, known: '0', to: '5552010100', sendAt: '', act: 'opening' })
  expect(saved.status).toBe(303)
  expect(await world.pages.html('ana', `/faxes/drafts/${ID}`)).toMatch(/name="sendAt"[^>]*value="2026-03-09T09:00"/)
  world.faxing.now.value = MONDAY
  await world.post('/faxes/drafts', { intent: ID, known: '0', to: '5552010100', sendAt: '2026-03-10T08:00', act: 'opening' })
  expect(await world.pages.html('ana', `/faxes/drafts/${ID}`)).toMatch(/name="sendAt"[^>]*value=""/)
})

test('what was sent can be looked at, followed by another, also to the same numbers, and canceled while it is not over', async () => {
  using world = open()
  const fax = await world.faxing.submit(['Oak Pharmacy <5552010100>', '5552010101'])
  const html = await world.pages.html('ana', `/faxes/${fax.id}/confirmation`)
  expect(html).toMatch(/<dialog open id="done"/)
  for (const step of [`/faxes/${fax.id}"`, '/faxes/new"', `/faxes/new?like=${fax.id}"`, `/faxes/${fax.id}/cancellation"`])
    expect(html).toContain(step)
  const again = await world.pages.html('ana', `/faxes/new?like=${fax.id}`)
  expect(again).toContain('Oak Pharmacy &lt;(555) 201-0100&gt;\n(555) 201-0101</textarea>')
  expect((await world.pages.visit('sam', `/faxes/new?like=${fax.id}`)).status).toBe(404)
})

test('what is over is not offered to be canceled', async () => {
  using world = open()
  const fax = await world.faxing.submit()
  world.maple.write((tx) => void tx.db.run(sql`UPDATE faxes SET status = 'delivered' WHERE id = ${fax.id}`))
  const html = await world.pages.html('ana', `/faxes/${fax.id}/confirmation`)
  expect([html.includes('cancellation'), html.includes('Another to this number')]).toEqual([false, true])
})
