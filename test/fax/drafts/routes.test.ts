import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { placeHold, releaseHold } from '../../../src/disposal/index.ts'
import { composeRoutes } from '../../../src/fax/compose.routes.tsx'
import { BLANK, DRAFT_DAYS, endDrafts, filesOfDraft, findDraft, listDrafts, saveDraft, UNDO_DAYS } from '../../../src/fax/drafts/drafts.ts'
import { draftRoutes } from '../../../src/fax/drafts/routes.tsx'
import { countFaxes } from '../../../src/fax/index.ts'
import { openFaxing, PDF } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'
import { receive } from '../../support/receiving.ts'

const DAY_MS = 86_400_000
const ID = '01a1fdde-b695-7727-93c9-a503c8ee1d5b'

type Part = string | File
const labs = (words = '') => new File([PDF, words], 'labs.pdf')

function open() {
  const faxing = openFaxing()
  const { files, carrier } = faxing
  const documents = {
    ...faxing.documents,
    inspect: async (_: unknown, bytes: Uint8Array, name: string) =>
      Buffer.from(bytes).includes('broken')
        ? ({ ok: false, reason: 'broken', message: `${name} cannot be read.` } as const)
        : ({ ok: true, type: 'pdf', pages: 2 } as const),
  }
  const pages = openPages(faxing, (around) => {
    const deps = { ...around, files, carrier, documents, names: () => new Map([['ana', 'Ana Ortiz']]) }
    return [composeRoutes(deps), draftRoutes(deps)]
  })
  const post = async (path: string, fields: Record<string, Part | readonly Part[]>, { who = 'ana', script = false } = {}) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) form.append(name, each as string)
    const headers = { cookie: `session=${who}`, 'sec-fetch-site': 'same-origin', ...(script && { 'hx-request': 'true' }) }
    const host = who === 'sam' ? 'harbor' : 'maple'
    const answer = await pages.app.handle(new Request(`http://${host}.localhost${path}`, { method: 'POST', body: form, headers }))
    return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text() }
  }
  return {
    faxing,
    pages,
    post,
    save: (fields: Record<string, Part | readonly Part[]>, script = false) =>
      post('/faxes/drafts', { intent: ID, known: '0', ...fields }, { script }),
    drafts: (which: 'open' | 'discarded' = 'open') => faxing.maple.read((tx) => listDrafts(tx, which)),
    kept: () => faxing.maple.read((tx) => filesOfDraft(tx, ID as never)),
    pagesKept: () => faxing.maple.read((tx) => listDrafts(tx, 'open')[0]?.pages.map(({ file, page, turn }) => `${file}:${page}:${turn}`)),
    trail: (action: string) => faxing.maple.read((tx) => listEvents(tx, { action })),
    faxes: () => faxing.maple.read((tx) => countFaxes(tx, {})),
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}

const typed = { to: 'Oak <5552010100>', subject: 'Labs', note: 'Please call back.', cover: 'on', sendAt: '2026-13-45T10:00' }

test('what was begun is there again after a log-out: words that make no sense yet, and files in their order', async () => {
  using world = open()
  const saved = await world.save({ ...typed, files: [labs('1'), labs('2')], act: 'save' })
  expect([saved.status, saved.location]).toEqual([303, `/faxes/drafts/${ID}?saved`])
  const html = await world.pages.html('ana', `/faxes/drafts/${ID}`)
  for (const part of [
    'Oak &lt;5552010100&gt;',
    'value="Labs"',
    'Please call back.',
    'value="2026-13-45T10:00"',
    'value="2:2:0"',
    'name="known" value="2"',
  ])
    expect(html).toContain(part)
  const list = await world.pages.html('ana', '/faxes/drafts')
  for (const part of ['Oak', 'Labs', 'Ana Ortiz', `/faxes/drafts/${ID}`, `for ${DRAFT_DAYS} days`]) expect(list).toContain(part)
  expect(world.trail('draft.viewed').map(({ actorId }) => actorId)).toEqual(['ana'])
})

