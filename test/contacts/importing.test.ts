import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { contactImportApi } from '../../src/contacts/importing.api.routes.ts'
import { contactImportRoutes } from '../../src/contacts/importing.routes.tsx'
import {
  addContact,
  contactImporter,
  contactUndoer,
  forgetOldImports,
  getImport,
  type ImportId,
  listActs,
  listContacts,
  mostContacts,
  numbersOf,
  undoAct,
  updateContact,
} from '../../src/contacts/index.ts'
import { contactRoutes } from '../../src/contacts/routes.tsx'
import { exchangedWith } from '../../src/fax/index.ts'
import { drain } from '../../src/jobs/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { openPages, type Pages } from '../support/pages.ts'

const open = (offices: Offices) =>
  openPages(offices, (around) => [
    contactImportRoutes(around),
    contactImportApi(around),
    contactRoutes({ ...around, exchanged: exchangedWith }),
  ])
const all = (tenant: Tenant) => tenant.read((tx) => listContacts(tx, { limit: 300 }))
const names = (tenant: Tenant) => all(tenant).map(({ name }) => name)
const anybody = { mayNoLonger: () => false }
const work = (tenant: Tenant) => drain(tenant, [contactImporter(anybody), contactUndoer(anybody)])

async function upload(pages: Pages, text: string | Uint8Array<ArrayBuffer>, name = 'offices.csv', path = '/contacts/imports') {
  const body = new FormData()
  body.set('file', new File([text], name))
  return pages.app.handle(
    new Request(`http://maple.localhost${path}`, {
      method: 'POST',
      body,
      headers: { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' },
    }),
  )
}
const placeOf = async (pages: Pages, text: string, name?: string) => (await upload(pages, text, name)).headers.get('location') ?? 'refused'

const FILE = [
  'Name,Company,Fax number,Tags,Notes,Flags',
  'Oak Clinic,Oak Health,(555) 201-0100,"Near, Heart",Ask for Lee,42 CFR Part 2',
  'Elm,,911,,,',
  'Birch,,555-201-0102,,,',
  'Birch again,,555-201-0102,,,',
].join('\r\n')

test('whoever may no longer change contacts imports no more, and another undoes what came until then', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const place = await placeOf(pages, FILE)
  await pages.visit('ana', place, {})
  const asked: string[] = []
  const gone = { mayNoLonger: (_: unknown, id: string) => asked.push(id) > 0 }
  await drain(offices.maple, [contactImporter(gone), contactUndoer(gone)])
  expect([names(offices.maple), asked]).toEqual([[], [offices.maple.actor.id]])
  expect(await pages.html('ana', place)).toContain('Import stopped')
})

test('a file is read, looked at, imported by a job, and undone as one', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const place = await placeOf(pages, FILE)
  const looked = await pages.html('ana', place)
  for (const shown of ['Import 2 contacts', 'Enter a fax number such as', 'Row 3 has the same number.']) expect(looked).toContain(shown)
  expect(names(offices.maple)).toEqual([])
  expect((await pages.visit('ana', place, {})).headers.get('location')).toBe(place)
  expect(await pages.html('ana', place)).toContain('Importing')
  await work(offices.maple)
  expect(all(offices.maple)).toMatchObject([
    { name: 'Birch', fax: '+15552010102' },
    { name: 'Oak Clinic', organization: 'Oak Health', fax: '+15552010100', note: 'Ask for Lee', part2: true },
  ])
  const after = await pages.html('ana', place)
  for (const shown of ['Imported: offices.csv', 'A contact with this number is there already.', 'Undo the import'])
    expect(after).toContain(shown)
  expect(await pages.html('ana', `${place}/left-out.csv`)).toContain('2,Enter a fax number such as (555) 201-0100.,Elm')
  const [entry] = offices.maple.read((tx) => listEvents(tx, { action: 'contact.imported' }))
  expect(JSON.parse(entry?.detail ?? '')).toMatchObject({ added: 2, changed: 0, skipped: 1, refused: 1 })
  const [act] = offices.maple.read(listActs)
  offices.maple.write((tx) => void undoAct(tx, act?.id ?? ('' as never)))
  expect([names(offices.maple), offices.maple.read((tx) => listEvents(tx, { action: 'contact.import_undone' }))]).toEqual([
    [],
    [expect.anything()],
  ])
})

