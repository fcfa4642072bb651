import { expect, test } from 'bun:test'
import { addContact } from '../../../src/contacts/index.ts'
import type { Cover } from '../../../src/documents/index.ts'
import { BLANK, saveDraft } from '../../../src/fax/drafts/drafts.ts'
import { draftRoutes } from '../../../src/fax/drafts/routes.tsx'
import { openFaxing, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'

const ID = '01a1fdde-b695-7727-93c9-a503c8ee1d5c'

function open() {
  const faxing = openFaxing()
  const drawn: (Cover | undefined)[] = []
  const documents = {
    ...plainDocuments,
    assemble: async (_: unknown, { cover }: { cover?: Cover }) => {
      drawn.push(cover)
      return { pdf: new Uint8Array([1]), pages: 1, sha256: '' }
    },
  }
  const pages = openPages(faxing, (around) => {
    const deps = { ...around, files: faxing.files, carrier: faxing.carrier, documents, names: () => new Map<string, string>() }
    return [draftRoutes(deps)]
  })
  const save = (to: string, sendAt = '') =>
    faxing.maple.write((tx) => saveDraft(tx, ID, { ...BLANK, to, subject: 'Labs', note: 'Call us.', sendAt }))
  return { faxing, pages, drawn, save, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

test('the cover is drawn with what is typed, and what makes no sense yet left out', async () => {
  using world = open()
  world.save('Oak <5552010100>', '2026-13-45T10:00')
  const answer = await world.pages.visit('ana', `/faxes/drafts/${ID}/cover.png`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(world.drawn).toMatchObject([{ to: 'Oak', toNumber: '(555) 201-0100', subject: 'Labs', note: 'Call us.', pages: 1 }])
})

test('it carries the notice of Part 2 where a recipient asks for it', async () => {
  using world = open()
  const contact = { name: 'Elm Recovery', organization: '', fax: '5552010101', note: '', part2: true }
  world.faxing.maple.write((tx) => addContact(tx, contact))
  for (const to of ['5552010100', '5552010101']) {
    world.save(to)
    await world.pages.visit('ana', `/faxes/drafts/${ID}/cover.png`)
  }
  expect(world.drawn.map((cover) => cover?.notice.includes('42 CFR part 2'))).toEqual([false, true])
})

test('before anything is typed it is the office’s own, and another office’s draft is not drawn', async () => {
  using world = open()
  expect((await world.pages.visit('ana', '/faxes/cover.png')).status).toBe(200)
  expect(world.drawn).toMatchObject([{ to: '', officeName: 'Maple Street Family Practice' }])
  world.save('5552010100')
  expect((await world.pages.visit('sam', `/faxes/drafts/${ID}/cover.png`)).status).toBe(404)
})
