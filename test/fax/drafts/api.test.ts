import { expect, test } from 'bun:test'
import { draftApi } from '../../../src/fax/drafts/api.routes.ts'
import { countFaxes } from '../../../src/fax/index.ts'
import { openFaxing, PDF, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'
import { receive } from '../../support/receiving.ts'

type Draft = {
  readonly id: string
  readonly files: readonly { readonly number: number }[]
  readonly pages: unknown[]
  readonly note: string
}
const labs = { name: 'labs.pdf', base64: PDF.toString('base64') }

function open() {
  const faxing = openFaxing()
  const { files, carrier } = faxing
  const pages = openPages(faxing, (around) => [
    draftApi({ ...around, files, documents: { ...plainDocuments, renderPage: async () => new Uint8Array([1]) } }),
  ])
  const call = async (method: string, path: string, body?: unknown, who: 'ana' | 'sam' = 'ana') => {
    const answer = await pages.call(who, method, `/api/drafts${path}`, body)
    return { status: answer.status, body: answer.body as Draft }
  }
  return { faxing, carrier, call, pages, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

test('a program begins a draft, goes on with it, puts its pages in order, and sends it once', async () => {
  using world = open()
  const begun = await world.call('POST', '', { to: ['Oak <5552010100>'], note: 'Please call back.', cover: false, files: [labs, labs] })
  expect([begun.status, begun.body.files.length, begun.body.pages.length]).toEqual([201, 2, 4])
  const path = `/${begun.body.id}`
  const pages = [
    { file: 2, page: 2, turn: 90 },
    { file: 1, page: 1, turn: 0 },
  ]
  const changed = await world.call('PATCH', path, { pages, subject: 'Labs' })
  expect([changed.status, changed.body]).toMatchObject([
    200,
    { pages, subject: 'Labs', note: 'Please call back.', to: ['Oak <5552010100>'] },
  ])
  expect((await world.call('PATCH', path, { files: [labs] })).body.pages.length).toBe(4)
  expect((await world.call('PATCH', path, { pages })).status).toBe(200)
  const sent = await world.call('POST', `${path}/submissions`)
  expect([sent.status, sent.body]).toMatchObject([202, { status: 'queued', pages: 2 }])
  const again = await world.call('POST', `${path}/submissions`)
  expect([again.status, again.body]).toEqual([202, sent.body])
  expect(world.faxing.maple.read((tx) => countFaxes(tx, {}))).toBe(1)
  expect((await world.call('GET', path)).body).toMatchObject({ faxId: sent.body.id, note: '', files: [] })
  expect((await world.call('PATCH', path, { note: 'Later' })).status).toBe(409)
})

test('what cannot be sent yet is said by field, and the draft stays', async () => {
  using world = open()
  const { body } = await world.call('POST', '', { to: ['911'], sendAt: 'tomorrow' })
  const refused = await world.call('POST', `/${body.id}/submissions`)
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([422, expect.stringContaining('sendAt')])
  await world.call('PATCH', `/${body.id}`, { sendAt: '' })
  expect(JSON.stringify((await world.call('POST', `/${body.id}/submissions`)).body)).toContain('not a fax number')
  expect((await world.call('PATCH', `/${body.id}`, { pages: [{ file: 1, page: 1 }] })).status).toBe(422)
  expect((await world.call('GET', '')).body).toMatchObject({ data: [{ id: body.id, to: ['911'] }] })
})

test('a draft is discarded and brought back', async () => {
  using world = open()
  const { body } = await world.call('POST', '', { note: 'Hello' })
  expect((await world.call('DELETE', `/${body.id}`)).body).toMatchObject({ discardedAt: expect.any(String) })
  expect((await world.call('POST', `/${body.id}/submissions`)).status).toBe(409)
  expect((await world.call('POST', `/${body.id}/restorations`)).body).toMatchObject({ discardedAt: null, note: 'Hello' })
})

test('a draft begins with a received fax, whose pages can be looked at', async () => {
  using world = open()
  const received = await receive(world.faxing)
  const { body } = await world.call('POST', '', { received, files: [labs] })
  expect(body.files.map(({ number }) => number)).toEqual([1, 2])
  const picture = await world.pages.visit('ana', `/api/drafts/${body.id}/files/1/pages/2`)
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
  for (const path of ['1/pages/3', '9/pages/1'])
    expect((await world.pages.visit('ana', `/api/drafts/${body.id}/files/${path}`)).status).toBe(404)
})

test('another office knows nothing of it', async () => {
  using world = open()
  const received = await receive(world.faxing)
  const { body } = await world.call('POST', '', { note: 'Hello', files: [labs] })
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/restorations'],
    ['POST', '/submissions'],
    ['GET', '/files/1/pages/1'],
  ] as const)
    expect((await world.call(method, `/${body.id}${path}`, method === 'PATCH' ? { note: '' } : undefined, 'sam')).status).toBe(404)
  expect((await world.call('POST', '', { received }, 'sam')).status).toBe(404)
  expect((await world.call('GET', '', undefined, 'sam')).body).toEqual({ data: [] } as never)
})