test('a script saves words without a page in return, and files for the list of their pages', async () => {
  using world = open()
  expect((await world.save(typed, true)).status).toBe(204)
  const answer = await world.save({ ...typed, files: labs() }, true)
  expect([answer.status, answer.text.startsWith('<div class="card stack" id="attached"')]).toEqual([200, true])
  expect(answer.text).toContain(`/faxes/drafts/${ID}/files/1/pages/2.png`)
  expect((await world.save({ ...typed, note: 'Later.', known: '1', pages: ['1:1', '1:2'] }, true)).status).toBe(204)
  expect([world.drafts().length, world.drafts()[0]?.note, world.kept().length]).toEqual([1, 'Later.', 1])
})

test('a file that cannot be read is named, and the others are kept', async () => {
  using world = open()
  const answer = await world.save({ ...typed, files: [new File(['broken'], 'notes.pdf'), labs()] })
  expect([answer.status, answer.text.includes('notes.pdf cannot be read.'), answer.text.includes('Please call back.')]).toEqual([
    422,
    true,
    true,
  ])
  expect(world.kept().map(({ name }) => name)).toEqual(['labs.pdf'])
  expect((await world.save({ files: new File(['broken'], 'notes.pdf') }, true)).status).toBe(422)
})

test('pages are put in order, turned and removed by buttons, across files', async () => {
  using world = open()
  await world.save({ files: [labs('1'), labs('2')] })
  const shown = { known: '2', pages: ['1:1:0', '1:2:0', '2:1:0', '2:2:0'] }
  await world.save({ ...shown, tick: ['2:1'], act: 'earlier' })
  expect(world.pagesKept()).toEqual(['1:1:0', '2:1:0', '1:2:0', '2:2:0'])
  await world.save({ known: '2', pages: world.pagesKept() ?? [], tick: ['1:1', '2:1'], act: 'later' })
  expect(world.pagesKept()).toEqual(['1:2:0', '1:1:0', '2:1:0', '2:2:0'])
  const answer = await world.save({ known: '2', pages: world.pagesKept() ?? [], tick: ['1:1'], act: 'turn' }, true)
  expect(answer.text).toMatch(/value="1:1"[^>]*checked/)
  await world.save({ known: '2', pages: world.pagesKept() ?? [], tick: ['1:2', '2:1'], act: 'remove' })
  expect(world.pagesKept()).toEqual(['1:1:90', '2:2:0'])
  await world.save({ known: '2', pages: world.pagesKept() ?? [], act: 'all:2' })
  expect(world.pagesKept()).toEqual(['1:1:90', '2:1:0', '2:2:0'])
  await world.save({ known: '2', pages: world.pagesKept() ?? [], act: 'drop:1' })
  expect([world.pagesKept(), world.kept().map(({ number }) => number)]).toEqual([['2:1:0', '2:2:0'], [2]])
})

test('pages of a file that is added meanwhile are not lost, and pages that are nowhere are left out', async () => {
  using world = open()
  await world.save({ files: labs('1') })
  await world.save({ known: '1', pages: ['1:2:0', '1:1:0'], files: labs('2') })
  await world.save({ known: '1', pages: ['1:2:0', '1:1:0', '1:9:0', '7:1:0'] })
  expect(world.pagesKept()).toEqual(['1:2:0', '1:1:0', '2:1:0', '2:2:0'])
})

