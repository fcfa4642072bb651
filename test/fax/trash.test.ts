import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listEvents } from '../../src/audit/index.ts'
import { documentDisposer, placeHold, releaseHold } from '../../src/disposal/index.ts'
import { faxApi } from '../../src/fax/api.routes.ts'
import { emptySent } from '../../src/fax/content/sent.ts'
import { beginForwarding } from '../../src/fax/drafts/beginning.ts'
import { countFaxes, countReceived, countUnread, type Kept, trashEmptier } from '../../src/fax/index.ts'
import { getFax } from '../../src/fax/reading.ts'
import { arrange } from '../../src/fax/received/arranging.ts'
import type { ReceivedId } from '../../src/fax/received/received.ts'
import { receivedRoutes } from '../../src/fax/received/routes.ts'
import { faxRoutes } from '../../src/fax/routes.tsx'
import { trashApi } from '../../src/fax/trash/api.routes.ts'
import { trashRoutes } from '../../src/fax/trash/routes.tsx'
import type { FileId } from '../../src/files/index.ts'
import { drain } from '../../src/jobs/index.ts'
import { COLLEAGUES, openFaxing, plainDocuments } from '../support/faxing.ts'
import { openPages } from '../support/pages.ts'
import { receive } from '../support/receiving.ts'

const DAY_MS = 86_400_000

