import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { takeawayHandlers } from '../../src/custody/index.ts'
import { closeOffice } from '../../src/custody/shredding/index.ts'
import { sha256 } from '../../src/files/index.ts'
import { createOperator } from '../../src/identity/index.ts'
import { listTenants, system } from '../../src/tenancy/index.ts'
import { arrive, openElsewhere } from './takeaway-support.ts'
import { type Archive, DAY, keepDocuments, lyingIn, makingDeps, openTaking, PASSWORD, type Taking, WORDS } from './taking-support.ts'

setDefaultTimeout(30_000)

let taking: Taking
let owner: string
beforeEach(async () => {
  taking = openTaking()
  owner = await taking.token('maple', 'owner_admin')
  await keepDocuments(taking.world, taking.world.offices.maple, 5, 10_000)
})
afterEach(() => taking[Symbol.dispose]())

const asking = (more: object = {}) =>
  taking.json('maple', owner, 'POST', '/api/takeaways', { form: 'encrypted', passphrase: WORDS, ...more })
const look = (id: string) => taking.json('maple', owner, 'GET', `/api/takeaways/${id}`)
const actions = () =>
  taking.world.offices.maple.file
    .read((tx) => listEvents(tx, { action: 'takeaway' }))
    .map(({ action, actorKind }) => `${actorKind} ${action}`)

async function ready(more: object = {}): Promise<Archive & { link: string }> {
  const { id } = await asking(more)
  await taking.work()
  const made = await look(id)
  return { ...made, link: made.link ?? '' }
}

const kept = async (answer: Response): Promise<string> => {
  const path = join(mkdtempSync(join(tmpdir(), 'frontdesk-fetched-')), 'office.tar')
  writeFileSync(path, new Uint8Array(await answer.arrayBuffer()))
  return path
}

test.each(['encrypted', 'open'] as const)(
  'an owner takes everything away %s while the server runs, and it comes up elsewhere',
  async (form) => {
    const asked = await asking({ form })
    expect(asked).toMatchObject({ state: 'waiting', percent: 0, message: 'Waiting for its turn', link: null })
    await taking.work()
    const made = await look(asked.id)
    expect(made).toMatchObject({ state: 'ready', percent: 100, documents: 5, cause: null })
    const answer = await taking.ask('maple', owner, 'GET', made.link ?? '')
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="maple-20\d\d-\d\d-\d\d-(encrypted|open)\.tar"$/)
    expect(answer.headers.get('content-length')).toBe(String(made.bytes))
    const path = await kept(answer)
    expect(sha256(readFileSync(path))).toBe(made.sha256 ?? '')
    using elsewhere = openElsewhere()
    const arrived = await arrive(elsewhere, path, { passphrase: WORDS })
    expect(arrived).toMatchObject({ documents: 5, tenant: { slug: 'maple' } })
    expect(actions()).toEqual(['user takeaway.fetched', 'system takeaway.made', 'user takeaway.asked'])
  },
)

