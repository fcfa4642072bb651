import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { listReceived, type ReceivedId, receivedFaxRecords } from '../../../src/fax/index.ts'
import { receivedRoutes } from '../../../src/fax/received/routes.ts'
import { COLLEAGUES, openFaxing, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'
import { receive } from '../../support/receiving.ts'

const NAMES = new Map([
  ['ana', 'Ana Ortiz'],
  ['rita', 'Rita Bauer'],
])

function open() {
  const faxing = openFaxing()
  const { files } = faxing
  const pages = openPages(faxing, (around) => {
    const colleagues = () => COLLEAGUES
    const deps = { ...around, files, documents: plainDocuments, names: () => NAMES, colleagues }
    return [receivedRoutes(deps)]
  })
  const one = async (id: string) => (await pages.call('ana', 'GET', `/api/received/${id}`)).body as Record<string, unknown>
  const listed = async (query: string, who: 'ana' | 'sam' = 'ana') =>
    ((await pages.call(who, 'GET', `/api/received${query}`)).body as { data: { id: ReceivedId }[]; totalItems: number }).data.map(
      ({ id }) => id,
    )
  const trail = (id: string) => faxing.maple.read((tx) => listEvents(tx, { subjectId: id, action: 'received' })).map(({ action }) => action)
  return { faxing, pages, one, listed, trail, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

test('its timeline tells programs what happened and who did it, and who looked', async () => {
  using world = open()
  const id = await receive(world.faxing)
  await world.pages.visit('rita', `/received/${id}`)
  await world.pages.call('ana', 'PATCH', `/api/received/${id}`, { assignedTo: 'rita', addTags: ['labs'] })
  await world.pages.call('ana', 'POST', `/api/received/${id}/notes`, { text: 'Call back' })
  const { timeline } = (await world.one(id)) as { timeline: { action: string; message: string; who: object }[] }
  const did = (action: string) => timeline.find((each) => each.action === action)
  expect(timeline.map(({ action }) => action).slice(-5)).toEqual([
    'received.viewed',
    'received.assigned',
    'received.tagged',
    'received.note_added',
    'received.viewed',
  ])
  expect(did('received.assigned')).toMatchObject({ message: 'Assigned to Rita Bauer', who: { kind: 'user', id: 'ana', name: 'Ana Ortiz' } })
  expect(did('received.viewed')?.who).toMatchObject({ id: 'rita', name: 'Rita Bauer' })
})

test('whoever opens a fax first has read it for the office', async () => {
  using world = open()
  const id = await receive(world.faxing)
  expect(await world.one(id)).toMatchObject({ readAt: null, readBy: null })
  await world.pages.visit('rita', `/received/${id}`)
  await world.pages.visit('ana', `/received/${id}`)
  expect(await world.one(id)).toMatchObject({ readBy: 'rita' })
  expect(await world.pages.html('ana', `/received/${id}`)).toContain('Read by Rita Bauer')
})

test('a fax is assigned, tagged and marked, and its page and its trail say so', async () => {
  using world = open()
  const id = await receive(world.faxing)
  const answer = await world.pages.call('ana', 'PATCH', `/api/received/${id}`, {
    assignedTo: 'rita',
    urgent: true,
    read: true,
    addTags: ['  Labs ', 'labs', 'Oak  Clinic'],
  })
  expect([answer.status, answer.body]).toMatchObject([
    200,
    { assignedTo: 'rita', urgent: true, readBy: 'ana', tags: ['labs', 'oak clinic'] },
  ])
  expect(world.trail(id).slice(0, 4)).toEqual(['received.tagged', 'received.urgent', 'received.assigned', 'received.read'])
  const page = await world.pages.html('ana', `/received/${id}`)
  for (const text of ['Rita Bauer', 'labs, oak clinic', 'Urgent', 'Assigned to Rita Bauer']) expect(page).toContain(text)
  expect(await world.pages.html('ana', '/received')).toContain('For Rita Bauer')
})

test('what was so already changes nothing and is not written down', async () => {
  using world = open()
  const id = await receive(world.faxing)
  const change = { assignedTo: 'rita', addTags: ['labs'] }
  await world.pages.call('ana', 'PATCH', `/api/received/${id}`, change)
  const before = world.trail(id).length
  const answer = await world.pages.call('ana', 'POST', '/api/received/changes', { ids: [id], ...change })
  expect([answer.body, world.trail(id).length]).toEqual([{ changed: 0 }, before])
})

test('the trail of a tag does not repeat it', async () => {
  using world = open()
  const id = await receive(world.faxing)
  await world.pages.call('ana', 'PATCH', `/api/received/${id}`, { addTags: ['Nettleship'] })
  const [event] = world.faxing.maple.read((tx) => listEvents(tx, { action: 'received.tagged' }))
  expect(event?.detail).toBe('{"added":1,"removed":0}')
})

test.each([
  ['somebody who does not work here', { assignedTo: 'sam' }, 'assignedTo'],
  ['a tag without a letter', { addTags: ['  '] }, 'tag'],
  ['a tag with a comma', { addTags: ['a,b'] }, 'tag'],
  ['a tag that is too long', { addTags: ['a'.repeat(41)] }, 'tag'],
  ['more tags than a fax has', { addTags: Array.from({ length: 20 }, (_, n) => `n${n}`), removeTags: [] }, 'tag'],
])('%s is refused, for all of several faxes', async (_, change, field) => {
  using world = open()
  const [first, second] = [await receive(world.faxing), await receive(world.faxing)]
  await world.pages.call('ana', 'PATCH', `/api/received/${second}`, { addTags: ['one already'] })
  const before = [world.trail(first), world.trail(second)]
  const answer = await world.pages.call('ana', 'POST', '/api/received/changes', { ids: [first, second], urgent: true, ...change })
  expect([answer.status, answer.body]).toMatchObject([422, { errors: [{ field }] }])
  expect(await world.one(first)).toMatchObject({ assignedTo: null, urgent: false, tags: [] })
  expect([world.trail(first).filter((action) => action !== 'received.viewed'), world.trail(second)]).toEqual(before)
})

test('another office’s fax does not exist, alone or among one’s own', async () => {
  using world = open()
  const [own, theirs] = [await receive(world.faxing), await receive(world.faxing, { office: world.faxing.harbor })]
  expect((await world.pages.call('ana', 'PATCH', `/api/received/${theirs}`, { urgent: true })).status).toBe(404)
  expect((await world.pages.call('ana', 'POST', '/api/received/changes', { ids: [own, theirs], urgent: true })).status).toBe(404)
  expect((await world.pages.call('ana', 'POST', `/api/received/${theirs}/notes`, { text: 'Mine?' })).status).toBe(404)
  expect(await world.one(own)).toMatchObject({ urgent: false })
  expect(await world.listed('?urgent=true', 'sam')).toEqual([])
})

test('the list is narrowed by what the address says, for people and for programs', async () => {
  using world = open()
  const { faxing, pages } = world
  const [unread, mine, tagged] = [await receive(faxing), await receive(faxing), await receive(faxing, { to: '+15550100101' })]
  await pages.call('ana', 'PATCH', `/api/received/${mine}`, { read: true, assignedTo: 'ana' })
  await pages.call('ana', 'PATCH', `/api/received/${tagged}`, { read: true, assignedTo: 'rita', addTags: ['labs'], urgent: true })
  const shows: readonly (readonly [string, string, ReceivedId])[] = [
    ['show=unread', 'unread=true', unread],
    ['show=mine', 'assignedTo=ana', mine],
    ['show=unassigned', 'assignedTo=nobody', unread],
    ['show=urgent', 'urgent=true', tagged],
    ['tag=Labs', 'tag=labs', tagged],
    ['number=(555) 010-0101', 'number=5550100101', tagged],
  ]
  for (const [page, query, id] of shows) {
    expect([query, await world.listed(`?${query}`)]).toEqual([query, [id]])
    const html = await pages.html('ana', `/received?${page}`)
    expect([page, [unread, mine, tagged].filter((each) => html.includes(`received-${each}`))]).toEqual([page, [id]])
  }
  expect(await pages.html('ana', '/received?tag=none')).toContain('Nothing matches')
})

test('a tag together with a person or a number finds what is theirs now, whichever of them came first', async () => {
  using world = open()
  const [one, two] = [await receive(world.faxing), await receive(world.faxing, { to: '+15550100101' })]
  const sort = (id: ReceivedId, sorting: object) => world.pages.call('ana', 'PATCH', `/api/received/${id}`, sorting)
  const queries = ['assignedTo=rita', 'assignedTo=nobody', 'number=5550100101', 'assignedTo=rita&number=5550100101']
  const found = () => Promise.all(queries.map((query) => world.listed(`?tag=labs&${query}`)))
  await sort(one, { assignedTo: 'rita', addTags: ['labs'] })
  await sort(two, { addTags: ['labs'] })
  expect(await found()).toEqual([[one], [two], [two], []])
  await sort(one, { assignedTo: null })
  await sort(two, { assignedTo: 'rita' })
  expect(await found()).toEqual([[two], [one], [two], [two]])
})

test('a tagged list goes on where its page ended', async () => {
  using world = open()
  const ids: ReceivedId[] = []
  for (let n = 0; n < 5; n++) {
    world.faxing.later(1_000)
    ids.push(await receive(world.faxing))
  }
  await world.pages.call('ana', 'POST', '/api/received/changes', { ids, addTags: ['labs'] })
  const seen: ReceivedId[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/api/received?tag=labs&limit=2${cursor && `&cursor=${cursor}`}`
    const body = (await world.pages.call('ana', 'GET', path)).body as {
      data: { id: ReceivedId }[]
      nextCursor: string | null
      totalItems: number
    }
    expect(body.totalItems).toBe(5)
    seen.push(...body.data.map(({ id }) => id))
    cursor = body.nextCursor
  }
  expect(seen).toEqual(ids.toReversed())
})

test('what a list said is read again once a fax in it was marked', async () => {
  using world = open()
  const id = await receive(world.faxing)
  const first = () => world.faxing.maple.read((tx) => listReceived(tx, {}, { limit: 10 }))[0]
  const before = first()
  expect(before?.urgent).toBe(false)
  expect(first()).toBe(before)
  await world.pages.call('ana', 'PATCH', `/api/received/${id}`, { urgent: true })
  expect(first()?.urgent).toBe(true)
})

test('several are marked from the list, which stays as it was filtered', async () => {
  using world = open()
  const ids = [await receive(world.faxing), await receive(world.faxing)]
  const form = new URLSearchParams([...ids.map((id) => ['fax', id] as [string, string]), ['act', 'read']])
  const answer = await world.pages.app.handle(
    new Request('http://maple.localhost/received/sorting?show=unread&tag=labs', {
      method: 'POST',
      body: form,
      headers: { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' },
    }),
  )
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/received?show=unread&tag=labs&done=2'])
  expect(await world.pages.html('ana', '/received?done=2')).toContain('2 faxes were changed.')
  expect(await world.listed('?unread=true')).toEqual([])
})

test('marking a fax as new from its page leads to the list, so that it stays new', async () => {
  using world = open()
  const id = await receive(world.faxing)
  await world.pages.visit('ana', `/received/${id}`)
  const answer = await world.pages.visit('ana', '/received/sorting', { fax: id, act: 'unread', one: 'yes' })
  expect(answer.headers.get('location')).toBe('/received?done=1')
  expect(await world.listed('?unread=true')).toEqual([id])
})

test.each([
  [{ act: 'read' }, 'Select at least one fax.'],
  [{ act: 'assign', fax: '01a1fdde-b695-7727-93c9-a503c8ee1d5a' }, 'Choose whom to assign it to.'],
])('a form that says too little, %p, is told what is missing', async (form, words) => {
  using world = open()
  const answer = await world.pages.visit('ana', '/received/sorting', form)
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(words)])
})

test('notes stand at the fax, by whom and when, until somebody removes them', async () => {
  using world = open()
  const id = await receive(world.faxing)
  expect((await world.pages.visit('ana', `/received/${id}/notes`, { text: ' Ask <Oak> again ' })).status).toBe(303)
  expect(await world.pages.html('rita', `/received/${id}`)).toContain('Ask &lt;Oak&gt; again')
  const { data } = (await world.pages.call('rita', 'GET', `/api/received/${id}/notes`)).body as { data: { id: string }[] }
  expect(data).toMatchObject([{ text: 'Ask <Oak> again', writtenBy: 'ana' }])
  const refused = await world.pages.call('ana', 'POST', `/api/received/${id}/notes`, { text: ' ' })
  expect([refused.status, refused.body]).toMatchObject([422, { errors: [{ field: 'text' }] }])
  expect((await world.pages.call('ana', 'DELETE', `/api/received/${id}/notes/${data[0]?.id}`)).status).toBe(204)
  expect((await world.pages.call('ana', 'DELETE', `/api/received/${id}/notes/${data[0]?.id}`)).status).toBe(404)
  expect(world.trail(id)).toEqual(expect.arrayContaining(['received.note_added', 'received.note_removed']))
})

test('who sees only their own sees the faxes that are assigned to them', async () => {
  using world = open()
  const { faxing } = world
  const [theirs, other] = [await receive(faxing), await receive(faxing)]
  await world.pages.call('ana', 'PATCH', `/api/received/${theirs}`, { assignedTo: 'rita' })
  const own = faxing.tenants.as(faxing.maple.id, { kind: 'user', id: 'rita', reach: 'own' })
  expect(own.read((tx) => listReceived(tx, {}, { limit: 10 })).map(({ id }) => id)).toEqual([theirs])
  expect(own.read((tx) => listReceived(tx, {}, { limit: 10 })).map(({ id }) => id)).not.toContain(other)
})

test('what was written about a fax goes with it', async () => {
  using world = open()
  const id = await receive(world.faxing)
  await world.pages.call('ana', 'PATCH', `/api/received/${id}`, { addTags: ['labs'] })
  await world.pages.call('ana', 'POST', `/api/received/${id}/notes`, { text: 'A note' })

  world.faxing.maple.write((tx) => receivedFaxRecords.remove(tx, new Date('2030-01-01'), [], 10))
  const left = world.faxing.maple.read((tx) =>
    ['received_tags', 'received_notes', 'received_faxes'].map((table) => tx.db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).n),
  )
  expect([left, await world.listed('')]).toEqual([[0, 0, 0], []])
})