test('who is there already gets what the file says, and the undoing takes just that back', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const oak = offices.maple.write((tx) =>
    addContact(tx, { name: 'Oak', organization: '', fax: '5552010100', note: 'Old', tags: ['Mine'], sensitive: true }),
  )
  const file = 'Fax,Name,Other numbers,Tags\n5552010100,Oak Clinic,Referrals: 5552010199,Near\n'
  const place = await placeOf(pages, file)
  expect(await pages.html('ana', place)).toContain('A contact with this number is there already.')
  expect(await pages.html('ana', `${place}?known=update`)).toContain('Import 1 contact')
  await pages.visit('ana', place, { known: 'update' })
  await work(offices.maple)
  expect(all(offices.maple)).toMatchObject([{ id: oak.id, name: 'Oak Clinic', note: 'Old', sensitive: true }])
  expect(offices.maple.read((tx) => numbersOf(tx, [oak.id]).get(oak.id))).toEqual([
    { fax: '+15552010100', label: '' },
    { fax: '+15552010199', label: 'Referrals' },
  ])
  offices.maple.write((tx) => void undoAct(tx, listActs(tx)[0]?.id ?? ('' as never)))
  expect(all(offices.maple)).toMatchObject([{ name: 'Oak' }])
  expect(offices.maple.read((tx) => numbersOf(tx, [oak.id]).get(oak.id))).toHaveLength(1)
})

test('columns can be said to be others, and without one of fax numbers nothing begins', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const place = await placeOf(pages, 'A,B\nOak,5552010100')
  expect(await pages.html('ana', place)).toContain('Not in the file')
  const refused = await pages.visit('ana', place, { name: '0', known: 'skip' })
  expect([refused.status, (await refused.text()).includes('Say which column has the fax numbers.')]).toEqual([422, true])
  expect((await pages.visit('ana', `${place}?name=7&fax=1`)).status).toBe(422)
  await pages.visit('ana', place, { name: '0', fax: '1' })
  await work(offices.maple)
  expect(names(offices.maple)).toEqual(['Oak'])
})

test.each([
  ['nothing', ''],
  ['only names of columns', 'Name,Fax\n'],
  ['no text', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0])],
  ['more than 5 MB', 'Oak,5552010100\n'.repeat(400_000)],
  ['more than 10,000 rows', `Name,Fax\n${'Oak,5552010100\n'.repeat(10_001)}`],
])('a file with %s is refused, and nothing of it is kept', async (_, text) => {
  using offices = openOffices()
  const pages = open(offices)
  const answer = await upload(pages, text as string)
  expect([answer.status, (await answer.text()).includes('id="file-error"')]).toEqual([422, true])
  const left = offices.maple.read((tx) => tx.db.all('SELECT id FROM contact_imports UNION SELECT import_id FROM contact_import_rows'))
  expect(left).toEqual([])
})

test('what was exported comes back as it was: as CSV, as vCard 3.0 and 4.0', async () => {
  for (const path of ['/contacts.csv', '/contacts.vcf', '/contacts.vcf?version=4.0']) {
    using offices = openOffices()
    const pages = open(offices)
    const otherNumbers = [{ fax: '5552010101', label: 'Work' }]
    const input = {
      name: '=Oak, "Clinic"; Ångström\u00A0& Sons and a long name that is folded over',
      organization: 'Oak; Health',
      note: 'One,\nTwo',
    }
    offices.maple.write(
      (tx) => void addContact(tx, { ...input, fax: '5552010100', faxLabel: 'Work', otherNumbers, tags: ['Near', 'Heart'] }),
    )
    const file = await pages.html('ana', path)
    const [before] = all(offices.maple)
    offices.maple.write((tx) => void tx.db.run('DELETE FROM contacts'))
    const place = await placeOf(pages, file, path.includes('vcf') ? 'contacts.vcf' : 'contacts.csv')
    await pages.visit('ana', place, {})
    await work(offices.maple)
    const [after] = all(offices.maple)
    expect([path, after]).toEqual([path, expect.objectContaining({ ...input, fax: before?.fax, search: before?.search })])
    expect(offices.maple.read((tx) => numbersOf(tx, after ? [after.id] : []).get(after?.id as never))).toHaveLength(2)
  }
})

