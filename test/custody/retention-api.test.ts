import { expect, setDefaultTimeout, test } from 'bun:test'
import { listEvents, verifyChain } from '../../src/audit/index.ts'
import { retentionHandler } from '../../src/custody/retention/index.ts'
import { drain } from '../../src/jobs/index.ts'
import { RECORD_CLASSES } from '../../src/records.ts'
import { specificationOf } from '../../src/specification.ts'
import { DAY, keepDocuments, openTaking, type Taking } from './taking-support.ts'

setDefaultTimeout(30_000)
const BASE = '/api/retention'
type Listed<T> = { readonly data: readonly T[]; readonly totalItems?: number; readonly nextCursor?: string | null }
type Rule = { readonly class: string; readonly days: number | null }

const statusOf = async (answer: Promise<Response>) => (await answer).status
const night = ({ world }: Taking) => drain(world.offices.maple.file, [retentionHandler({ classes: RECORD_CLASSES, zone: () => 'UTC' })])

test('a program that acts for the owner sees a rule’s effect, sets it, and reads what it removed; the other office has none of it', async () => {
  using taking = openTaking()
  const { maple } = taking.world.offices
  await keepDocuments(taking.world, maple, 2, 100)
  const [owner, theirs] = [await taking.token('maple', 'owner_admin'), await taking.token('harbor', 'owner_admin')]
  taking.later(400 * DAY)
  const again = await taking.token('maple', 'owner_admin')
  expect(owner).not.toBe(again)
  expect(await taking.json('maple', again, 'GET', `${BASE}/preview?class=sent&days=365`)).toMatchObject({
    class: 'sent',
    days: 365,
    count: 1,
  })
  const put = (days: unknown) => taking.ask('maple', again, 'PUT', `${BASE}/rules`, { class: 'sent', days })
  expect([await statusOf(put(7)), await statusOf(put('x'))]).toEqual([422, 422])
  expect(await statusOf(taking.ask('maple', again, 'PUT', `${BASE}/rules`, { class: 'nothing', days: 365 }))).toBe(404)
  expect(await (await put(365)).json()).toMatchObject({
    class: 'sent',
    label: 'Sent faxes',
    days: 365,
    setAt: taking.now.value.toISOString(),
  })
  const rules = await taking.json<Listed<Rule>>('maple', again, 'GET', `${BASE}/rules`)
  expect(rules.data.filter(({ days }) => days !== null)).toMatchObject([{ class: 'sent', days: 365 }])
  taking.later(2 * DAY)
  await night(taking)
  const reader = await taking.token('maple', 'owner_admin')
  const removals = await taking.json<Listed<object>>('maple', reader, 'GET', `${BASE}/removals?limit=1`)
  expect(removals).toMatchObject({ totalItems: 1, nextCursor: null, data: [{ class: 'sent', days: 365, count: 1, documents: 2 }] })
  const harbor = await taking.token('harbor', 'owner_admin')
  expect([harbor === theirs, (await taking.json<Listed<object>>('harbor', harbor, 'GET', `${BASE}/removals`)).data]).toEqual([false, []])
  expect((await taking.json<Listed<Rule>>('harbor', harbor, 'GET', `${BASE}/rules`)).data.every(({ days }) => days === null)).toBe(true)
  expect(maple.file.read(verifyChain).valid).toBe(true)
})

test('a hold is placed, listed and released once; what cannot be a hold changes nothing', async () => {
  using taking = openTaking()
  const owner = await taking.token('maple', 'owner_admin')
  const post = (body: object) => taking.ask('maple', owner, 'POST', `${BASE}/holds`, body)
  expect([await statusOf(post({ subjectId: 'no id', reason: 'x' })), await statusOf(post({ reason: ' ' }))]).toEqual([422, 422])
  const answer = await post({ reason: 'A dispute' })
  const hold = (await answer.json()) as { id: string }
  expect([answer.status, hold]).toEqual([201, expect.objectContaining({ subjectId: null, reason: 'A dispute', releasedAt: null })])
  expect((await taking.json<Listed<object>>('maple', owner, 'GET', `${BASE}/holds`)).data).toHaveLength(1)
  const theirs = await taking.token('harbor', 'owner_admin')
  expect(await statusOf(taking.ask('harbor', theirs, 'DELETE', `${BASE}/holds/${hold.id}`))).toBe(404)
  const release = () => taking.ask('maple', owner, 'DELETE', `${BASE}/holds/${hold.id}`)
  expect([await statusOf(release()), await statusOf(release())]).toEqual([200, 409])
  expect((await taking.json<Listed<object>>('maple', owner, 'GET', `${BASE}/holds`)).data).toEqual([])
  const told = taking.world.offices.maple.file.read((tx) => listEvents(tx, { action: 'retention' }))
  expect(told.map(({ action }) => action)).toEqual(['retention.released', 'retention.held'])
})

test('nobody but the owner is let in: no other role, no key, no stranger', async () => {
  using taking = openTaking()
  const asked = [
    'GET /rules',
    'GET /preview?class=sent&days=365',
    'GET /holds',
    'GET /removals',
    'PUT /rules',
    'POST /holds',
    'DELETE /holds/x',
  ]
  const tokens = await Promise.all((['admin', 'user', 'auditor'] as const).map((role) => taking.token('maple', role)))
  for (const each of asked) {
    const [method = '', path = ''] = each.split(' ')
    const as = (credential: string) =>
      statusOf(taking.ask('maple', credential, method, `${BASE}${path}`, method === 'GET' ? undefined : {}))
    const others = await Promise.all(tokens.map(as))
    expect([each, ...others, await as(taking.world.offices.maple.key), await as('')]).toEqual([each, 403, 403, 403, 403, 401])
  }
})

test('each call is described with an example and its refusals', () => {
  using taking = openTaking()
  const { paths } = specificationOf(taking.app) as { paths: Record<string, Record<string, { responses: object }>> }
  const ours = Object.entries(paths).filter(([path]) => path.startsWith(BASE))
  expect(ours.map(([path]) => path).sort()).toEqual(
    ['/holds', '/holds/{id}', '/preview', '/removals', '/rules'].map((path) => `${BASE}${path}`),
  )
  for (const [path, methods] of ours)
    for (const [method, { responses }] of Object.entries(methods)) {
      expect([path, method, Object.keys(responses)]).toEqual([path, method, expect.arrayContaining(['401', '403', '422'])])
      expect([path, method, JSON.stringify(responses).includes('"examples"')]).toEqual([path, method, true])
    }
})