function open() {
  const faxing = openFaxing()
  const { files, carrier, maple, log } = faxing
  const pages = openPages(faxing, (around) => {
    const names = () => new Map([['ana', 'Ana Ortiz']])
    const deps = { ...around, files, carrier, documents: plainDocuments, names, colleagues: () => COLLEAGUES }
    return [faxRoutes(deps), faxApi(deps), receivedRoutes(deps), trashRoutes(deps), trashApi(deps)]
  })
  const listed = async (path: string) =>
    ((await pages.call('ana', 'GET', path)).body as { data: { id: string }[] }).data.map(({ id }) => id)
  return {
    ...faxing,
    faxing,
    pages,
    listed,
    /** Sent, and not delivered: it has ended. */
    async sent(words = 'Oak Clinic, 5552010100') {
      const { id } = await faxing.submit([words])
      await faxing.work()
      faxing.maple.write((tx) => {
        tx.db.run(`UPDATE fax_recipients SET status = 'failed' WHERE fax_id = '${id}'`)
        tx.db.run(`UPDATE faxes SET status = 'failed', subject = 'Labs of J. Nettleship' WHERE id = '${id}'`)
        tx.db.run(`UPDATE fax_attempts SET state = 'failed', settled_at = asked_at`)
      })
      return id
    },
    put: (...ids: string[]) => pages.call('ana', 'POST', '/api/trash', { ids }),
    back: (...ids: string[]) => pages.call('ana', 'POST', '/api/trash/restorations', { ids }),
    trail: (id: string) => maple.read((tx) => listEvents(tx, { subjectId: id })).map(({ action }) => action),
    later: (days: number) => faxing.later(days * DAY_MS),
    async empty(kept: Kept = { sent: null, received: null }) {
      await drain(maple, [trashEmptier({ kept: () => kept }), documentDisposer({ files, log, notNow: () => undefined })], log)
    },
    filesOf: (id: string) =>
      maple
        .read((tx) =>
          tx.db.all<{ id: FileId }>(
            `SELECT document_id AS id FROM faxes WHERE id = '${id}' UNION SELECT id FROM fax_files WHERE fax_id = '${id}' UNION SELECT file_id FROM received_faxes WHERE id = '${id}'`,
          ),
        )
        .flatMap(({ id }) => (id ? [id] : [])),
    lies: (id: FileId) => existsSync(join(faxing.dataDir, maple.id, 'files', id)),
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}

test('what is put in the trash is out of lists, search and counts, and back where it was when it is taken out', async () => {
  using world = open()
  const [sent, kept, received] = [await world.sent(), await world.sent('Elm Clinic, 5552010101'), await receive(world.faxing)]
  await world.pages.call('ana', 'PATCH', `/api/received/${received}`, { addTags: ['labs'] })
  const seen = async () => [
    await world.listed('/api/faxes'),
    await world.listed('/api/faxes?q=clinic'),
    await world.listed('/api/faxes?status=failed&q=oak'),
    await world.listed('/api/received'),
    await world.listed('/api/received?tag=labs'),
    await world.listed('/api/received?q=labs'),
    await world.listed('/api/received?unread=true'),
    world.maple.read((tx) => [countFaxes(tx, {}), countFaxes(tx, { status: 'failed' }), countReceived(tx), countUnread(tx)]),
    (await world.pages.call('ana', 'GET', '/api/received/tags')).body,
  ]
  const before = await seen()
  expect(await world.put(sent, received)).toMatchObject({ status: 200, body: { changed: 2 } })
  expect(await seen()).toEqual([[kept], [kept], [], [], [], [], [], [1, 1, 0, 0], { data: [] }])
  expect([await world.listed('/api/faxes?trashed=true'), await world.listed('/api/received?trashed=true&tag=labs')]).toEqual([
    [sent],
    [received],
  ])
  expect(await world.listed('/api/faxes?trashed=true&q=oak')).toEqual([sent])
  expect(await world.put(sent)).toMatchObject({ body: { changed: 0 } })
  expect(await world.back(sent, received)).toMatchObject({ status: 200, body: { changed: 2 } })
  expect(await seen()).toEqual(before)
  expect([world.trail(sent).slice(0, 2), world.trail(received).slice(0, 2)]).toEqual([
    ['fax.restored', 'fax.trashed'],
    ['received.restored', 'received.trashed'],
  ])
})

test('from a list they go together, and come back at once', async () => {
  using world = open()
  const ids = [await receive(world.faxing), await receive(world.faxing)]
  const form = new URLSearchParams(ids.map((id): [string, string] => ['fax', id]))
  const answer = await world.pages.app.handle(
    new Request('http://maple.localhost/trash', {
      method: 'POST',
      body: form,
      headers: { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' },
    }),
  )
  const place = answer.headers.get('location') ?? ''
  expect([answer.status, place]).toEqual([303, expect.stringContaining('/received?trashed=')])
  expect(await world.pages.html('ana', place)).toContain('2 faxes were put in the trash.')
  expect(await world.pages.html('rita', place)).not.toContain('were put in the trash')
  const at = place.split('=')[1] ?? ''
  const undone = await world.pages.visit('ana', '/trash/restorations', { at, back: '/received' })
  expect([undone.headers.get('location'), (await world.listed('/api/received')).toSorted()]).toEqual(['/received', ids.toSorted()])
  expect((await world.pages.visit('ana', '/trash/restorations', { at, back: '/received' })).status).toBe(404)
})

test('the page of the trash says what is there, who put it there, and takes it out again', async () => {
  using world = open()
  expect(await world.pages.html('ana', '/trash')).toContain('The trash is empty')
  const id = await world.sent()
  await world.pages.visit('ana', '/trash', { id })
  const html = await world.pages.html('ana', '/trash')
  expect([html.includes('Oak Clinic'), html.includes('by Ana Ortiz')]).toEqual([true, true])
  expect(await world.pages.html('sam', '/trash')).toContain('The trash is empty')
  expect(await world.pages.html('ana', `/faxes/${id}`)).toContain('In the trash since')
  await world.pages.visit('ana', '/trash/restorations', { id })
  expect(await world.pages.html('ana', '/trash?notice=restored')).toContain('The trash is empty')
})

test.each([
  ['a fax that is still under way', async (world: ReturnType<typeof open>) => (await world.faxing.submit()).id, 409],
  ['a fax of another office', async (world: ReturnType<typeof open>) => receive(world.faxing, { office: world.harbor }), 404],
] as const)('%s is refused, and the others stay where they were', async (_, make, status) => {
  using world = open()
  const [good, bad] = [await receive(world.faxing), await make(world)]
  expect((await world.put(good, bad)).status).toBe(status)
  expect([await world.listed('/api/received'), world.trail(good).includes('received.trashed')]).toEqual([[good], false])
})

test('after the office’s days pages and words are destroyed; the record of a sent fax and its trail stay', async () => {
  using world = open()
  const [sent, received] = [await world.sent(), await receive(world.faxing)]
  const { sha256 } = (await world.pages.call('ana', 'GET', `/api/faxes/${sent}`)).body as { sha256: string }
  const documents = [...world.filesOf(sent), ...world.filesOf(received)]
  expect([documents.length > 1, documents.every(world.lies)]).toEqual([true, true])
  await world.put(sent, received)
  world.later(29)
  await world.empty()
  expect(documents.every(world.lies)).toBe(true)
  world.later(2)
  await world.empty()
  expect(documents.some(world.lies)).toBe(false)
  expect([world.trail(sent)[0], world.trail(received)[0]]).toEqual(['fax.emptied', 'received.emptied'])
  const { status, body } = await world.pages.call('ana', 'GET', `/api/faxes/${sent}`)
  expect([status, body]).toEqual([200, expect.objectContaining({ sha256, subject: '', note: '', files: [], status: 'failed' })])
  expect((body as { recipients: unknown[]; emptiedAt: string | null }).recipients).toHaveLength(1)
  expect((await world.pages.call('ana', 'GET', `/api/faxes/${sent}/document.pdf`)).status).toBe(410)
  expect((await world.pages.call('ana', 'GET', `/api/received/${received}`)).status).toBe(404)
  expect([await world.listed('/api/faxes?trashed=true'), (await world.back(sent)).status]).toEqual([[], 409])
  const texts = world.maple.read((tx) => tx.db.all(`SELECT 1 FROM fax_texts`))
  expect([texts, await world.pages.html('ana', `/faxes/${sent}`)]).toEqual([[], expect.stringContaining('gone for good')])
})

test('what lies in the trash is not sent again and not forwarded', async () => {
  using world = open()
  const [sent, received] = [await world.sent(), await receive(world.faxing)]
  await world.put(sent, received)
  const again = await world.pages.call('ana', 'POST', `/api/faxes/${sent}/resends`, { only: 'all' })
  const on = await world.pages.call('ana', 'POST', '/api/faxes', { to: ['5552010101'], received })
  expect([again, on].map(({ status, body }) => [status, (body as { detail: string }).detail])).toEqual(
    Array(2).fill([409, 'This fax is in the trash. Take it out first.']),
  )
})

test('what had lost its pages before is emptied of nothing, once', async () => {
  using world = open()
  const sent = await world.sent()
  world.maple.write((tx) => emptySent(tx, getFax(tx, sent)))
  await world.put(sent)
  expect(await world.listed('/api/faxes?trashed=true')).toEqual([sent])
  world.later(31)
  await world.empty()
  expect(world.trail(sent).filter((action) => action === 'fax.content_gone' || action === 'fax.emptied')).toEqual([
    'fax.emptied',
    'fax.content_gone',
  ])
  expect((await world.back(sent)).status).toBe(409)
})

test('a legal hold, and a rule that keeps records longer, keep what lies in the trash', async () => {
  using world = open()
  const [held, sent, received] = [await world.sent(), await world.sent('Elm Clinic, 5552010101'), await receive(world.faxing)]
  const hold = world.maple.write((tx) => placeHold(tx, held, 'Subpoena'))
  await world.put(held, sent, received)
  world.later(31)
  await world.empty({ sent: 90, received: 90 })
  expect((await world.listed('/api/faxes?trashed=true')).toSorted()).toEqual([held, sent].toSorted())
  expect(await world.listed('/api/received?trashed=true')).toEqual([received])
  world.later(70)
  await world.empty({ sent: 90, received: 90 })
  expect([await world.listed('/api/faxes?trashed=true'), await world.listed('/api/received?trashed=true')]).toEqual([[held], []])
  world.maple.write((tx) => void releaseHold(tx, hold.id))
  world.later(1)
  await world.empty()
  expect(await world.listed('/api/faxes?trashed=true')).toEqual([])
})

test('what was split goes with the last of its parts, unless a legal hold keeps it', async () => {
  using world = open()
  const [whole, kept] = [await receive(world.faxing), await receive(world.faxing)]
  const split = async (fax: ReceivedId) => (await arrange(world.faxing, world.maple, { kind: 'split', fax, starts: [2] })).faxes
  const [parts, keptParts] = [await split(whole), await split(kept)]
  world.maple.write((tx) => placeHold(tx, kept, 'Subpoena'))
  const [documents, keptDocuments] = [world.filesOf(whole), world.filesOf(kept)]
  const [first = '', second = ''] = parts
  await world.put(first, ...keptParts)
  world.later(31)
  await world.empty()
  expect(documents.every(world.lies)).toBe(true)
  await world.put(second)
  world.later(31)
  await world.empty()
  expect([...documents.map(world.lies), ...keptDocuments.map(world.lies)]).toEqual([false, true])
  expect([world.trail(whole)[0], (await world.pages.call('ana', 'GET', `/api/received/${whole}`)).status]).toEqual([
    'received.emptied',
    404,
  ])
})

test('a copy of a received fax in a draft that would send it on goes with it', async () => {
  using world = open()
  const id = await receive(world.faxing)
  await beginForwarding(world.faxing, world.maple, id)
  const copies = () => world.maple.read((tx) => tx.db.all<{ id: FileId }>('SELECT id FROM fax_draft_files'))
  const [copy] = copies()
  await world.put(id)
  world.later(31)
  await world.empty()
  expect([copies(), world.lies(copy?.id as FileId)]).toEqual([[], false])
})

test('the office says how many days, on the page and by JSON; what is no number of days changes nothing', async () => {
  using world = open()
  const rule = async () => (await world.pages.call('ana', 'GET', '/api/trash/rule')).body
  expect(await rule()).toEqual({ days: 30 })
  expect((await world.pages.visit('ana', '/trash/rule', { days: '7' })).status).toBe(303)
  expect(await rule()).toEqual({ days: 7 })
  const refused = await world.pages.visit('ana', '/trash/rule', { days: 'soon' })
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('Enter a number of days')])
  expect((await world.pages.call('ana', 'PUT', '/api/trash/rule', { days: 0 })).status).toBe(422)
  expect([await rule(), world.trail(world.maple.id)[0]]).toEqual([{ days: 7 }, 'trash.rule_set'])
})

test('a fax in the trash is neither split nor put together', async () => {
  using world = open()
  const ids = [await receive(world.faxing), await receive(world.faxing)]
  await world.put(...ids)
  expect((await world.pages.call('ana', 'POST', '/api/received/arrangements', { kind: 'merge', faxes: ids })).status).toBe(409)
})
