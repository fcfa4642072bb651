import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { faxApi } from '../../../src/fax/api.routes.ts'
import { openFaxing, PDF, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'
import { receive } from '../../support/receiving.ts'

function open() {
  const faxing = openFaxing()
  const { files, carrier } = faxing
  const pages = openPages(faxing, (around) => {
    const deps = { ...around, files, carrier, documents: plainDocuments, names: () => new Map() }
    return [faxApi(deps)]
  })
  return { faxing, pages, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

test('a program sends it on by its id alone', async () => {
  using world = open()
  const id = await receive(world.faxing)
  const answer = await world.pages.call('ana', 'POST', '/api/faxes', { to: '5552010100', received: id, cover: false })
  expect([answer.status, answer.body]).toMatchObject([202, { pages: 2 }])
  const fax = (answer.body as { id: string }).id
  const [file] = world.faxing.show(fax as never).files
  expect(Buffer.from(await world.faxing.files.read(world.faxing.maple.id, file?.id as never)).equals(PDF)).toBe(true)
  const told = world.faxing.maple.read((tx) => listEvents(tx, { subjectId: id, action: 'received.forwarded' }))
  expect(told.map(({ detail }) => JSON.parse(detail))).toEqual([{ fax }])
  expect((await world.pages.call('ana', 'POST', '/api/faxes', { to: '5552010100' })).status).toBe(422)
})

test('another office’s fax is not sent on', async () => {
  using world = open()
  const id = await receive(world.faxing)
  expect((await world.pages.call('sam', 'POST', '/api/faxes', { to: '5552010100', received: id })).status).toBe(404)
  expect(world.faxing.harbor.read((tx) => tx.db.get<{ n: number }>('SELECT count(*) AS n FROM faxes').n)).toBe(0)
})
