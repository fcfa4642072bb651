import { expect, test } from 'bun:test'
import { crc32 } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { addKey, listKeys, spellKey } from '../../src/identity/index.ts'
import { written } from '../support/written.ts'
import { type Desk, openDesk, type Visit } from './desk.ts'
import { openPeople } from './people-world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
type Key = { readonly id: string; readonly key: string; readonly expiresAt: string | null; readonly previous: { until: string } | null }

const owner = async (desk: Desk): Promise<Visit> => ({ cookie: await desk.cookie('maple', 'ana@maple.test') })
async function call(desk: Desk, who: Visit, method: string, path: string, json?: unknown) {
  const answer = await desk.visit('maple', method, path, { ...who, ...(json !== undefined && { json }) })
  return { status: answer.status, ...((await answer.json()) as Key & { readonly errors: { readonly field: string }[] }) }
}
const make = (desk: Desk, who: Visit, more: object = {}) =>
  call(desk, who, 'POST', '/api/keys', { name: 'Practice software', scopes: ['faxes:read'], ...more })
const opens = async (desk: Desk, bearer: string, address = '203.0.113.7') =>
  (await desk.visit('maple', 'GET', '/probe', { bearer, headers: { 'x-client-address': address } })).status

test('a key ends after a year unless it is said otherwise, and opens nothing from then on', async () => {
  using desk = openDesk()
  const ana = await owner(desk)
  const [year, month, endless] = [
    await make(desk, ana),
    await make(desk, ana, { expiresInDays: 30 }),
    await make(desk, ana, { expiresInDays: null }),
  ]
  expect([year.expiresAt, month.expiresAt, endless.expiresAt]).toEqual(['2027-03-02T15:00:00.000Z', '2026-04-01T15:00:00.000Z', null])
  desk.later(30 * DAY - 1)
  expect(await opens(desk, month.key)).toBe(200)
  desk.later(1)
  expect([await opens(desk, month.key), await opens(desk, year.key)]).toEqual([401, 200])
  desk.later(335 * DAY)
  expect([await opens(desk, year.key), await opens(desk, endless.key)]).toEqual([401, 200])
})

test.each([0, -1, 1.5, 100_000])('%p days are no life for a key', async (expiresInDays) => {
  using desk = openDesk()
  expect((await make(desk, await owner(desk), { expiresInDays })).status).toBe(422)
  expect(desk.maple.read(listKeys)).toEqual([])
})

test('a key with a list of addresses works from there and nowhere else, which the trail tells once a minute', async () => {
  using desk = openDesk()
  const ana = await owner(desk)
  const { id, key } = await make(desk, ana, { addresses: ['203.0.113.0/24', '2001:db8::/32'] })
  expect([await opens(desk, key), await opens(desk, key, '2001:db8::9'), await opens(desk, key, '::ffff:203.0.113.9')]).toEqual([
    200, 200, 200,
  ])
  for (const elsewhere of ['198.51.100.1', '2001:db9::1', 'unknown', ''])
    expect([elsewhere, await opens(desk, key, elsewhere)]).toEqual([elsewhere, 403])
  const told = () => desk.maple.read((tx) => listEvents(tx, { action: 'key.refused' })).map(({ detail }) => detail)
  expect(told()).toEqual([JSON.stringify({ address: '198.51.100.1' })])
  expect((await call(desk, ana, 'PATCH', `/api/keys/${id}`, { addresses: ['198.51.100.1'] })).status).toBe(200)
  expect([await opens(desk, key), await opens(desk, key, '198.51.100.1')]).toEqual([403, 200])
  expect((await call(desk, ana, 'PATCH', `/api/keys/${id}`, { addresses: [] })).status).toBe(200)
  expect(await opens(desk, key, 'unknown')).toBe(200)
  expect(desk.actions(desk.maple).filter((action) => action === 'key.changed')).toHaveLength(2)
})

test('what is no address is refused by its line, and nothing is changed', async () => {
  using desk = openDesk()
  const ana = await owner(desk)
  const { id } = await make(desk, ana, { addresses: ['203.0.113.7'] })
  const refused = await call(desk, ana, 'PATCH', `/api/keys/${id}`, { addresses: ['203.0.113.8', '203.0.113.0/33'] })
  expect([refused.status, refused.errors]).toEqual([422, [{ field: 'addresses', message: expect.stringContaining('Line 2') } as never]])
  expect(desk.maple.read(listKeys)[0]?.addresses).toEqual(['203.0.113.7'])
})

