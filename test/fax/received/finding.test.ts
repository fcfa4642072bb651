import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { addContact, removeContact, updateContact } from '../../../src/contacts/index.ts'
import { listReceived, type ReceivedId, receivedFaxRecords } from '../../../src/fax/index.ts'
import { receivedRoutes } from '../../../src/fax/received/routes.ts'
import { COLLEAGUES, openFaxing, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'
import { receive } from '../../support/receiving.ts'

function open() {
  const faxing = openFaxing()
  const { files, maple } = faxing
  const pages = openPages(faxing, (around) => [
    receivedRoutes({ ...around, files, documents: plainDocuments, names: () => new Map(), colleagues: () => COLLEAGUES }),
  ])
  type Listed = { data: { id: ReceivedId; foundIn: string[] }[]; totalItems: number; nextCursor: string | null }
  const search = async (query: string, who: 'ana' | 'sam' = 'ana') =>
    (await pages.call(who, 'GET', `/api/received?q=${query}`)).body as Listed
  return {
    faxing,
    maple,
    pages,
    search,
    ids: async (query: string, who?: 'sam') => (await search(query, who)).data.map(({ id }) => id),
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}
const contact = (name: string, fax: string) => ({ name, organization: '', fax, note: '' })

test('a received fax is found by its tags and notes as soon as they are there, and the list says by which', async () => {
  using world = open()
  const id = await receive(world.faxing)
  await receive(world.faxing)
  expect(await world.ids('cardiology')).toEqual([])
  await world.pages.call('ana', 'PATCH', `/api/received/${id}`, { addTags: ['Cardiology'] })
  const note = await world.pages.call('ana', 'POST', `/api/received/${id}/notes`, { text: 'Ask Dr. Fernsby' })
  expect((await world.search('cardio')).data).toMatchObject([{ id, foundIn: ['Tag'] }])
  expect((await world.search('fernsby%20card')).data).toMatchObject([{ id, foundIn: ['Tag', 'Note'] }])
  expect(await world.pages.html('ana', '/received?q=fernsby')).toContain('Found in note')
  await world.pages.call('ana', 'DELETE', `/api/received/${id}/notes/${(note.body as { id: string }).id}`)
  await world.pages.call('ana', 'PATCH', `/api/received/${id}`, { removeTags: ['cardiology'] })
  expect([await world.ids('fernsby'), await world.ids('cardio')]).toEqual([[], []])
})

test('it is found by the name its number has now: of a contact that comes, changes and goes', async () => {
  using world = open()
  const id = await receive(world.faxing, { from: '+15550120009' })
  const { maple } = world
  const { id: known } = maple.write((tx) => addContact(tx, contact('Oak Clinic', '5550120009')))
  expect((await world.search('oak')).data).toMatchObject([{ id, foundIn: ['Sender'] }])
  maple.write((tx) => updateContact(tx, known, contact('Elm Clinic', '5550120009')))
  expect([await world.ids('oak'), await world.ids('elm')]).toEqual([[], [id]])
  maple.write((tx) => updateContact(tx, known, contact('Elm Clinic', '5550120008')))
  expect(await world.ids('elm')).toEqual([])
  maple.write((tx) => updateContact(tx, known, contact('Elm Clinic', '5550120009')))
  expect(await world.ids('elm%200009')).toEqual([id])
  maple.write((tx) => removeContact(tx, known))
  expect(await world.ids('elm')).toEqual([])
})

test('a search keeps to the other filters, and to one office', async () => {
  using world = open()
  const [one, two] = [await receive(world.faxing), await receive(world.faxing)]
  await receive(world.faxing, { office: world.faxing.harbor })
  await world.pages.call('ana', 'PATCH', `/api/received/${one}`, { urgent: true, assignedTo: 'rita', addTags: ['labs'] })
  expect(await world.ids('0009')).toEqual([two, one])
  for (const filter of ['urgent=true', 'assignedTo=rita', 'tag=labs', 'status=received&urgent=true'])
    expect([filter, await world.ids(`0009&${filter}`), (await world.search(`0009&${filter}`)).totalItems]).toEqual([filter, [one], 1])
  for (const filter of ['shelf=blocked', 'status=failed', 'tag=none']) expect(await world.ids(`0009&${filter}`)).toEqual([])
  const page = await world.search('0009&limit=1')
  expect(await world.ids(`0009&limit=1&cursor=${page.nextCursor}`)).toEqual([one])
  expect((await world.ids('0009', 'sam')).length).toBe(1)
})

test('who sees only their own finds only their own', async () => {
  using world = open()
  const [mine] = [await receive(world.faxing), await receive(world.faxing)]
  await world.pages.call('ana', 'PATCH', `/api/received/${mine}`, { assignedTo: 'rita' })
  const rita = world.faxing.tenants.as(world.maple.id, { kind: 'user', id: 'rita', reach: 'own' })
  expect(rita.read((tx) => listReceived(tx, { text: '0009' }, { limit: 10 })).map(({ id }) => id)).toEqual([mine])
})

test('of a fax that was split its parts are found, and after that was undone the whole again', async () => {
  using world = open()
  const id = await receive(world.faxing)
  await world.pages.call('ana', 'PATCH', `/api/received/${id}`, { addTags: ['labs'] })
  const made = await world.pages.call('ana', 'POST', '/api/received/arrangements', { kind: 'split', fax: id, starts: [2] })
  const { id: arrangement, faxes } = made.body as { id: string; faxes: string[] }
  expect((await world.ids('labs')).sort()).toEqual([...(faxes as ReceivedId[])].sort())
  await world.pages.call('ana', 'POST', `/api/received/${faxes[0]}/notes`, { text: 'Fernsby called' })
  expect(await world.ids('fernsby')).toEqual([faxes[0] as ReceivedId])
  await world.pages.call('ana', 'DELETE', `/api/received/arrangements/${arrangement}`)
  expect([await world.ids('labs'), await world.ids('fernsby')]).toEqual([[id], [id]])
})

test('what retention removes is found no longer', async () => {
  using world = open()
  await receive(world.faxing)
  world.maple.write((tx) => receivedFaxRecords.remove(tx, new Date(tx.now.getTime() + 1), [], 10))
  expect(await world.ids('0009')).toEqual([])
  expect(world.maple.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM fax_texts`).n)).toBe(0)
})
