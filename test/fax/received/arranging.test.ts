import { expect, test } from 'bun:test'
import { PDFDocument } from '@cantoo/pdf-lib'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../../src/audit/index.ts'
import { createDocuments } from '../../../src/documents/index.ts'
import { listReceived, type ReceivedId, receivedFaxRecords } from '../../../src/fax/index.ts'
import { receivedRoutes } from '../../../src/fax/received/routes.ts'
import { diskFiles } from '../../../src/files/index.ts'
import { type Faxing, openFaxing, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'
import { receive } from '../../support/receiving.ts'

function open(documents = plainDocuments) {
  const faxing = openFaxing()
  const pages = openPages(faxing, (around) => [
    receivedRoutes({ ...around, files: faxing.files, documents, names: () => new Map(), colleagues: () => [] }),
  ])
  const arrange = async (body: unknown, who: 'ana' | 'sam' = 'ana') => {
    const answer = await pages.call(who, 'POST', '/api/received/arrangements', body)
    return { status: answer.status, body: answer.body as { id: string; faxes: ReceivedId[]; errors: { field: string }[] } }
  }
  const undo = async (id: string) => (await pages.call('ana', 'DELETE', `/api/received/arrangements/${id}`)).status
  return { faxing, pages, arrange, undo, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

/** A fax of so many pages. */
async function receivePages(faxing: Faxing, pages: number): Promise<ReceivedId> {
  const id = await receive(faxing)
  faxing.maple.write((tx) => void tx.db.run(sql`UPDATE received_faxes SET pages = ${pages} WHERE id = ${id}`))
  return id
}

const inbox = ({ maple }: Faxing) => maple.read((tx) => listReceived(tx, {}, { limit: 200 }))

/** Each page of each fax that is not put away, as the page of the fax it came in at first. */
function pagesInOrder({ maple }: Faxing): string[] {
  return maple.read((tx) => {
    const came = tx.db.all<{ fax: ReceivedId; page: number; source: ReceivedId; from: number }>(
      sql`SELECT received_id AS fax, page, source_id AS source, source_page AS "from" FROM received_pages`,
    )
    const trace = (fax: ReceivedId, page: number): string => {
      const step = came.find((each) => each.fax === fax && each.page === page)
      return step ? trace(step.source, step.from) : `${fax} ${page}`
    }
    return listReceived(tx, {}, { limit: 200 }).flatMap(({ id, pages }) => Array.from({ length: pages ?? 0 }, (_, at) => trace(id, at + 1)))
  })
}

test('a fax is split where one says, and each part names its pages', async () => {
  using world = open()
  const id = await receivePages(world.faxing, 5)
  const { status, body } = await world.arrange({ kind: 'split', fax: id, starts: [4, 2] })
  expect([
    status,
    inbox(world.faxing)
      .map(({ pages }) => pages)
      .sort(),
  ]).toEqual([201, [1, 2, 2]])
  const origin = await world.pages.call('ana', 'GET', `/api/received/${body.faxes[1]}/pages`)
  expect(origin.body).toMatchObject({ arrangements: [{ id: body.id, kind: 'split', undone: false }] })
  const mine = (origin.body as { arrangements: { pages: { fax: string; page: number; source: string; sourcePage: number }[] }[] })
    .arrangements[0]?.pages
  expect(mine?.filter(({ fax }) => fax === body.faxes[1])).toEqual([
    { fax: body.faxes[1] ?? '', page: 1, source: id, sourcePage: 2 },
    { fax: body.faxes[1] ?? '', page: 2, source: id, sourcePage: 3 },
  ])
})

test('no page is lost or doubled, whatever is split, put together and undone, in any order', async () => {
  using world = open()
  const { faxing } = world
  for (const pages of [1, 2, 4, 7]) await receivePages(faxing, pages)
  const all = pagesInOrder(faxing).sort()
  let seed = 20260302
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % below
  }
  const made: string[] = []
  const answered = { arranged: 0, undone: 0, refused: 0 }
  for (let step = 0; step < 60; step++) {
    const faxes = inbox(faxing)
    const kind = random(3)
    const one = faxes[random(faxes.length)]
    if (kind === 0 && one) {
      const starts = Array.from({ length: 1 + random(3) }, () => 2 + random(one.pages ?? 1))
      const { status, body } = await world.arrange({ kind: 'split', fax: one.id, starts })
      answered[status === 201 ? 'arranged' : 'refused']++
      if (status === 201) made.push(body.id)
    } else if (kind === 1) {
      const chosen = faxes.filter(() => random(3) === 0).map(({ id }) => id)
      const { status, body } = await world.arrange({ kind: 'merge', faxes: chosen })
      answered[status === 201 ? 'arranged' : 'refused']++
      if (status === 201) made.push(body.id)
    } else if (made.length > 0) answered[(await world.undo(made[random(made.length)] ?? '')) === 200 ? 'undone' : 'refused']++
    expect(pagesInOrder(faxing).sort()).toEqual(all)
  }
  expect(Math.min(answered.arranged, answered.undone, answered.refused)).toBeGreaterThan(3)
})

test('what is undone is as it was, and a note written meanwhile is not lost', async () => {
  using world = open()
  const { faxing, pages } = world
  const id = await receivePages(faxing, 3)
  const { body } = await world.arrange({ kind: 'split', fax: id, starts: [2] })
  await pages.call('ana', 'POST', `/api/received/${body.faxes[1]}/notes`, { text: 'About the second part' })
  expect(await world.undo(body.id)).toBe(200)
  expect(inbox(faxing).map((fax) => fax.id)).toEqual([id])
  expect((await pages.call('ana', 'GET', `/api/received/${id}/notes`)).body).toMatchObject({ data: [{ text: 'About the second part' }] })
  expect(await world.undo(body.id)).toBe(409)
  const actions = (subjectId: string) => faxing.maple.read((tx) => listEvents(tx, { subjectId })).map(({ action }) => action)
  expect(actions(id)).toEqual(expect.arrayContaining(['received.split', 'received.put_back']))
  expect(actions(body.faxes[0] ?? '')).toEqual(expect.arrayContaining(['received.made', 'received.unmade']))
})

test('a part that was split again must be put back first', async () => {
  using world = open()
  const id = await receivePages(world.faxing, 4)
  const first = await world.arrange({ kind: 'split', fax: id, starts: [3] })
  const second = await world.arrange({ kind: 'split', fax: first.body.faxes[0], starts: [2] })
  expect(await world.undo(first.body.id)).toBe(409)
  expect([await world.undo(second.body.id), await world.undo(first.body.id)]).toEqual([200, 200])
})

test('a fax put together takes after those it is made of', async () => {
  using world = open()
  const { faxing, pages } = world
  const [one, two] = [await receivePages(faxing, 1), await receivePages(faxing, 2)]
  await pages.call('ana', 'PATCH', `/api/received/${one}`, { addTags: ['labs'], urgent: true, read: true })
  await pages.call('ana', 'PATCH', `/api/received/${two}`, { addTags: ['oak'] })
  const { body } = await world.arrange({ kind: 'merge', faxes: [two, one] })
  expect(inbox(faxing)).toMatchObject([{ id: body.faxes[0], pages: 3, urgent: true, tags: ['labs', 'oak'], readAt: null }])
  expect((await pages.call('ana', 'GET', '/api/received?shelf=replaced')).body).toMatchObject({ totalItems: 2 })
})

test.each([
  ['one page', 1, { kind: 'split', starts: [2] }, 409],
  ['no place to split it', 3, { kind: 'split', starts: [] }, 422],
  ['its first page', 3, { kind: 'split', starts: [1] }, 422],
  ['a page that it has not', 3, { kind: 'split', starts: [4] }, 422],
])('a fax with %s is not split, and nothing is left behind', async (_, count, wish, status) => {
  using world = open()
  const id = await receivePages(world.faxing, count)
  expect((await world.arrange({ ...wish, fax: id })).status).toBe(status)
  const left = world.faxing.maple.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM received_arrangements`).n)
  expect([left, inbox(world.faxing).map((fax) => fax.id)]).toEqual([0, [id]])
})

test('another office’s fax is neither split nor put together nor put back', async () => {
  using world = open()
  const { faxing } = world
  const own = await receivePages(faxing, 2)
  const { body } = await world.arrange({ kind: 'split', fax: own, starts: [2] })
  const theirs = await receive(faxing, { office: faxing.harbor })
  expect((await world.arrange({ kind: 'merge', faxes: [theirs, body.faxes[0]] })).status).toBe(404)
  expect((await world.arrange({ kind: 'split', fax: own, starts: [2] }, 'sam')).status).toBe(404)
  expect((await world.pages.call('sam', 'DELETE', `/api/received/arrangements/${body.id}`)).status).toBe(404)
  expect((await world.pages.call('sam', 'PUT', `/api/received/${own}/pages/1/turn`, { degrees: 90 })).status).toBe(404)
})

test('people split, put together in their order, and undo, without a script', async () => {
  using world = open()
  const { faxing, pages } = world
  const id = await receivePages(faxing, 3)
  expect(await pages.html('ana', `/received/${id}`)).toContain(`/received/${id}/split`)
  expect(await pages.html('ana', `/received/${id}/split`)).toContain('A new fax begins with page 3')
  const split = (await pages.visit('ana', `/received/${id}/split`, { starts: '3' })).headers.get('location') ?? ''
  const part = await pages.html('ana', split)
  for (const text of ['This is a part of another fax.', 'Pages 1 to 2 of the fax it came in', 'The fax was split.'])
    expect(part).toContain(text)
  const [one, two] = inbox(faxing).map((fax) => fax.id)
  const form = new URLSearchParams([
    ['fax', one ?? ''],
    ['place', '2'],
    ['fax', two ?? ''],
    ['place', '1'],
  ])
  const headers = { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' }
  const merged = await pages.app.handle(new Request('http://maple.localhost/received/merge', { method: 'POST', body: form, headers }))
  const whole = await pages.html('ana', merged.headers.get('location') ?? '')
  expect(whole).toContain('This was put together from other faxes.')
  expect(inbox(faxing)).toMatchObject([{ pages: 3 }])
  const first = faxing.maple.read((tx) =>
    tx.db.all<{ source: string }>(
      sql`SELECT source_id AS source FROM received_pages WHERE received_id = ${inbox(faxing)[0]?.id} ORDER BY page`,
    ),
  )[0]
  expect(first?.source).toBe(two ?? '')
  const undoing = /\/received\/arrangements\/[0-9a-f-]{36}\/undoing/.exec(whole)?.[0] ?? ''
  expect((await pages.visit('ana', undoing, {})).headers.get('location')).toBe(`/received/${two}?notice=undone`)
})

test('a page stays turned for whoever reads it next, and so it is in what is made of it', async () => {
  using documents = createDocuments()
  using world = open(documents)
  const bytes = new Uint8Array(await Bun.file(`${import.meta.dir}/../../fixtures/referral.pdf`).arrayBuffer())
  const id = await receive(world.faxing, { bytes })
  world.faxing.maple.write((tx) => void tx.db.run(sql`UPDATE received_faxes SET pages = 3`))
  const sizeOf = async (page: string) => {
    const png = Buffer.from(await (await world.pages.visit('ana', `/received/${id}/pages/${page}.png?width=170`)).arrayBuffer())
    return [png.readUInt32BE(16), png.readUInt32BE(20)]
  }
  const upright = await sizeOf('2')
  expect((await world.pages.visit('ana', `/received/${id}/pages/2/turn`, { zoom: '150' })).headers.get('location')).toBe(
    `/received/${id}?zoom=150#page-2`,
  )
  expect([await sizeOf('2'), await sizeOf('1')]).toEqual([upright.toReversed(), upright])
  expect(await world.pages.html('rita', `/received/${id}`)).toMatch(/pages\/2\.png\?width=850&(amp;)?turn=90/)
  const { body } = await world.arrange({ kind: 'split', fax: id, starts: [2] })
  const files = diskFiles({ dataDir: world.faxing.dataDir, key: (tenant) => world.faxing.tenants.key(tenant, 'files') })
  const parts = await Promise.all(
    body.faxes.map(async (fax) => {
      const { fileId } = world.faxing.maple.read((tx) =>
        tx.db.get<{ fileId: never }>(sql`SELECT file_id AS fileId FROM received_faxes WHERE id = ${fax}`),
      )
      return PDFDocument.load(await files.read(world.faxing.maple.id, fileId))
    }),
  )
  expect(parts.map((part) => part.getPages().map((page) => page.getRotation().angle))).toEqual([[0], [90, 0]])
})

test.each([
  ['a page that it has not', '/pages/9/turn', { degrees: 90 }, 404],
  ['a little', '/pages/1/turn', { degrees: 45 }, 422],
])('a fax is not turned at %s', async (_, path, body, status) => {
  using world = open()
  const id = await receivePages(world.faxing, 3)
  expect((await world.pages.call('ana', 'PUT', `/api/received/${id}${path}`, body)).status).toBe(status)
})

test('a rule that removes what is old removes the parts and the whole, and undoing says that it is gone', async () => {
  using world = open()
  const { faxing } = world
  const id = await receivePages(faxing, 2)
  const { body } = await world.arrange({ kind: 'split', fax: id, starts: [2] })
  const held = body.faxes
  faxing.maple.write((tx) => receivedFaxRecords.remove(tx, new Date('2030-01-01'), held, 10))
  expect(await world.undo(body.id)).toBe(409)
  faxing.maple.write((tx) => receivedFaxRecords.remove(tx, new Date('2030-01-01'), [], 10))
  const left = ['received_pages', 'received_arrangements', 'received_turns', 'received_faxes'].map((table) =>
    faxing.maple.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM ${sql.identifier(table)}`).n),
  )
  expect(left).toEqual([0, 0, 0, 0])
})