test('from where a key was used last is kept with the time', async () => {
  using desk = openDesk()
  const { key } = await make(desk, await owner(desk))
  await opens(desk, key, '203.0.113.7')
  await opens(desk, key, '203.0.113.8')
  await written()
  const used = () => desk.maple.read(listKeys).map(({ lastUsedFrom, lastUsedAt }) => [lastUsedFrom, lastUsedAt?.getTime()])[0]
  expect(used()).toEqual(['203.0.113.7', desk.now.value.getTime()])
  desk.later(60_000)
  await opens(desk, key, '203.0.113.8')
  await written()
  expect(used()).toEqual(['203.0.113.8', desk.now.value.getTime()])
})

test('a new secret works at once and the old one until the end that was chosen', async () => {
  using desk = openDesk()
  const ana = await owner(desk)
  const made = await make(desk, ana, { expiresInDays: 90 })
  desk.later(10 * DAY)
  const again = await owner(desk)
  const rotated = await call(desk, again, 'POST', `/api/keys/${made.id}/rotations`, { overlapHours: 24 })
  expect([rotated.status, rotated.id, rotated.previous?.until]).toEqual([201, made.id, '2026-03-13T15:00:00.000Z'])
  expect(rotated.expiresAt).toBe('2026-06-10T15:00:00.000Z')
  expect([await opens(desk, made.key), await opens(desk, rotated.key)]).toEqual([200, 200])
  expect((await call(desk, again, 'POST', `/api/keys/${made.id}/rotations`, {})).status).toBe(409)
  desk.later(DAY - 1)
  expect(await opens(desk, made.key)).toBe(200)
  desk.later(1)
  expect([await opens(desk, made.key), await opens(desk, rotated.key)]).toEqual([401, 200])
  expect(desk.actions(desk.maple)).toContain('key.rotated')
})

test('without an overlap, or when somebody ends it, the old secret stops at once; a revoked key takes both along', async () => {
  using desk = openDesk()
  const ana = await owner(desk)
  const made = await make(desk, ana)
  const second = await call(desk, ana, 'POST', `/api/keys/${made.id}/rotations`, {})
  expect([await opens(desk, made.key), await opens(desk, second.key)]).toEqual([401, 200])
  const third = await call(desk, ana, 'POST', `/api/keys/${made.id}/rotations`, { overlapHours: 168 })
  expect((await call(desk, ana, 'DELETE', `/api/keys/${made.id}/previous-secret`)).previous).toBeNull()
  expect([await opens(desk, second.key), await opens(desk, third.key)]).toEqual([401, 200])
  const fourth = await call(desk, ana, 'POST', `/api/keys/${made.id}/rotations`, { overlapHours: 1 })
  await call(desk, ana, 'DELETE', `/api/keys/${made.id}`)
  expect([await opens(desk, third.key), await opens(desk, fourth.key)]).toEqual([401, 401])
  const alone = await make(desk, ana)
  await call(desk, ana, 'DELETE', `/api/keys/${alone.id}`)
  for (const { id } of [made, alone]) expect((await call(desk, ana, 'POST', `/api/keys/${id}/rotations`, {})).status).toBe(409)
})

test('an overlap never outlives the old secret’s own end, and what had ended does not come back by it', async () => {
  using desk = openDesk()
  const ana = await owner(desk)
  const [short, over] = [await make(desk, ana, { expiresInDays: 2 }), await make(desk, ana, { expiresInDays: 1 })]
  desk.later(1.5 * DAY)
  const again = await owner(desk)
  const rotated = await call(desk, again, 'POST', `/api/keys/${short.id}/rotations`, { overlapHours: 168 })
  expect(rotated.previous?.until).toBe('2026-03-04T15:00:00.000Z')
  const revived = await call(desk, again, 'POST', `/api/keys/${over.id}/rotations`, { overlapHours: 168 })
  expect([revived.previous, await opens(desk, over.key), await opens(desk, revived.key)]).toEqual([null, 401, 200])
})

test.each([-1, 169, 0.5])('an overlap of %p hours is refused', async (overlapHours) => {
  using desk = openDesk()
  const ana = await owner(desk)
  const { id, key } = await make(desk, ana)
  expect((await call(desk, ana, 'POST', `/api/keys/${id}/rotations`, { overlapHours })).status).toBe(422)
  expect(await opens(desk, key)).toBe(200)
})