test('a second look does not ask for the files again: they are kept, go with the fax once, and the draft is over', async () => {
  using world = open()
  const asked = await world.post('/faxes', { intent: ID, known: '0', to: '5552010100', files: labs() })
  expect([asked.status, world.faxes(), world.kept().length]).toEqual([409, 0, 1])
  expect(asked.text).toContain('value="1:2:0"')
  const again = { intent: ID, known: '1', pages: ['1:2:90'], to: '5552010100', looked: 'new_number +15552010100' }
  const taken = await world.post('/faxes', again)
  expect([taken.status, world.faxes()]).toEqual([303, 1])
  expect([world.drafts(), world.kept()]).toEqual([[], []])
  const twice = await world.post('/faxes', again)
  expect([twice.location, world.faxes()]).toEqual([taken.location, 1])
  const id = taken.location.split('/')[2] ?? ''
  const { fax, files } = world.faxing.show(id as never)
  expect([fax.plan, fax.pages, files.length]).toEqual([[{ file: 0, page: 2, turn: 90 }], 1, 1])
  expect(Buffer.from(await world.faxing.files.read(world.faxing.maple.id, files[0]?.id as never)).equals(PDF)).toBe(true)
  expect((await world.pages.visit('ana', `/faxes/drafts/${ID}`)).headers.get('location')).toBe(`/faxes/${id}`)
  expect(world.trail('draft.sent').map(({ detail }) => JSON.parse(detail))).toEqual([{ fax: id }])
  expect((await world.save(typed, true)).status).toBe(409)
})

test('files that were added on the last form go behind those that are kept, and what was on its way goes once', async () => {
  using world = open()
  await world.save({ files: [labs('1'), labs('2')] })
  const looked = 'new_number +15552010100'
  const { location } = await world.post('/faxes', {
    intent: ID,
    known: '1',
    pages: ['1:1:0'],
    to: '5552010100',
    looked,
    files: [labs('2'), labs('3')],
  })
  const { fax, files } = world.faxing.show(location.split('/')[2] as never)
  expect(files.length).toBe(3)
  expect(fax.plan?.map(({ file, page }) => `${file}:${page}`)).toEqual(['0:1', '1:1', '1:2', '2:1', '2:2'])
})

test('with a script a refusal keeps the words; the files are still in its form', async () => {
  using world = open()
  const answer = await world.post('/faxes', { intent: ID, known: '0', to: '911', files: labs() }, { script: true })
  expect([answer.status, world.drafts()[0]?.to, world.kept().length]).toEqual([422, '911', 0])
})

test('a fax without a page is not sent', async () => {
  using world = open()
  await world.save({ ...typed, files: labs() })
  const answer = await world.post('/faxes', { intent: ID, known: '1', to: '5552010100', looked: 'new_number +15552010100' })
  expect([answer.status, answer.text.includes('Keep at least one page.'), world.faxes()]).toEqual([422, true, 0])
})

test('a draft is discarded, and brought back', async () => {
  using world = open()
  await world.save({ ...typed, files: labs() })
  const { location } = await world.post(`/faxes/drafts/${ID}/removal`, {})
  expect(await world.pages.html('ana', location)).toContain('The draft was discarded.')
  expect(world.drafts()).toEqual([])
  expect((await world.save(typed, true)).status).toBe(409)
  expect((await world.post(`/faxes/drafts/${ID}/restoration`, {})).location).toBe(`/faxes/drafts/${ID}`)
  expect([world.drafts().length, world.kept().length]).toEqual([1, 1])
  expect(['draft.discarded', 'draft.restored'].map((action) => world.trail(action).length)).toEqual([1, 1])
})

test('a draft ends when nobody touches it for long or soon after it was discarded, its sealed files with it', async () => {
  using world = open()
  const later = (days: number) => {
    world.faxing.later(days * DAY_MS)
    return world.faxing.maple.write(endDrafts)
  }
  await world.save({ ...typed, files: labs() })
  const [file] = world.kept()
  expect(later(DRAFT_DAYS - 1)).toBe(0)
  await world.save({ ...typed, subject: 'Touched' })
  expect(later(2)).toBe(0)
  expect(later(DRAFT_DAYS)).toBe(1)
  expect(
    world.faxing.maple.read((tx) => tx.db.get<{ n: number }>(`SELECT count(*) AS n FROM stored_files WHERE id = '${file?.id}'`).n),
  ).toBe(0)
  await world.save(typed)
  await world.post(`/faxes/drafts/${ID}/removal`, {})
  expect([later(UNDO_DAYS), later(1)]).toEqual([0, 1])
  expect(world.trail('draft.ended').map(({ subjectId }) => subjectId)).toEqual([ID, ID])
})

