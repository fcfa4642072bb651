import { expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { listEvents } from '../../src/audit/index.ts'
import { createDocuments, type Documents, type PageReader, tesseractReader } from '../../src/documents/index.ts'
import { setContentRules } from '../../src/fax/content/rules.ts'
import { type ReceivedId, receivedFaxRecords } from '../../src/fax/index.ts'
import { pageTextApi } from '../../src/fax/page-text/api.routes.ts'
import { pageTextRoutes } from '../../src/fax/page-text/routes.tsx'
import { getPageTextRule, setPageTextRule } from '../../src/fax/page-text/rule.ts'
import { arrange } from '../../src/fax/received/arranging.ts'
import { markOpened } from '../../src/fax/received/received.ts'
import { receivedRoutes } from '../../src/fax/received/routes.ts'
import { turnPage } from '../../src/fax/received/turns.ts'
import { undoArrangement } from '../../src/fax/received/undoing.ts'
import { pageTexts } from '../../src/fax/search/texts.ts'
import { trashFaxes } from '../../src/fax/trash/trash.ts'
import { listJobs } from '../../src/jobs/index.ts'
import { COLLEAGUES, openFaxing, plainDocuments } from '../support/faxing.ts'
import { canRead } from '../support/page-reading.ts'
import { openPages } from '../support/pages.ts'
import { receive } from '../support/receiving.ts'

const WORDS = ['referral for Quillfeather', 'metformin twice daily']
const DAY = 86_400_000

/** Pages say which they are and how they are turned, and their reader knows what is written there. */
const drawn: Documents = {
  ...plainDocuments,
  renderPage: async (_, __, page, ___, turn = 0) => new Uint8Array(Buffer.from(`${page} ${turn}`)),
}

function open({ documents = drawn, reader }: { documents?: Documents; reader?: Partial<PageReader> } = {}) {
  const read: string[] = []
  const known: PageReader = {
    lacking: () => undefined,
    async read(png) {
      const asked = Buffer.from(png).toString()
      read.push(asked)
      const [page, turn] = asked.split(' ').map(Number)
      return turn === 0 ? (WORDS[(page ?? 0) - 1] ?? '') : 'upsidedown'
    },
    ...reader,
  }
  const faxing = openFaxing(undefined, documents, known)
  const { maple, files } = faxing
  const pages = openPages(faxing, (around) => [
    receivedRoutes({ ...around, files, documents, names: () => new Map(), colleagues: () => COLLEAGUES }),
    pageTextRoutes({ ...around, pageReader: known }),
    pageTextApi({ ...around, pageReader: known }),
  ])
  type Listed = { data: { id: ReceivedId; foundIn: string[] }[] }
  return {
    faxing,
    maple,
    pages,
    read,
    switchOn: (pastDays = 0) => maple.write((tx) => setPageTextRule(tx, { on: true, pastDays })),
    switchOff: () => maple.write((tx) => setPageTextRule(tx, { on: false, pastDays: 0 })),
    texts: (id: ReceivedId) => maple.read((tx) => pageTexts(tx, id)).length,
    async find(text: string, who: 'ana' | 'sam' = 'ana') {
      const { data } = (await pages.call(who, 'GET', `/api/received?q=${text}`)).body as Listed
      return data.map(({ id, foundIn }) => [id, ...foundIn])
    },
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}

test('off by default: nothing is read, and no job waits for it', async () => {
  using world = open()
  const id = await receive(world.faxing)
  expect([world.read, world.texts(id), await world.find('metformin')]).toEqual([[], 0, []])
  expect(world.maple.read((tx) => listJobs(tx)).filter(({ kind }) => kind.startsWith('fax.read'))).toEqual([])
})

test('switched on, a fax is found by a word of its second page, which is named; the other office finds nothing', async () => {
  using world = open()
  world.switchOn()
  const id = await receive(world.faxing)
  expect(await world.find('metformin')).toEqual([[id, 'Page 2']])
  expect(await world.pages.html('ana', '/received?q=metformin')).toContain('Found on page 2')
  expect(await world.find('metformin', 'sam')).toEqual([])
  await receive(world.faxing, { office: world.faxing.harbor })
  expect([world.read, await world.find('metformin', 'sam')]).toEqual([['1 0', '2 0'], []])
  const told = world.maple.read((tx) => listEvents(tx, { action: 'received.pages_read' }))
  expect(told.map(({ subjectId, detail }) => [subjectId, detail])).toEqual([[id, '{"pages":2}']])
})

test('tags and notes that come later leave the words of the pages, and are found with them', async () => {
  using world = open()
  world.switchOn()
  const id = await receive(world.faxing)
  await world.pages.call('ana', 'PATCH', `/api/received/${id}`, { addTags: ['Cardiology'] })
  expect(await world.find('cardio%20quill')).toEqual([[id, 'Tag', 'Page 1']])
})

test('a page that is turned is read again as it stands now', async () => {
  using world = open()
  world.switchOn()
  const id = await receive(world.faxing)
  world.maple.write((tx) => turnPage(tx, id, 2, 180))
  expect(await world.find('metformin')).toEqual([])
  await world.faxing.work()
  expect([await world.find('upsidedown'), await world.find('quillfeather')]).toEqual([[[id, 'Page 2']], [[id, 'Page 1']]])
  expect(world.read).toEqual(['1 0', '2 0', '2 180'])
})

test('a reading that broke off is done again, and the words are there once', async () => {
  let breaks = 1
  const broken: Partial<PageReader> = {
    async read() {
      if (breaks-- > 0) throw new Error('The process was killed.')
      return 'metformin'
    },
  }
  using world = open({ reader: broken })
  world.switchOn()
  const id = await receive(world.faxing)
  expect(world.texts(id)).toBe(0)
  world.faxing.later(60_000)
  await world.faxing.work()
  await world.faxing.work()
  expect([world.texts(id), await world.find('metformin')]).toEqual([2, [[id, 'Page 1', 'Page 2']]])
})

test('where the program is missing the page says so, and the job is given up for all to see', async () => {
  using world = open({ reader: { lacking: () => 'The program tesseract is missing on this machine.' } })
  world.switchOn()
  await receive(world.faxing)
  for (let hour = 0; hour < 12; hour++) {
    world.faxing.later(3_600_000)
    await world.faxing.work()
  }
  const dead = world.maple.read((tx) => listJobs(tx, { state: 'dead' }))
  expect(dead.map(({ kind, cause }) => [kind, cause])).toEqual([['fax.read_pages', 'The program tesseract is missing on this machine.']])
  expect(await world.pages.html('ana', '/settings/page-text')).toContain('tesseract is missing on this machine.')
  expect((await world.pages.call('ana', 'GET', '/api/received/page-text')).body).toMatchObject({ on: true, lacking: expect.any(String) })
})

test('split, put back and moved, the words follow their page', async () => {
  using world = open()
  world.switchOn()
  const whole = await receive(world.faxing)
  const {
    id,
    faxes: [, second = whole],
  } = await arrange(world.faxing, world.maple, { kind: 'split', fax: whole, starts: [2] })
  await world.faxing.work()
  expect(await world.find('metformin')).toEqual([[second, 'Page 1']])
  world.maple.write((tx) => undoArrangement(tx, id))
  expect([await world.find('metformin'), world.read.length]).toEqual([[[whole, 'Page 2']], 2])
})

test('in the trash it is not found; emptied, or its content gone, the words are gone from the file', async () => {
  using world = open()
  world.switchOn()
  const [binned, used] = [await receive(world.faxing), await receive(world.faxing)]
  world.maple.write((tx) => trashFaxes(tx, [binned]))
  expect(await world.find('metformin')).toEqual([[used, 'Page 2']])
  world.maple.write((tx) => setContentRules(tx, { sent: null, received: { after: 'read', hours: 1 } }))
  world.maple.write((tx) => markOpened(tx, used))
  world.faxing.later(3_600_000)
  await world.faxing.work()
  expect([await world.find('metformin'), world.texts(used)]).toEqual([[], 0])
  world.maple.write((tx) => receivedFaxRecords.remove(tx, new Date(world.faxing.now.value.getTime() + DAY), [], 10))
  expect(world.maple.read((tx) => tx.db.all(`SELECT text FROM fax_texts WHERE text LIKE '%metformin%'`))).toEqual([])
})

test('older faxes are read when that is asked for, of those days and no more', async () => {
  using world = open()
  const old = await receive(world.faxing)
  world.faxing.later(10 * DAY)
  const recent = await receive(world.faxing)
  world.faxing.later(DAY)
  world.switchOn(5)
  await world.faxing.work()
  await world.faxing.work()
  expect([world.texts(old), world.texts(recent), world.maple.read(getPageTextRule)]).toEqual([0, 2, { on: true, past: null }])
})

test('switched off while it waits, nothing is read', async () => {
  using world = open({ reader: { lacking: () => 'Not yet.' } })
  world.switchOn(30)
  const id = await receive(world.faxing)
  world.switchOff()
  world.faxing.later(DAY)
  await world.faxing.work()
  expect(world.texts(id)).toBe(0)
  const states = world.maple.read((tx) => listJobs(tx)).filter(({ kind }) => kind === 'fax.read_pages')
  expect(states.map(({ state }) => state)).toEqual(['canceled'])
})

test('an owner sets it on its page and by the API; the trail says so; a number that cannot be comes back', async () => {
  using world = open()
  const { pages, maple } = world
  expect((await pages.visit('ana', '/settings/page-text', { on: 'on', pastDays: '30' })).status).toBe(303)
  const refused = await pages.visit('ana', '/settings/page-text', { on: 'on', pastDays: 'all' })
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('value="all"')])
  expect((await pages.call('ana', 'PUT', '/api/received/page-text', { on: true, pastDays: 999 })).status).toBe(422)
  expect((await pages.call('ana', 'PUT', '/api/received/page-text', { on: false, pastDays: 0 })).body).toMatchObject({
    on: false,
    past: null,
  })
  expect((await pages.call('sam', 'GET', '/api/received/page-text')).body).toMatchObject({ on: false })
  const events = maple.read((tx) => listEvents(tx, { action: 'received.page_text_set' }))
  expect(events.map(({ actorId, detail }) => [actorId, detail])).toEqual([
    ['ana', '{"on":false,"pastDays":0}'],
    ['ana', '{"on":true,"pastDays":30}'],
  ])
})

test.if(canRead('Faxes found by what is written on them'))(
  'a real fax is found by its second page, and no file or log has the word',
  async () => {
    using documents = createDocuments()
    using world = open({ documents, reader: tesseractReader({ niceness: 0 }) })
    world.switchOn()
    const id = await receive(world.faxing, { bytes: new Uint8Array(readFileSync('test/fixtures/scan.tif')) })
    expect(await world.find('medication')).toEqual([[id, 'Page 2']])
    const { dataDir } = world.faxing
    const holding = readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
      .map((name) => join(dataDir, name))
      .filter((path) => statSync(path).isFile() && readFileSync(path).toString('latin1').toLowerCase().includes('medication'))
    expect(holding).toEqual([])
    expect(JSON.stringify(world.faxing.logged).toLowerCase()).not.toContain('medication')
  },
)
