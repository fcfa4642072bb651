import { expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { receivedRoutes } from '../../../src/fax/received/routes.ts'
import { faxRoutes } from '../../../src/fax/routes.tsx'
import { savedViewApi } from '../../../src/fax/saved-views/api.routes.ts'
import { savedViewRoutes } from '../../../src/fax/saved-views/routes.tsx'
import { COLLEAGUES, openFaxing, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'

type View = { readonly id: string; readonly name: string; readonly query: string; readonly shared: boolean }

function open() {
  const faxing = openFaxing()
  const { files, carrier } = faxing
  const pages = openPages(faxing, (around) => {
    const names = () => new Map([['ana', 'Ana Ortiz']])
    const deps = { ...around, files, carrier, documents: plainDocuments, names, colleagues: () => COLLEAGUES }
    return [faxRoutes(deps), receivedRoutes(deps), savedViewRoutes(deps), savedViewApi(deps)]
  })
  return {
    faxing,
    pages,
    save: (more: Record<string, string> = {}, who: 'ana' | 'rita' = 'ana') =>
      pages.visit(who, '/saved-views', { list: 'sent', name: 'Failed', query: 'status=failed', ...more }),
    views: async (who: 'ana' | 'rita' | 'sam') =>
      ((await pages.call(who, 'GET', '/api/saved-views')).body as { data: View[] }).data.map(({ name, query }) => `${name}: ${query}`),
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}

test('a filtered list is saved under a name and opened again from above the list', async () => {
  using world = open()
  const html = await world.pages.html('ana', '/faxes?status=failed&col=subject')
  expect(html).toContain('name="query" value="status=failed&col=subject"')
  const answer = await world.save({ query: 'status=failed&col=subject&after=x' })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/faxes?status=failed&col=subject'])
  expect(await world.pages.html('ana', '/faxes')).toContain('href="/faxes?status=failed&col=subject"')
  expect(await world.pages.html('ana', '/received')).not.toContain('col=subject')
  const [entry] = world.faxing.maple.read((tx) => listEvents(tx, { action: 'view.saved' }))
  expect([entry?.detail.includes('failed'), entry?.detail.includes('Failed')]).toEqual([false, false])
})

test('one’s own is one’s own, a shared one is everybody’s of the office, and no other office’s', async () => {
  using world = open()
  await world.save({ name: 'Mine', query: 'q=oak' })
  await world.save({ name: 'Ours', shared: 'on' })
  expect([await world.views('ana'), await world.views('rita'), await world.views('sam')]).toEqual([
    ['Mine: q=oak', 'Ours: status=failed'],
    ['Ours: status=failed'],
    [],
  ])
  expect((await world.save({ name: 'Hers' }, 'rita')).status).toBe(303)
  expect((await world.save({ name: 'Hers too', shared: 'on' }, 'rita')).status).toBe(403)
  expect(await world.views('rita')).toEqual(['Hers: status=failed', 'Ours: status=failed'])
})

test('under its name a view is saved anew, and what cannot be saved comes back with what was typed', async () => {
  using world = open()
  await world.save()
  await world.save({ name: 'failed', query: 'status=held' })
  expect(await world.views('ana')).toEqual(['failed: status=held'])
  for (const wrong of [
    { name: ' ' },
    { name: 'x'.repeat(41) },
    { query: '' },
    { query: 'nonsense=1' },
    { query: `q=${'x'.repeat(700)}` },
  ]) {
    const refused = await world.save(wrong)
    expect([wrong, refused.status]).toEqual([wrong, 422])
  }
  expect(await (await world.save({ name: ' ', query: 'q=oak' })).text()).toContain('value="q=oak"')
  expect(await world.views('ana')).toEqual(['failed: status=held'])
})

test('a view is removed by who saved it, or by who may change what the office sees', async () => {
  using world = open()
  const saved = (name: string) =>
    world.pages.call('ana', 'POST', '/api/saved-views', { list: 'received', name, query: 'show=mine', shared: true })
  const [one, two] = [(await saved('One')).body as View, (await saved('Two')).body as View]
  expect((await world.pages.call('rita', 'DELETE', `/api/saved-views/${one.id}`)).status).toBe(403)
  expect((await world.pages.call('sam', 'DELETE', `/api/saved-views/${one.id}`)).status).toBe(404)
  expect((await world.pages.call('ana', 'DELETE', `/api/saved-views/${one.id}`)).status).toBe(204)
  expect(await world.pages.html('ana', '/saved-views')).toContain(`/saved-views/${two.id}/removal`)
  expect(await world.pages.html('rita', '/saved-views')).not.toContain('/removal')
  expect((await world.pages.visit('ana', `/saved-views/${two.id}/removal`, {})).status).toBe(303)
  expect(await world.views('ana')).toEqual([])
})

test('the list shows the further columns that its address names, and a row that changes by itself keeps them', async () => {
  using world = open()
  const { id } = await world.faxing.submit(['Oak Clinic, 5552010100'])
  const html = await world.pages.html('ana', '/faxes?col=by&col=from&col=nonsense')
  for (const text of ['Sent by</span></th>', 'From</span></th>', `hx-get="/faxes/${id}/row?col=by&col=from"`]) expect(html).toContain(text)
  expect(html).not.toContain('Subject</span></th>')
  expect(await world.pages.html('ana', `/faxes/${id}/row?col=subject`)).toContain('<td></td>')
})

test('a search of sent faxes says on the page where something was found', async () => {
  using world = open()
  await world.faxing.submit(['Oak Clinic, 5552010100'])
  expect(await world.pages.html('ana', '/faxes?q=labs')).toContain('Found in file name')
  expect(await world.pages.html('ana', '/faxes?q=labs&status=queued')).toContain('Found in file name')
})