test('the last six characters tell a real key from one that only looks like it; keys from before go on', async () => {
  using desk = openDesk()
  const { id, key } = await make(desk, await owner(desk))
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const value = [...key.slice(-6)].reduce((sum, each) => sum * 62 + digits.indexOf(each), 0)
  expect(value).toBe(crc32(key.slice(0, -6)))
  const swapped = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')
  expect(await opens(desk, swapped)).toBe(401)
  const old = key.slice(0, -6)
  expect(await opens(desk, old)).toBe(401)
  const hash = new Bun.CryptoHasher('sha256').update(old).digest('base64url')
  desk.maple.write((tx) => void tx.db.run(sql`UPDATE api_keys SET secret_hash = ${hash}, expires_at = NULL WHERE id = ${id}`))
  expect(await opens(desk, old)).toBe(200)
  expect(spellKey('maple')).not.toBe(spellKey('maple'))
})

test('another office changes, rotates and ends nothing of it', async () => {
  using desk = openDesk()
  const { id, key } = await make(desk, await owner(desk))
  const cookie = await desk.cookie('harbor', 'sam@harbor.test')
  const ask = async (method: string, path: string, json?: unknown) =>
    (await desk.visit('harbor', method, `/api/keys/${id}${path}`, { cookie, ...(json !== undefined && { json }) })).status
  expect([await ask('PATCH', '', { addresses: [] }), await ask('POST', '/rotations', {}), await ask('DELETE', '/previous-secret')]).toEqual(
    [404, 404, 404],
  )
  expect(await opens(desk, key)).toBe(200)
})

test('owners get one mail two weeks before a key ends, which names it by its beginning; a revoked one is not spoken of', async () => {
  await using people = await openPeople()
  const add = (days: number) =>
    people.maple.file.write((tx) => addKey(tx, 'maple', { name: 'Chart of Jane Roe', scopes: ['faxes:read'], days }))
  const [{ key }, gone] = [add(30), add(30)]
  people.maple.file.write((tx) => void tx.db.run(sql`UPDATE api_keys SET revoked_at = 1 WHERE id = ${gone.key.id}`))
  people.later(15 * DAY)
  await people.post()
  expect(people.mailbox.mails).toEqual([])
  people.later(2 * DAY)
  await people.post()
  await people.post()
  expect(people.mailbox.mails.map(({ to }) => to)).toEqual([[people.maple.emails.owner_admin]])
  const text = people.mailbox.mails[0]?.text ?? ''
  expect([text.includes(key.prefix), text.includes(gone.key.prefix), text.includes('Jane Roe')]).toEqual([true, false, false])
  people.later(20 * DAY)
  await people.post()
  expect(people.mailbox.mails).toHaveLength(1)
})

test('by form: never only for who has read what it means; two secrets are both shown, and what was typed comes back', async () => {
  await using people = await openPeople({ mail: false })
  const cookie = await people.as('maple', 'owner_admin')
  const post = (path: string, form: Record<string, string>) => people.ask('maple', 'POST', path, { cookie, form })
  const typed = { keyName: 'Chart', scopes: 'faxes:read', days: 'never', addresses: '203.0.113.7' }
  const before = people.maple.file.read(listKeys).length
  const warned = await post('/settings/keys', typed)
  expect([warned.status, warned.text.includes('until somebody here revokes it'), warned.text.includes('203.0.113.7')]).toEqual([
    422,
    true,
    true,
  ])
  expect(people.maple.file.read(listKeys)).toHaveLength(before)
  expect((await post('/settings/keys', { ...typed, endless: 'on' })).status).toBe(200)
  const key = people.maple.file.read(listKeys).find(({ name }) => name === 'Chart')
  expect([key?.expiresAt, key?.addresses]).toEqual([null, ['203.0.113.7']])
  const path = `/settings/keys/${key?.id}`
  const rotated = await post(`${path}/rotation`, { overlapHours: '24' })
  const now = people.maple.file.read(listKeys).find(({ id }) => id === key?.id)
  for (const shown of [`${key?.prefix}…`, `${now?.prefix}…`, 'Two secrets work']) expect(rotated.text).toContain(shown)
  const refused = await post(path, { addresses: 'home' })
  expect([refused.status, refused.text.includes('home</textarea>')]).toEqual([422, true])
  expect((await post(`${path}/previous/removal`, {})).status).toBe(303)
  expect((await people.ask('maple', 'GET', path, { cookie })).text).not.toContain('Two secrets work')
})
