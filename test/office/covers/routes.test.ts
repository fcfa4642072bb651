import { expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Documents } from '../../../src/documents/index.ts'
import { coverApi } from '../../../src/office/covers/api.routes.ts'
import { addCover, type CoverLook, defaultCover, getCover } from '../../../src/office/covers/covers.ts'
import { coverRoutes } from '../../../src/office/covers/routes.tsx'
import { openFaxing, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'

const PLACE = '/settings/covers'

function open(logo: Documents['logo'] = plainDocuments.logo) {
  const faxing = openFaxing()
  const drawn: CoverLook[] = []
  const sample = async (_: unknown, { notice, showsAddress, logoId }: CoverLook) => {
    drawn.push({ notice, showsAddress, logoId })
    return new Response('png', { headers: { 'content-type': 'image/png' } })
  }
  const deps = { files: faxing.files, documents: { ...plainDocuments, logo }, sample }
  const pages = openPages(faxing, (around) => [coverRoutes({ ...around, ...deps }), coverApi({ ...around, ...deps })])
  const upload = (path: string, picture: Uint8Array | string) => {
    const body = new FormData()
    body.set('logo', new File([picture as string], 'logo.png', { type: 'image/png' }))
    const headers = { cookie: 'session=ana', 'sec-fetch-site': 'same-origin' }
    return pages.app.handle(new Request(`http://maple.localhost${path}`, { method: 'POST', body, headers }))
  }
  const { maple } = faxing
  return {
    maple,
    pages,
    drawn,
    upload,
    id: maple.read(defaultCover).id,
    sealed: () => readdirSync(join(faxing.dataDir, maple.id, 'files')).length,
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}

test('a cover page is added, changed, made the default, removed and brought back', async () => {
  using world = open()
  const { pages, maple } = world
  const added = await pages.visit('ana', PLACE, { name: 'Referrals' })
  const at = added.headers.get('location') ?? ''
  expect([added.status, at.startsWith(`${PLACE}/`)]).toEqual([303, true])
  const saved = await pages.visit('ana', at, { name: 'Referrals out', notice: 'For <Oak> alone.' })
  expect(saved.headers.get('location')).toBe(`${at}?notice=saved`)
  expect(await pages.html('ana', `${at}?notice=saved`)).toContain('For &lt;Oak&gt; alone.</textarea>')
  expect((await pages.visit('ana', `${at}/precedence`, {})).status).toBe(303)
  expect((await pages.visit('ana', `${PLACE}/${world.id}/removal`, {})).status).toBe(303)
  expect(await pages.html('ana', PLACE)).toMatch(/Referrals out[\s\S]*The default[\s\S]*Removed[\s\S]*Standard[\s\S]*Bring back/)
  expect((await pages.visit('ana', `${PLACE}/${world.id}/restoration`, {})).status).toBe(303)
  expect(maple.read((tx) => getCover(tx, at.split('/').at(-1) ?? ''))).toMatchObject({ name: 'Referrals out', showsAddress: false })
})

test('what was typed comes back with what is wrong with it', async () => {
  using world = open()
  const twice = await world.pages.visit('ana', PLACE, { name: 'standard' })
  expect([twice.status, await twice.text()]).toEqual([409, expect.stringMatching(/value="standard"/)])
  const long = await world.pages.visit('ana', `${PLACE}/${world.id}`, { name: 'Standard', notice: 'n'.repeat(1_001) })
  expect([long.status, await long.text()]).toEqual([422, expect.stringContaining('Keep the notice within 1000 characters.')])
})

test('a logo is sealed with the office’s documents, replaced and taken off', async () => {
  using world = open()
  const at = `${PLACE}/${world.id}`
  expect((await world.upload(`${at}/logo`, 'one')).status).toBe(303)
  const first = world.maple.read(defaultCover).logoId
  expect((await world.upload(`${at}/logo`, 'two')).status).toBe(303)
  expect(world.maple.read(defaultCover).logoId).not.toBe(first)
  expect((await world.pages.visit('ana', `${at}/logo/removal`, {})).status).toBe(303)
  expect(world.maple.read(defaultCover)).toMatchObject({ logoId: null, logoSha256: null })
})

test('a picture that is none is refused in words, and nothing of it is kept', async () => {
  using world = open(async () => ({ ok: false, message: 'Choose a PNG or JPEG picture of at most 2 MB.' }))
  const answer = await world.upload(`${PLACE}/${world.id}/logo`, 'not a picture')
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('Choose a PNG or JPEG picture')])
  const body = { name: 'Referrals', logo: Buffer.from('not a picture').toString('base64') }
  expect(await world.pages.call('ana', 'POST', '/api/cover-templates', body)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'logo' }] },
  })
  expect([world.sealed(), world.maple.read(defaultCover).logoId]).toEqual([0, null])
  expect((await world.pages.call('ana', 'GET', '/api/cover-templates')).body).toMatchObject({ data: [{ name: 'Standard' }] })
})

test('a logo leaves nothing sealed when the rest of what was sent is refused', async () => {
  using world = open()
  const body = { name: 'standard', logo: Buffer.from('picture').toString('base64') }
  expect((await world.pages.call('ana', 'POST', '/api/cover-templates', body)).status).toBe(409)
  expect(world.sealed()).toBe(0)
})

test('the picture of it is drawn with what is typed and not saved yet', async () => {
  using world = open()
  const html = await world.pages.html('ana', `${PLACE}/${world.id}/sample?name=x&notice=Just+typed&showsAddress=on`)
  const src = /src="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
  for (const path of [src, `${PLACE}/${world.id}/sample.png`]) expect((await world.pages.visit('ana', path)).status).toBe(200)
  expect(world.drawn).toEqual([
    { notice: 'Just typed', showsAddress: true, logoId: null },
    { notice: '', showsAddress: true, logoId: null },
  ])
})

test('a program does all of it', async () => {
  using world = open()
  const { call } = world.pages
  const PLACE = '/api/cover-templates'
  const added = await call('ana', 'POST', PLACE, { name: 'Referrals', notice: 'Short.', logo: Buffer.from('picture').toString('base64') })
  expect(added).toMatchObject({ status: 201, body: { name: 'Referrals', notice: 'Short.', hasLogo: true, isDefault: false } })
  const at = added.headers.get('location') ?? ''
  const changed = await call('ana', 'PATCH', at, { isDefault: true, logo: null, showsAddress: false })
  expect(changed.body).toMatchObject({ notice: 'Short.', hasLogo: false, isDefault: true, showsAddress: false })
  expect((await call('ana', 'DELETE', at)).status).toBe(409)
  expect((await call('ana', 'DELETE', `${PLACE}/${world.id}`)).body).toMatchObject({ removedAt: expect.any(String) })
  expect((await call('ana', 'POST', `${PLACE}/${world.id}/restorations`)).body).toMatchObject({ removedAt: null })
  expect((await call('ana', 'PATCH', at, { logo: 'not base64!' })).body).toMatchObject({ errors: [{ field: 'logo' }] })
})

test('another office’s cover page is not there', async () => {
  using world = open()
  const { id } = world.maple.write((tx) => addCover(tx, 'Referrals'))
  for (const path of [`${PLACE}/${id}`, `${PLACE}/${id}/sample.png`, `/api/cover-templates/${id}`])
    expect((await world.pages.visit('sam', path)).status).toBe(404)
})