test('a full address book takes as many as fit, and says so of the others', async () => {
  using offices = openOffices()
  const pages = open(offices)
  offices.maple.write((tx) => {
    for (let n = 1; n < mostContacts(tx); n++)
      tx.db.run(`INSERT INTO contacts (id, name, fax, created_at, updated_at) VALUES ('x${n}', 'x', '+${n}', 0, 0)`)
  })
  const place = await placeOf(pages, 'Name,Fax\nOak,5552010100\nElm,5552010101')
  expect(await pages.html('ana', place)).toContain('There is no room for it')
  await pages.visit('ana', place, {})
  await work(offices.maple)
  expect(await pages.html('ana', place)).toContain('There is no room for it')
  expect(offices.maple.read((tx) => listContacts(tx, { text: 'oak', limit: 9 }))).toHaveLength(1)
})

test('one that was changed since the import stays when it is undone; a file that was thrown away is gone', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const place = await placeOf(pages, FILE)
  await pages.visit('ana', place, {})
  await work(offices.maple)
  const [birch] = all(offices.maple)
  if (birch) offices.maple.write((tx) => updateContact(tx, birch.id, { ...birch, note: 'Ours now' }))
  expect(offices.maple.write((tx) => undoAct(tx, listActs(tx)[0]?.id ?? ('' as never)))).toMatchObject({ undone: 1, stayed: 1 })
  expect(names(offices.maple)).toEqual(['Birch'])
  const other = await placeOf(pages, FILE)
  await pages.visit('ana', `${other}/removal`, {})
  expect((await pages.visit('ana', other)).status).toBe(404)
  offices.later(31 * 86_400_000)
  offices.maple.write(forgetOldImports)
  expect((await pages.visit('ana', place)).status).toBe(404)
})

test('another office’s import is not found on any page, nor by a program', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const place = await placeOf(pages, FILE)
  const api = place.replace('/contacts/imports', '/api/contact-imports')
  const statuses = [
    (await pages.visit('sam', place)).status,
    (await pages.visit('sam', place, {})).status,
    (await pages.visit('sam', `${place}/removal`, {})).status,
    (await pages.visit('sam', `${place}/left-out.csv`)).status,
    (await pages.call('sam', 'GET', api)).status,
    (await pages.call('sam', 'POST', `${api}/previews`, { mapping: { fax: 2 } })).status,
    (await pages.call('sam', 'POST', `${api}/start`, { mapping: { fax: 2 } })).status,
    (await pages.call('sam', 'DELETE', api)).status,
  ]
  expect(statuses).toEqual(Array.from({ length: 8 }, () => 404))
  expect(offices.maple.read((tx) => getImport(tx, place.split('/').at(-1) as ImportId)).state).toBe('mapping')
})

test('a program does the same: reads, tries, starts, looks, forgets', async () => {
  using offices = openOffices()
  const pages = open(offices)
  const read = await upload(pages, FILE, 'offices.csv', '/api/contact-imports')
  const { id, mapping } = (await read.json()) as { id: string; mapping: Record<string, number> }
  expect([read.status, mapping]).toEqual([201, { name: 0, organization: 1, fax: 2, tags: 3, note: 4, marks: 5 }])
  const place = `/api/contact-imports/${id}`
  expect((await pages.call('ana', 'POST', `${place}/previews`, { mapping })).body).toMatchObject({
    counts: { added: 2, changed: 0, skipped: 1, refused: 1 },
    problems: [{ row: 2 }, { row: 4 }],
  })
  expect((await pages.call('ana', 'POST', `${place}/start`, { mapping: { name: 0 } })).status).toBe(422)
  expect((await pages.call('ana', 'POST', `${place}/start`, { mapping })).body).toMatchObject({ state: 'importing', counts: { left: 4 } })
  expect((await pages.call('ana', 'DELETE', place)).status).toBe(409)
  expect((await pages.call('ana', 'POST', `${place}/start`, { mapping })).status).toBe(409)
  await work(offices.maple)
  expect((await pages.call('ana', 'GET', place)).body).toMatchObject({
    state: 'done',
    counts: { added: 2, left: 0 },
    changeId: expect.any(String),
  })
  expect((await pages.call('ana', 'DELETE', place)).status).toBe(204)
  expect(names(offices.maple)).toHaveLength(2)
})