test('a draft on legal hold does not end, nor does any while everything is held', async () => {
  using world = open()
  await world.save(typed)
  const { maple } = world.faxing
  const [one, all] = [ID, ''].map((subject) => maple.write((tx) => placeHold(tx, subject, 'Subpoena')))
  world.faxing.later((DRAFT_DAYS + 1) * DAY_MS)
  const ended = () => maple.write(endDrafts)
  expect(ended()).toBe(0)
  maple.write((tx) => void releaseHold(tx, all?.id ?? ''))
  expect(ended()).toBe(0)
  maple.write((tx) => void releaseHold(tx, one?.id ?? ''))
  expect(ended()).toBe(1)
})

test('a received fax is sent on from a draft with its pages as they are read, and its story says so', async () => {
  using world = open()
  const id = await receive(world.faxing)
  world.faxing.maple.write((tx) => tx.db.run(`INSERT INTO received_turns VALUES ('${id}', 2, 90)`))
  const { location } = await world.post('/faxes/drafts', { received: id })
  expect(await world.pages.html('ana', location)).toContain('Fax received from (555) 012-0009')
  const [draft] = world.drafts()
  expect(draft?.pages.map(({ page, turn }) => `${page}:${turn}`)).toEqual(['1:0', '2:90'])
  const answer = await world.post('/faxes', {
    intent: draft?.id ?? '',
    known: '1',
    pages: ['1:1:0', '1:2:90'],
    to: '5552010100',
    looked: 'new_number +15552010100',
  })
  const fax = answer.location.split('/')[2]
  const told = world.faxing.maple.read((tx) => listEvents(tx, { subjectId: id, action: 'received.forwarded' }))
  expect(told.map(({ detail }) => JSON.parse(detail))).toEqual([{ fax }])
  expect(world.trail('received.document_viewed').length).toBe(1)
})

test('another office knows nothing of it', async () => {
  using world = open()
  await world.save({ ...typed, files: labs() })
  const id = await receive(world.faxing)
  expect((await world.post('/faxes/drafts', { received: id }, { who: 'sam' })).status).toBe(404)
  for (const path of [`/faxes/drafts/${ID}`, `/faxes/drafts/${ID}/files/1/pages/1.png`])
    expect((await world.pages.visit('sam', path)).status).toBe(404)
  for (const path of ['removal', 'restoration'])
    expect((await world.post(`/faxes/drafts/${ID}/${path}`, {}, { who: 'sam' })).status).toBe(404)
  expect(await world.pages.html('sam', '/faxes/drafts')).not.toContain('Oak')
  // An id of one office is nothing special in another.
  expect((await world.post('/faxes/drafts', { intent: ID, to: 'Elm' }, { who: 'sam' })).status).toBe(303)
  expect([world.drafts()[0]?.to, world.kept().length]).toEqual(['Oak <5552010100>', 1])
})

test('who sees only their own does not see a colleague’s draft, nor takes its place', async () => {
  using world = open()
  await world.save({ ...typed, files: labs() })
  const uma = world.faxing.tenants.as(world.faxing.maple.id, { kind: 'user', id: 'uma', reach: 'own' })
  expect(uma.read((tx) => [listDrafts(tx, 'open'), findDraft(tx, ID)])).toEqual([[], undefined])
  expect(() => uma.write((tx) => saveDraft(tx, ID, BLANK))).toThrow('Draft not found.')
  expect(world.drafts()[0]?.subject).toBe('Labs')
})
