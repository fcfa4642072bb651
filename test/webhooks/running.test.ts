import { expect, setDefaultTimeout, test } from 'bun:test'
import { Webhook } from 'standardwebhooks'
import { sendFax } from '../support/posting.ts'
import { startFrontdesk, until } from '../support/server.ts'

// Real processes on a machine that may be busy.
setDefaultTimeout(30_000)

test('the running server tells a program of a fax as soon as it happens, from both of its threads', async () => {
  const heard: { body: string; headers: Record<string, string> }[] = []
  using listener = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      heard.push({ body: await request.text(), headers: Object.fromEntries(request.headers) })
      return new Response(null, { status: 204 })
    },
  })
  await using desk = await startFrontdesk()
  const maple = desk.as('maple', desk.maple.key)
  const subscribed = await maple('/api/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: `http://127.0.0.1:${listener.port}/hook`, events: ['fax.submitted', 'fax.delivered'] }),
  })
  const { secret } = (await subscribed.json()) as { secret: string }
  const { id } = await sendFax(maple, '+15550120001')
  await until(() => heard.length >= 2)
  const told = heard.map(({ body, headers }) => new Webhook(secret).verify(body, headers) as { type: string; data: { id: string } })
  expect(told.map(({ type, data }) => [type, data.id])).toEqual([
    ['fax.submitted', id],
    ['fax.delivered', id],
  ])
})
