import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { getOffice } from '../../src/office/index.ts'
import { outboundCopyApi } from '../../src/office/outbound-copy.api.routes.ts'
import { outboundCopyRoutes } from '../../src/office/outbound-copy.routes.tsx'
import { openOffices } from '../support/offices.ts'
import { openPages } from '../support/pages.ts'

const PLACE = '/settings/copies'

function open() {
  const offices = openOffices()
  const pages = openPages(offices, (around) => [outboundCopyRoutes({ ...around, byMail: false }), outboundCopyApi(around)])
  const { maple, harbor } = offices
  const told = () => maple.read((tx) => listEvents(tx, { action: 'office.copy_set' })).map(({ detail }) => JSON.parse(detail))
  return { ...offices, maple, harbor, pages, told, [Symbol.dispose]: () => offices[Symbol.dispose]() }
}

test('it is off until an office says who is written to; the trail says to how many, not to whom', async () => {
  using world = open()
  expect(await world.pages.html('ana', PLACE)).toMatch(/value="nothing" selected[\s\S]*/)
  const form = { about: 'every', toSender: 'on', addresses: 'Front@maple.test\n\nback@maple.test, front@maple.test' }
  expect((await world.pages.visit('ana', PLACE, form)).headers.get('location')).toBe(`${PLACE}?notice=saved`)
  expect(world.maple.read(getOffice).outboundCopy).toEqual({
    about: 'every',
    toSender: true,
    addresses: ['front@maple.test', 'back@maple.test'],
  })
  expect(await world.pages.html('ana', PLACE)).toContain('front@maple.test\nback@maple.test</textarea>')
  expect(world.told()).toEqual([{ about: 'every', toSender: true, addresses: 2 }])
  expect(world.harbor.read(getOffice).outboundCopy).toBeNull()
})

test('a server without mail says so', async () => {
  using world = open()
  expect(await world.pages.html('ana', PLACE)).toContain('This server sends no mail yet.')
})

test.each([
  ['Address 1 is none.', { addresses: 'somebody' }],
  ['Enter at most 10 addresses.', { addresses: Array.from({ length: 11 }, (_, n) => `a${n}@maple.test`).join('\n') }],
  ['Enter an address, or have whoever sent the fax written to.', { addresses: ' ' }],
])('%s what was typed comes back, and nothing changes', async (message, over) => {
  using world = open()
  const answer = await world.pages.visit('ana', PLACE, { about: 'failed', ...over })
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(message)])
  expect([world.maple.read(getOffice).outboundCopy, world.told()]).toEqual([null, []])
})

test('a program sets it and takes it away', async () => {
  using world = open()
  const { call } = world.pages
  const copy = { about: 'failed', toSender: false, addresses: ['front@maple.test'] }
  expect((await call('ana', 'PUT', '/api/office/outbound-copy', { copy })).body).toEqual({ copy })
  expect((await call('ana', 'GET', '/api/office/outbound-copy')).body).toEqual({ copy })
  expect((await call('ana', 'PUT', '/api/office/outbound-copy', { copy: { ...copy, addresses: [] } })).status).toBe(422)
  expect((await call('ana', 'PUT', '/api/office/outbound-copy', { copy: null })).body).toEqual({ copy: null })
  expect(world.told()).toEqual([{ about: 'nothing' }, { about: 'failed', toSender: false, addresses: 1 }])
})
