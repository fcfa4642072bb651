import { expect, test } from 'bun:test'
import { openWebhooks } from './world.ts'

const INPUT = { url: 'https://hooks.example/fax', events: ['fax.delivered'] }

test('a program subscribes, reads, changes, tests, replays and unsubscribes; the secret is told once', async () => {
  using world = openWebhooks()
  const { call } = world.pages
  const made = await call('ana', 'POST', '/api/webhooks', INPUT)
  expect(made.status).toBe(201)
  const { endpoint, secret, publicKey } = made.body as { endpoint: { id: string }; secret: string; publicKey: string }
  expect([secret, publicKey]).toEqual([expect.stringMatching(/^whsec_.{44}$/), expect.stringMatching(/^whpk_.{44}$/)])
  const path = `/api/webhooks/${endpoint.id}`
  expect(JSON.stringify((await call('ana', 'GET', path)).body)).not.toContain(secret)
  expect((await call('ana', 'PATCH', path, { enabled: false })).body).toMatchObject({ enabled: false, events: ['fax.delivered'] })
  await call('ana', 'PATCH', path, { enabled: true })
  expect((await call('ana', 'POST', `${path}/tests`)).status).toBe(202)
  await world.tell()
  const log = (await call('ana', 'GET', `${path}/deliveries`)).body as { data: { id: string }[] }
  expect(log.data).toMatchObject([{ type: 'webhook.test', state: 'delivered', status: 204 }])
  expect((await call('ana', 'POST', `${path}/deliveries/${log.data[0]?.id}/replays`)).status).toBe(202)
  expect((await call('ana', 'POST', `${path}/secrets`)).body).not.toMatchObject({ secret })
  expect((await call('ana', 'DELETE', path)).status).toBe(204)
  expect((await call('ana', 'GET', path)).status).toBe(404)
})

test.each([
  [{ ...INPUT, url: 'http://hooks.example/fax' }, 'url'],
  [{ ...INPUT, url: 'https://name:word@hooks.example' }, 'url'],
  [{ ...INPUT, url: 'ftp://hooks.example' }, 'url'],
  [{ ...INPUT, url: 'nonsense' }, 'url'],
  [{ ...INPUT, events: ['fax.eaten'] }, 'events'],
  [{ ...INPUT, description: 'x'.repeat(121) }, 'description'],
])('%j is refused under its field and changes nothing', async (input, field) => {
  using world = openWebhooks()
  const refused = await world.pages.call('ana', 'POST', '/api/webhooks', input)
  expect([refused.status, refused.body]).toMatchObject([422, { errors: [{ field }] }])
  expect((await world.pages.call('ana', 'GET', '/api/webhooks')).body).toEqual({ data: [] })
})

test('an office has at most twenty, and sees its own only', async () => {
  using world = openWebhooks()
  for (let n = 0; n < 20; n++) world.add()
  expect((await world.pages.call('ana', 'POST', '/api/webhooks', INPUT)).status).toBe(409)
  expect((await world.pages.call('sam', 'GET', '/api/webhooks')).body).toEqual({ data: [] })
})

test('the pages do the same: the secret is shown after it was made, and what was typed comes back', async () => {
  using world = openWebhooks()
  const { visit, html } = world.pages
  const refused = await visit('ana', '/settings/webhooks', { url: 'nonsense', event: 'fax.failed', description: 'Billing' })
  const again = await refused.text()
  expect(refused.status).toBe(422)
  for (const part of ['Enter an address such as', 'value="nonsense"', 'value="Billing"']) expect(again).toContain(part)
  const made = await (await visit('ana', '/settings/webhooks', { url: INPUT.url, event: 'fax.failed' })).text()
  expect(made).toContain('whsec_')
  const [{ id } = { id: '' }] = ((await world.pages.call('ana', 'GET', '/api/webhooks')).body as { data: { id: string }[] }).data
  const page = `/settings/webhooks/${id}`
  expect(await html('ana', page)).not.toContain('whsec_')
  expect((await visit('ana', `${page}/test`, {})).headers.get('location')).toBe(`${page}?notice=sent`)
  await world.tell()
  expect(await html('ana', page)).toContain('Answered 204')
  expect((await visit('sam', page)).status).toBe(404)
  expect((await visit('ana', `${page}/removal`, {})).headers.get('location')).toBe('/settings/webhooks?notice=removed')
})
