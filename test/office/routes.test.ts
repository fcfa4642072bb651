import { expect, test } from 'bun:test'
import { listNumbers } from '../../src/fax/index.ts'
import { officeApi } from '../../src/office/api.routes.ts'
import { getOffice, updateOffice } from '../../src/office/index.ts'
import { officeRoutes, settingsPage } from '../../src/office/routes.tsx'
import { page } from '../../src/web/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { type Around, openPages } from '../support/pages.ts'

const FORM = { name: 'Maple Pediatrics', phone: '(555) 010-0300', timeZone: 'America/Chicago', coverNotice: 'Confidential.' }
const KEY = {
  id: 'k1',
  name: 'Practice software',
  prefix: 'fd_maple_ab12',
  scopes: ['faxes:read'],
  createdAt: new Date('2026-03-01'),
  lastUsedAt: null,
  lastUsedFrom: null,
  revokedAt: null,
  expiresAt: null,
}
const others = {
  people: () => [{ id: 'u1', name: 'Ana Ortiz', email: 'ana@example.test', role: 'owner_admin', state: 'active' } as const],
  numbers: listNumbers,
  keys: () => ({ list: [KEY], scopes: ['faxes:read', 'faxes:write'] }),
  standing: () => ({
    ownAccount: '7f3c',
    sending: { duplicateHours: 24, askNewNumbers: true },
    rules: 0,
    webhooks: 2,
    retention: [{ label: 'Sent faxes', days: 365 }],
    content: { sent: null, received: null },
    mailings: 0,
    pageText: false,
    mailSenders: 0,
  }),
  backup: () => undefined,
}
const routes = (around: Around) => [officeRoutes({ ...around, ...others }), officeApi(around)]
const open = (offices: Offices) => openPages(offices, routes)

test('the page shows the office, its numbers, its people and its keys', async () => {
  using offices = openOffices()
  const html = await open(offices).html('ana', '/settings')
  for (const shown of ['value="Maple Street Family Practice"', '(555) 010-0100', 'Main line', 'Ana Ortiz', 'Practice software'])
    expect(html).toContain(shown)
  expect(html).not.toContain('Harbor')
})

test('everything that can be set is led to from one place, with how it stands', async () => {
  using offices = openOffices()
  const html = await open(offices).html('ana', '/settings')
  const links = ['hours', 'numbers', 'carrier', 'sending', 'people', 'security', 'retention', 'take-away'].map(
    (page) => `href="/settings/${page}"`,
  )
  for (const link of [...links, 'href="/received/receiving"', 'href="/received/rules"', 'href="/roles"']) expect(html).toContain(link)
  for (const set of [
    'not set: open at any time',
    '1 number',
    'your own, key ending in 7f3c',
    'new numbers read back',
    'Sent faxes: 365 days',
    'none yet',
  ])
    expect(html).toContain(set)
  expect(await open(offices).html('rita', '/settings')).not.toContain('/settings/retention')
})

test('what is saved is shown, and the page says so', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const saved = await pages.visit('ana', '/settings/profile', FORM)
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/settings?notice=saved'])
  const html = await pages.html('ana', '/settings?notice=saved')
  expect(html).toContain('The settings were saved.')
  expect(html).toMatch(/value="America\/Chicago" selected/)
  expect(offices.maple.read(getOffice)).toMatchObject({ name: 'Maple Pediatrics', phone: '+15550100300' })
  expect(offices.harbor.read(getOffice).name).toBe('Harbor Dental')
})

test('a refused form comes back with its errors and what was typed', async () => {
  using offices = openOffices()
  const response = await open(offices).visit('ana', '/settings/profile', { ...FORM, phone: 'ask <Lee>', coverNotice: ' ' })
  const html = await response.text()
  expect(response.status).toBe(422)
  expect(html).toContain('value="ask <Lee>"')
  expect(html).toContain('id="phone-error"')
  expect(html).toContain('id="coverNotice-error"')
  expect(html).toContain('value="Maple Pediatrics"')
  expect(offices.maple.read(getOffice).name).toBe('Maple Street Family Practice')
})

test('a zone that was set elsewhere stays chosen, so that saving the form keeps it', async () => {
  using offices = openOffices()
  offices.maple.write((tx) => updateOffice(tx, { ...getOffice(tx), timeZone: 'America/Indiana/Knox' }))
  expect(await open(offices).html('ana', '/settings')).toMatch(/value="America\/Indiana\/Knox" selected/)
})

test('someone who may only look cannot press save', async () => {
  using offices = openOffices()
  const html = await open(offices).html('rita', '/settings')
  expect(html).toContain('Maple Street Family Practice')
  expect(html).not.toContain('Saving…')
  expect(html).not.toContain('/settings/keys')
})

test('a stranger and another site change nothing', async () => {
  using offices = openOffices()
  const pages = open(offices)
  expect((await pages.visit('nobody', '/settings/profile', FORM)).status).toBe(401)
  expect((await pages.visit('ana', '/settings/profile', FORM, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await pages.call('nobody', 'PATCH', '/api/office', FORM)).status).toBe(401)
  expect(offices.maple.read(getOffice).name).toBe('Maple Street Family Practice')
})

test('whoever makes a key shows its secret on the same page', async () => {
  using offices = openOffices()
  let html = ''
  openPages(offices, ({ shell }) => {
    const show = settingsPage({ shell, ...others })
    const actor = { tenant: offices.maple, slug: 'maple', officeName: 'Maple', permissions: new Set(['settings:write']) }
    html = String(
      show(actor, new Request('http://maple.localhost/settings'), { keys: { made: { name: 'New', secret: 'fd_maple_secret' } } }),
    )
    return []
  })
  expect(html).toContain('fd_maple_secret')
  expect(html).toContain('Practice software')
  expect(await (await page(html)).text()).toStartWith('<!doctype html>')
})

test('programs read the office and change a part of it', async () => {
  using offices = openOffices()
  const { call } = open(offices)
  expect((await call('ana', 'PATCH', '/api/office', { timeZone: 'America/Denver' })).body).toMatchObject({
    name: 'Maple Street Family Practice',
    timeZone: 'America/Denver',
  })
  expect((await call('ana', 'GET', '/api/office')).body).toMatchObject({ timeZone: 'America/Denver', phone: '' })
  const bad = await call('ana', 'PATCH', '/api/office', { timeZone: 'Mars/Base' })
  expect([bad.status, bad.body]).toEqual([422, expect.objectContaining({ errors: [expect.objectContaining({ field: 'timeZone' })] })])
  expect((await call('ana', 'PATCH', '/api/office', {})).status).toBe(422)
  expect((await call('sam', 'GET', '/api/office')).body).toMatchObject({ name: 'Harbor Dental', timeZone: 'America/New_York' })
})
