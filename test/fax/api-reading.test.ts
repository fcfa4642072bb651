import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { control } from '../carrier/support.ts'
import { type Fax, faxForm, getJson, postFax, refused, sendFax, settled } from '../support/posting.ts'
import { type Ask, type Frontdesk, startFrontdesk, until } from '../support/server.ts'

// Real processes on a machine that may be busy: far more than they need.
setDefaultTimeout(20_000)

let desk: Frontdesk
let maple: Ask
let harbor: Ask
beforeAll(async () => {
  desk = await startFrontdesk()
  maple = desk.as('maple', desk.maple.key)
  harbor = desk.as('harbor', desk.harbor.key)
})
afterAll(() => desk[Symbol.asyncDispose]())

type List = { readonly data: readonly { readonly id: string; readonly subject: string; readonly status: string }[] } & Readonly<
  Record<string, unknown>
>

const LATER = { sendAt: new Date(Date.now() + 86_400_000).toISOString() }
const faxCount = () => desk.maple.file.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM faxes`).n)

describe('the list', () => {
  const subjects = ['One', 'Two', 'Three', 'Four', 'Five']
  beforeAll(async () => {
    for (const subject of subjects) await sendFax(harbor, '+15550120001', { ...LATER, subject: `Paging ${subject}` })
  })
  const list = (query: string) => getJson<List>(harbor, `/api/faxes?q=Paging&${query}`)
  const named = ({ data }: List) => data.map(({ subject }) => subject.slice(7))

  test('is paged newest first and says where it stands', async () => {
    const { data: _, nextCursor, ...second } = await list('limit=2&page=2')
    expect(second).toEqual({ page: 2, limit: 2, totalPages: 3, totalItems: 5, hasNext: true, hasPrev: true })
    expect(nextCursor).toEqual(expect.any(String))
    expect(named(await list('limit=2&page=2'))).toEqual(['Three', 'Two'])
    expect(await list('limit=2&page=3')).toMatchObject({ hasNext: false, hasPrev: true, nextCursor: null })
  })

  test('goes on from a cursor without missing or repeating one, though new faxes come in between', async () => {
    const seen: string[] = []
    for (let query = 'limit=2'; ; ) {
      const page = await list(query)
      seen.push(...named(page))
      if (page['nextCursor'] === null) break
      await sendFax(harbor, '+15550120001', { ...LATER, subject: 'Something else' })
      query = `limit=2&cursor=${String(page['nextCursor'])}`
    }
    expect(seen).toEqual(subjects.toReversed())
  })

  test('is filtered by status, words, number and time', async () => {
    expect(named(await list('status=scheduled'))).toHaveLength(5)
    expect(named(await list('status=delivered'))).toEqual([])
    expect(named(await getJson(harbor, '/api/faxes?q=paging%20two'))).toEqual(['Two'])
    expect((await getJson<List>(harbor, '/api/faxes?q=0120001'))['totalItems']).toBeGreaterThanOrEqual(5)
    expect(named(await list(`until=${new Date(Date.now() - 3_600_000).toISOString()}`))).toEqual([])
    expect(named(await list(`from=${new Date(Date.now() - 3_600_000).toISOString()}`))).toHaveLength(5)
  })

  test.each(['status=lost', 'cursor=nonsense', 'from=yesterday', 'limit=0', 'page=-1'])('refuses %s', async (query) => {
    const field = query.split('=')[0] ?? ''
    expect(await refused(await harbor(`/api/faxes?${query}`))).toMatchObject({ status: 422, errors: [{ field }] })
  })
})

describe('a fax under way', () => {
  test('waits for its time, and canceled it is never called', async () => {
    const { id, status } = await sendFax(maple, '+15550129901', LATER)
    expect(status).toBe('scheduled')
    const answer = await maple(`/api/faxes/${id}/cancellation`, { method: 'POST' })
    expect(await answer.json()).toMatchObject({ status: 'canceled', recipients: [{ status: 'canceled', tries: 0 }] })
    expect(await control<unknown[]>(desk.carrier, '/accepted?to=%2B15550129901')).toEqual([])
    expect((await maple(`/api/faxes/${id}/cancellation`, { method: 'POST' })).status).toBe(409)
  })

  test('that is due goes by itself', async () => {
    const { id, status } = await sendFax(maple, '+15550120001', { sendAt: new Date(Date.now() + 600).toISOString() })
    expect(status).toBe('scheduled')
    await settled(maple, id, 'delivered')
  })

  test('can be stopped in the middle of the call', async () => {
    const { id } = await sendFax(maple, '+15550120007', {}, 'referral.pdf')
    await until(async () => (await getJson<Fax>(maple, `/api/faxes/${id}`)).timeline.some(({ action }) => action === 'fax.sending'))
    expect((await maple(`/api/faxes/${id}/cancellation`, { method: 'POST' })).status).toBe(200)
    await settled(maple, id, 'canceled')
    expect(await control<unknown[]>(desk.carrier, '/accepted?to=%2B15550120007')).toHaveLength(1)
  })

  test('is asked about, by its own office only', async () => {
    const { id } = await sendFax(maple, '+15550120010')
    await until(async () => (await getJson<Fax>(maple, `/api/faxes/${id}`)).timeline.some(({ action }) => action === 'fax.accepted'))
    expect((await harbor(`/api/faxes/${id}/refresh`, { method: 'POST' })).status).toBe(404)
    const fax = await until(async () => {
      const asked = (await (await maple(`/api/faxes/${id}/refresh`, { method: 'POST' })).json()) as Fax
      return asked.status === 'delivered' && asked
    })
    expect(fax.timeline.map(({ action }) => action)).toContain('fax.refreshed')
  })
})

describe('who may', () => {
  const tryBoth = async (ask: Ask) => [(await ask('/api/faxes')).status, (await postFax(ask, await faxForm('+15550120001', LATER))).status]

  test('an owner, an administrator and the front desk send; an auditor only reads', async () => {
    for (const role of ['owner_admin', 'admin', 'user'] as const)
      expect(await tryBoth(desk.as('maple', await desk.signIn('maple', role)))).toEqual([200, 202])
    expect(await tryBoth(desk.as('maple', await desk.signIn('maple', 'auditor')))).toEqual([200, 403])
  })

  test('a key may what its scopes say and nothing else', async () => {
    const key = (...scopes: string[]) => desk.as('maple', desk.keyWith('maple', ...scopes))
    expect(await tryBoth(key('faxes:read'))).toEqual([200, 403])
    expect(await tryBoth(key('faxes:write'))).toEqual([403, 202])
    expect(await tryBoth(key('contacts:read', 'audit:read'))).toEqual([403, 403])
  })

  test('nobody is nobody: no credential, a made-up key, another office’s key', async () => {
    const before = faxCount()
    for (const credential of [undefined, `fd_maple_${'a'.repeat(43)}`, desk.harbor.key, 'session=nonsense'])
      expect(await tryBoth(desk.as('maple', credential))).toEqual([401, 401])
    expect(faxCount()).toBe(before)
  })
})