test('the passphrase is in no row, job, trail, log or file of ours, and its keys are gone once the archive is made', async () => {
  const { maple } = taking.world.offices
  const { id } = await asking()
  const everything = () =>
    maple.file.read((tx) =>
      tx.db
        .all<{ name: string }>(sql`SELECT name FROM sqlite_schema WHERE type = 'table'`)
        .map(({ name }) => JSON.stringify(tx.db.values(sql.raw(`SELECT * FROM "${name}"`))))
        .join('\n'),
    )
  const keys = () =>
    maple.file.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM takeaways WHERE sealed_keys IS NOT NULL`).n)
  expect([keys(), everything().includes(WORDS), everything().includes(PASSWORD)]).toEqual([1, false, false])
  await taking.work()
  expect([keys(), everything().includes(WORDS), (await look(id)).state]).toEqual([0, false, 'ready'])
})

test('nothing of an open archive lies open on our disk', async () => {
  await ready({ form: 'open' })
  const { dataDir } = taking.world
  const found = Bun.spawnSync(['grep', '-rlE', 'Thistlewood|Oak Cardiology', dataDir]).stdout.toString()
  expect(found).toBe('')
})

test('a weak passphrase or none makes nothing, nor does an owner whose code is older than five minutes', async () => {
  const refused = (more: object) => taking.ask('maple', owner, 'POST', '/api/takeaways', { form: 'encrypted', passphrase: WORDS, ...more })
  for (const [more, field] of [
    [{ passphrase: 'weak' }, 'passphrase'],
    [{ passphrase: undefined }, 'passphrase'],
  ] as const) {
    const answer = await refused(more)
    expect([answer.status, (await answer.json()) as unknown]).toEqual([
      422,
      expect.objectContaining({ errors: [expect.objectContaining({ field })] }),
    ])
  }
  taking.later(5 * 60_000 + 1)
  const late = await refused({})
  expect([late.status, (await late.json()) as unknown]).toEqual([403, expect.objectContaining({ code: 'unproven' })])
  expect(await taking.json('maple', owner, 'GET', '/api/takeaways')).toMatchObject({ data: [] })
  expect(actions()).toEqual([])
})

test('only the owner may: not an administrator, not the staff, not a key', async () => {
  const { maple } = taking.world.offices
  for (const role of ['admin', 'user', 'auditor'] as const) {
    const token = await taking.token('maple', role)
    const answer = await taking.ask('maple', token, 'POST', '/api/takeaways', { form: 'open' })
    expect([role, answer.status]).toEqual([role, 403])
  }
  expect((await taking.ask('maple', maple.key, 'POST', '/api/takeaways', { form: 'open' })).status).toBe(403)
})

test('a link is for its archive, its office and its day, and refused in the same words otherwise', async () => {
  const { id, link } = await ready()
  const [, expires = '', signature = ''] = /archive\/(\d+)\/(.+)$/.exec(link) ?? []
  const harbor = await taking.token('harbor', 'owner_admin')
  const at = (slug: 'maple' | 'harbor', token: string, path: string) => taking.ask(slug, token, 'GET', path)
  const said = async (answer: Response) => [answer.status, ((await answer.json()) as { detail: string }).detail]
  const refusals = [
    await at('harbor', harbor, link),
    await at('maple', owner, link.replace(id, crypto.randomUUID())),
    await at('maple', owner, link.replace(expires, String(Number(expires) + 60))),
    await at('maple', owner, link.replace(signature, 'x'.repeat(signature.length))),
  ]
  expect((await at('maple', await taking.token('maple', 'admin'), link)).status).toBe(403)
  expect((await at('maple', '', link)).status).toBe(401)
  expect((await at('maple', owner, link)).status).toBe(200)
  taking.later(DAY)
  owner = await taking.token('maple', 'owner_admin')
  refusals.push(await at('maple', owner, link))
  for (const each of refusals) expect(await said(each)).toEqual([404, expect.stringContaining('does not lead to an archive any more')])
  expect(actions().filter((each) => each.endsWith('fetched'))).toHaveLength(1)
})

test('after its day an archive is gone from the disk, by a job', async () => {
  const { maple } = taking.world.offices
  const { id } = await ready()
  const made = lyingIn(taking.world, maple)
  expect([made.files > 5, made.scratch]).toEqual([true, []])
  taking.later(DAY - 1)
  await taking.work()
  expect(lyingIn(taking.world, maple).files).toBe(made.files)
  taking.later(1)
  await taking.work()
  owner = await taking.token('maple', 'owner_admin')
  expect([lyingIn(taking.world, maple).files, (await look(id)).state]).toEqual([5, 'expired'])
  expect(actions()[0]).toBe('system takeaway.expired')
})

test('one at a time; a ready one can be removed, and then another made', async () => {
  const { id } = await asking()
  const second = () => taking.ask('maple', owner, 'POST', '/api/takeaways', { form: 'open' })
  expect((await second()).status).toBe(409)
  await taking.work()
  expect((await second()).status).toBe(409)
  expect(await taking.json('maple', owner, 'DELETE', `/api/takeaways/${id}`)).toMatchObject({ state: 'removed', link: null })
  expect((await taking.ask('maple', owner, 'DELETE', `/api/takeaways/${id}`)).status).toBe(409)
  await taking.work()
  expect(lyingIn(taking.world, taking.world.offices.maple).files).toBe(5)
  expect((await second()).status).toBe(202)
})

test('how far it is stands on its page and in the queue, the same', async () => {
  const { parts, offices } = taking.world
  await keepDocuments(taking.world, offices.maple, 6, 900_000)
  const { id } = await asking({ form: 'open' })
  const seen: unknown[][] = []
  const files = {
    ...parts.files,
    async put(...given: Parameters<typeof parts.files.put>) {
      const { data } = (await taking.json('maple', owner, 'GET', '/api/jobs?state=executing')) as unknown as {
        data: { progress: number }[]
      }
      seen.push([(await look(id)).percent, ...data.map(({ progress }) => progress)])
      return parts.files.put(...given)
    },
  }
  await taking.work('maple', takeawayHandlers(makingDeps(taking.world, { files })))
  expect(seen.length).toBeGreaterThan(2)
  for (const [percent, ...jobs] of seen) expect(jobs).toEqual([percent])
  const percents = seen.map(([percent]) => percent as number)
  expect(percents).toEqual(percents.toSorted((a, b) => a - b))
  expect(percents.at(-1)).toBeGreaterThan(percents[0] as number)
})

test('canceled in the middle, nothing of it is left', async () => {
  const {
    parts,
    offices: { maple },
  } = taking.world
  await keepDocuments(taking.world, maple, 6, 900_000)
  const { id } = await asking({ form: 'open' })
  let puts = 0
  const files = {
    ...parts.files,
    async put(...given: Parameters<typeof parts.files.put>) {
      const stored = await parts.files.put(...given)
      if (++puts === 2) expect(await taking.json('maple', owner, 'DELETE', `/api/takeaways/${id}`)).toMatchObject({ state: 'canceled' })
      return stored
    },
  }
  const handlers = takeawayHandlers(makingDeps(taking.world, { files }))
  await taking.work('maple', handlers)
  taking.later(10_000)
  await taking.work('maple', handlers)
  expect([puts, (await look(id)).state]).toEqual([2, 'canceled'])
  expect(lyingIn(taking.world, maple)).toEqual({ files: 11, scratch: [] })
  expect(maple.file.read((tx) => tx.db.all(sql`SELECT 1 FROM takeaway_parts UNION ALL SELECT 1 FROM takeaway_entries`))).toEqual([])
})

test.each(['before it begins', 'in the middle'])(
  'whoever loses the right to it %s gets no archive, and nothing of it is left',
  async (when) => {
    const {
      parts,
      offices: { maple },
    } = taking.world
    await keepDocuments(taking.world, maple, 6, 900_000)
    const { id } = await asking({ form: 'open' })
    const demote = () => maple.file.write((tx) => tx.db.run(sql`UPDATE users SET role = 'user' WHERE role = 'owner_admin'`))
    if (when === 'before it begins') demote()
    let puts = 0
    const files = {
      ...parts.files,
      async put(...given: Parameters<typeof parts.files.put>) {
        if (++puts === 2) demote()
        return parts.files.put(...given)
      },
    }
    const handlers = takeawayHandlers(makingDeps(taking.world, { files }))
    await taking.work('maple', handlers)
    taking.later(10_000)
    await taking.work('maple', handlers)
    expect(puts).toBe(when === 'before it begins' ? 0 : 2)
    expect(maple.file.read((tx) => tx.db.all(sql`SELECT state, cause FROM takeaways WHERE id = ${id}`))).toEqual([
      { state: 'failed', cause: 'Whoever asked for it may not take the records away any more.' },
    ])
    expect(lyingIn(taking.world, maple)).toEqual({ files: 11, scratch: [] })
  },
)

test('a damaged document ends it in words, and what failed can be asked for again', async () => {
  const {
    parts,
    offices: { maple },
  } = taking.world
  const [document] = maple.file.read((tx) => tx.db.all<{ id: never }>(sql`SELECT id FROM fax_files`))
  await parts.files.remove(maple.id, document?.id as never)
  const { id } = await asking()
  await taking.work()
  expect(await look(id)).toMatchObject({ state: 'failed', cause: expect.stringContaining('restored from a backup'), link: null })
  expect(lyingIn(taking.world, maple)).toEqual({ files: 4, scratch: [] })
  expect((await asking({ form: 'open' })).state).toBe('waiting')
})

test('an operator takes away on the admin host; the office sees who it was; a closed office is not there', async () => {
  const {
    parts,
    offices: { maple, harbor },
  } = taking.world
  const key = parts.control.write((tx) => createOperator(tx, 'Olive')).key
  const base = `/api/admin/tenants/${maple.id}/takeaways`
  const { id } = await taking.json('admin', key, 'POST', base, { form: 'encrypted', passphrase: WORDS })
  await taking.work()
  const { link } = await taking.json('admin', key, 'GET', `${base}/${id}`)
  expect((await taking.ask('admin', key, 'GET', (link ?? '').replace(maple.id, harbor.id))).status).toBe(404)
  const answer = await taking.ask('admin', key, 'GET', link ?? '')
  expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, Number(answer.headers.get('content-length'))])
  expect(actions()).toEqual(['operator takeaway.fetched', 'system takeaway.made', 'operator takeaway.asked'])
  expect(parts.control.read(listTenants)).toHaveLength(2)
  closeOffice(parts, maple.id, 30, system('test'))
  expect((await taking.ask('admin', key, 'POST', base, { form: 'open' })).status).toBe(404)
  expect((await taking.ask('admin', key, 'GET', link ?? '')).status).toBe(404)
})
