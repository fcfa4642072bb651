import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { composeRoutes } from '../../src/fax/compose.routes.tsx'
import { checkSubmission } from '../../src/fax/index.ts'
import { faxRoutes } from '../../src/fax/routes.tsx'
import { type Faxing, openFaxing, PDF, plainDocuments } from '../support/faxing.ts'
import { openPages } from '../support/pages.ts'

function open() {
  const faxing = openFaxing()
  const { files, carrier } = faxing
  const pages = openPages(faxing, (around) => {
    const deps = { ...around, files, carrier, documents: plainDocuments, names: () => new Map<string, string>() }
    return [composeRoutes(deps), faxRoutes(deps)]
  })
  return { faxing, pages, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

const trail = ({ maple }: Faxing, action: string) => maple.read((tx) => listEvents(tx, { action }))

test.each(['2026-99-99', '2026-02-31', '0000-00-00', '9999-12-31', 'yesterday'])('a day that is none, %s, filters nothing', async (day) => {
  using world = open()
  for (const path of [`/faxes?from=${day}`, `/faxes?until=${day}`, `/faxes.csv?from=${day}`])
    expect((await world.pages.visit('ana', path)).status).toBe(200)
})

test('a time that no clock shows comes back in the form', async () => {
  using world = open()
  const form = new FormData()
  for (const [name, value] of [
    ['to', '5552010100'],
    ['sendAt', '2026-13-45T10:00'],
  ] as const)
    form.append(name, value)
  form.append('files', new File([PDF], 'labs.pdf'))
  const answer = await world.pages.app.handle(
    new Request('http://maple.localhost/faxes', {
      method: 'POST',
      body: form,
      headers: { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' },
    }),
  )
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('Write the time as')])
})

test('the list taken away as a file is written down', async () => {
  using world = open()
  await world.faxing.submit()
  const answer = await world.pages.visit('ana', '/faxes.csv')
  expect([answer.headers.get('content-disposition'), (await answer.text()).split('\r\n').length]).toEqual([
    'attachment; filename="sent-faxes.csv"',
    3,
  ])
  expect(trail(world.faxing, 'fax.exported').map(({ actorId, detail }) => [actorId, detail])).toEqual([['ana', '{"faxes":1}']])
})

test.each([
  ['a line of a hundred thousand spaces', [`a${' '.repeat(100_000)}b`]],
  ['letters and spaces without a comma', [`${'a'.repeat(9_000)}${' '.repeat(9_000)}b`]],
  ['a hundred thousand numbers', ['5552010100\n'.repeat(100_000)]],
  ['two hundred of the longest lines', Array.from({ length: 200 }, () => `${'a'.repeat(100)}${' '.repeat(98)}b`)],
])('%s as recipients is refused in no time', (_, to) => {
  using faxing = openFaxing()
  const input = { to, cover: true, subject: '', note: '', from: undefined, sendAt: undefined }
  const begun = performance.now()
  expect(() => faxing.maple.read((tx) => checkSubmission(tx, input))).toThrow('The fax was not sent.')
  expect(performance.now() - begun).toBeLessThan(500)
})

test('recipients are read in every way people write them', () => {
  using faxing = openFaxing()
  const to = ['Oak Pharmacy <+15552010100>', '"Elm, Main St" <(555) 201-0101>; 555-201-0102\r\nDr. Oak, M.D., (555) 201-0103', '5552010100']
  const input = { to, cover: true, subject: '', note: '', from: undefined, sendAt: undefined }
  expect(faxing.maple.read((tx) => checkSubmission(tx, input)).recipients).toEqual([
    { to: '+15552010100', name: 'Oak Pharmacy' },
    { to: '+15552010101', name: 'Elm, Main St' },
    { to: '+15552010102', name: '' },
    { to: '+15552010103', name: 'Dr. Oak, M.D.' },
  ])
})
