import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { faxApi } from '../../../src/fax/api.routes.ts'
import { composeRoutes } from '../../../src/fax/compose.routes.tsx'
import { openFaxing, PDF, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'
import { receive } from '../../support/receiving.ts'

function open() {
  const faxing = openFaxing()
  const { files, carrier } = faxing
  const pages = openPages(faxing, (around) => {
    const deps = { ...around, files, carrier, documents: plainDocuments }
    return [composeRoutes(deps), faxApi(deps)]
  })
  const post = (fields: Record<string, string>, who = 'ana') => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    const headers = { cookie: `session=${who}`, 'sec-fetch-site': 'same-origin' }
    const host = who === 'sam' ? 'harbor' : 'maple'
    return pages.app.handle(new Request(`http://${host}.localhost/faxes`, { method: 'POST', body: form, headers }))
  }
  return { faxing, pages, post, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

test('a received fax is sent on with its pages, and its story says so', async () => {
  using world = open()
  const id = await receive(world.faxing)
  expect(await world.pages.html('ana', `/faxes/new?received=${id}`)).toContain('The fax received from (555) 012-0009, 2 pages')
  const asked = await (await world.post({ to: '5552010100', received: id, intent: 'one' })).text()
  expect(asked).toContain(`name="received" value="${id}"`)
  const looked = /name="looked"[^>]*value="([^"]+)"/.exec(asked)?.[1] ?? ''
  const answer = await world.post({ to: '5552010100', received: id, intent: 'one', looked })
  const fax = /faxes\/([0-9a-f-]{36})/.exec(answer.headers.get('location') ?? '')?.[1] ?? ''
  const [file] = world.faxing.show(fax as never).files
  expect(Buffer.from(await world.faxing.files.read(world.faxing.maple.id, file?.id as never)).equals(PDF)).toBe(true)
  await world.post({ to: '5552010100', received: id, intent: 'one', looked })
  const told = world.faxing.maple.read((tx) => listEvents(tx, { subjectId: id, action: 'received.forwarded' }))
  expect(told.map(({ detail }) => JSON.parse(detail))).toEqual([{ fax }])
})

test('a program sends it on by its id alone', async () => {
  using world = open()
  const id = await receive(world.faxing)
  const answer = await world.pages.call('ana', 'POST', '/api/faxes', { to: '5552010100', received: id, cover: false })
  expect([answer.status, answer.body]).toMatchObject([202, { pages: 2 }])
  expect((await world.pages.call('ana', 'POST', '/api/faxes', { to: '5552010100' })).status).toBe(422)
})

test('a refused form still has the received fax', async () => {
  using world = open()
  const id = await receive(world.faxing)
  const answer = await world.post({ to: '911', received: id, intent: 'one' })
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(`name="received" value="${id}"`)])
})

test('another office’s fax is not sent on', async () => {
  using world = open()
  const id = await receive(world.faxing)
  expect((await world.pages.visit('sam', `/faxes/new?received=${id}`)).status).toBe(404)
  expect((await world.post({ to: '5552010100', received: id, intent: 'one' }, 'sam')).status).toBe(404)
  expect(world.faxing.harbor.read((tx) => tx.db.get<{ n: number }>('SELECT count(*) AS n FROM faxes').n)).toBe(0)
})
