import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { faxApi } from '../../../src/fax/api.routes.ts'
import { contentApi } from '../../../src/fax/content/api.routes.ts'
import { contentRoutes } from '../../../src/fax/content/routes.tsx'
import { faxRoutes } from '../../../src/fax/routes.tsx'
import { type Faxing, openFaxing } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'

const PLACE = '/settings/zero-retention'
const FORM = { sent: 'on', sentHours: '72', receivedHours: '24', after: 'read' }
const open = (faxing: Faxing) =>
  openPages(faxing, (around) => {
    const deps = { ...around, ...faxing, names: () => new Map<string, string>() }
    return [contentRoutes(around), contentApi(around), faxRoutes(deps), faxApi(deps)]
  })

test('an owner switches it on and off on its page; the trail says so; the other office is as it was', async () => {
  using faxing = openFaxing()
  const pages = open(faxing)
  expect(await pages.html('ana', PLACE)).toContain('Destroy the content after delivery')
  expect((await pages.visit('ana', PLACE, FORM)).status).toBe(303)
  expect((await pages.call('ana', 'GET', '/api/zero-retention')).body).toEqual({ sent: { hours: 72 }, received: null })
  expect((await pages.call('sam', 'GET', '/api/zero-retention')).body).toEqual({ sent: null, received: null })
  const { sent, ...off } = FORM
  expect((await pages.visit('ana', PLACE, off)).status).toBe(303)
  const events = faxing.maple.read((tx) => listEvents(tx, { action: 'retention.content_rule_set' }))
  expect(events.map(({ actorId, subjectId, detail }) => [actorId, subjectId, detail])).toEqual([
    ['ana', 'sent', '{"after":null,"hours":null}'],
    ['ana', 'sent', '{"after":"delivered","hours":72}'],
  ])
})

test('what cannot be comes back in the form, and to a program with its field', async () => {
  using faxing = openFaxing()
  const pages = open(faxing)
  const answer = await pages.visit('ana', PLACE, { ...FORM, sentHours: 'soon' })
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('value="soon"')])
  expect((await pages.call('ana', 'PUT', '/api/zero-retention', { sent: { hours: 0 }, received: null })).status).toBe(422)
  const put = await pages.call('ana', 'PUT', '/api/zero-retention', { sent: null, received: { after: 'fetched', hours: 1 } })
  expect(put).toMatchObject({ status: 200, body: { sent: null, received: { after: 'fetched', hours: 1 } } })
})

test('of a fax whose content is gone the page says so, and whoever asks for its pages is answered 410', async () => {
  using faxing = openFaxing()
  const pages = open(faxing)
  await pages.call('ana', 'PUT', '/api/zero-retention', { sent: { hours: 72 }, received: null })
  const { id } = await faxing.submit()
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'delivered'))
  await faxing.work()
  const html = await pages.html('ana', `/faxes/${id}`)
  expect(html).toContain('The pages are gone')
  for (const absent of ['document.pdf', '/pages/1', 'Send again']) expect(html).not.toContain(absent)
  expect((await pages.call('ana', 'GET', `/api/faxes/${id}`)).body).toMatchObject({
    content: 'gone',
    sha256: expect.any(String),
    links: { document: null },
  })
  for (const path of ['document.pdf', 'pages/1.png']) {
    expect((await pages.visit('ana', `/faxes/${id}/${path}`)).status).toBe(410)
    expect(await pages.call('ana', 'GET', `/api/faxes/${id}/${path}`)).toMatchObject({ status: 410, body: { code: 'gone' } })
  }
  expect(await pages.call('ana', 'POST', `/api/faxes/${id}/resends`, { only: 'all' })).toMatchObject({
    status: 410,
    body: { code: 'gone' },
  })
})
