import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { EXPORTED_AT_ONCE } from '../../src/fax/exporting.ts'
import { receivedRoutes } from '../../src/fax/received/routes.ts'
import { faxRoutes } from '../../src/fax/routes.tsx'
import { COLLEAGUES, openFaxing, plainDocuments } from '../support/faxing.ts'
import { openPages } from '../support/pages.ts'
import { receive } from '../support/receiving.ts'

function open() {
  const faxing = openFaxing()
  const { files, carrier } = faxing
  const pages = openPages(faxing, (around) => {
    const deps = {
      ...around,
      files,
      carrier,
      documents: plainDocuments,
      names: () => new Map([['rita', 'Rita Bauer']]),
      colleagues: () => COLLEAGUES,
    }
    return [faxRoutes(deps), receivedRoutes(deps)]
  })
  const lines = async (path: string, who: 'ana' | 'sam' = 'ana') =>
    (await pages.html(who, path))
      .replace(/^\uFEFF/, '')
      .split('\r\n')
      .slice(1, -1)
  const said = (action: string) => faxing.maple.read((tx) => listEvents(tx, { action })).map(({ detail }) => JSON.parse(detail) as object)
  return { faxing, pages, lines, said, [Symbol.dispose]: () => faxing[Symbol.dispose]() }
}

test('received faxes leave as they are filtered, as text in every cell, and the trail says so without what was looked for', async () => {
  using world = open()
  const id = await receive(world.faxing, { from: '+15550120009' })
  await receive(world.faxing, { from: '+15550120008' })
  await world.pages.call('ana', 'PATCH', `/api/received/${id}`, { assignedTo: 'rita', addTags: ['=2+3', 'labs'], urgent: true })
  const [line = '', ...others] = await world.lines('/received/export.csv?q=0009&show=urgent')
  expect(others).toEqual([])
  expect(line).toStartWith(`${id},`)
  for (const cell of ["'+15550120009", 'Rita Bauer', '"\'=2+3, labs"', 'yes']) expect(line).toContain(cell)
  expect((await world.lines('/received/export.csv')).length).toBe(2)
  expect(await world.lines('/received/export.csv?tag=nobody')).toEqual([])
  expect(world.said('received.exported')).toEqual([{ faxes: 0, tagged: true }, { faxes: 2 }, { faxes: 1, searched: true, urgent: true }])
  expect(await world.lines('/received/export.csv', 'sam')).toEqual([])
})

test('a long list leaves piece by piece, each fax once', async () => {
  using world = open()
  const { maple, files } = world.faxing
  const stored = await files.put(maple.id, Buffer.from('%PDF-1.4'))
  const many = EXPORTED_AT_ONCE + 1
  for (let n = 0; n < many; n++)
    await world.faxing.submit([`Oak ${n}, ${5_552_010_100 + n}`], { stored: { ...stored, id: crypto.randomUUID() as typeof stored.id } })
  for (const query of ['', '?q=oak', '?status=queued']) {
    const ids = (await world.lines(`/faxes.csv${query}`)).map((line) => line.split(',')[0])
    expect([query, ids.length, new Set(ids).size]).toEqual([query, many, many])
  }
})
