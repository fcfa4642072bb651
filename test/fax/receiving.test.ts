import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { control } from '../carrier/support.ts'
import { fixture, getJson } from '../support/posting.ts'
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

type Received = {
  readonly id: string
  readonly status: string
  readonly from: string
  readonly to: string
  readonly pages: number | null
  readonly partial: boolean
  readonly sha256: string | null
  readonly cause: string | null
  readonly links: { readonly document: string | null }
}

let callers = 0
/** Each call comes from a number of its own, by which the test knows it again. */
async function call(more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  callers += 1
  const from = `+1555013${String(1_000 + callers)}`
  await control(desk.carrier, '/call', { to: desk.maple.number, from, ...more })
  return from
}
const list = async (ask: Ask) => (await getJson<{ data: Received[] }>(ask, '/api/received?limit=200')).data
const from = async (caller: string, ask = maple) => (await list(ask)).filter((fax) => fax.from === caller)
const received = (caller: string, status = 'received', seconds = 10) =>
  until(async () => (await from(caller)).find((fax) => fax.status === status), seconds)
const events = (caller: string) =>
  desk.maple.file.read((tx) =>
    tx.db
      .all<{ type: string }>(
        sql`SELECT e.type FROM carrier_events e JOIN received_faxes r ON r.carrier_id = e.carrier_id WHERE r.from_number = ${caller}`,
      )
      .map(({ type }) => type),
  )
const tries = (caller: string) =>
  desk.maple.file.read((tx) => tx.db.get<{ tries: number }>(sql`SELECT tries FROM received_faxes WHERE from_number = ${caller}`).tries)
const actions = (id: string) =>
  desk.maple.file.read((tx) =>
    tx.db.all<{ action: string }>(sql`SELECT action FROM audit_events WHERE subject_id = ${id} ORDER BY seq`).map(({ action }) => action),
  )
const strays = () => desk.parts.control.read((tx) => tx.db.all<{ type: string; body: string }>(sql`SELECT type, body FROM stray_events`))
const pdf = async (name: string) => Buffer.from(await (await fixture(name)).arrayBuffer())

describe('a fax that comes in', () => {
  test.each(['fax.received', 'fax.delivered'])('announced as %s lands once, with its document', async (spelling) => {
    const bytes = await pdf('referral.pdf')
    const caller = await call({ spelling, pdf: bytes.toString('base64') })
    const fax = await received(caller)
    expect(fax).toMatchObject({ to: desk.maple.number, pages: 3, partial: false, cause: null })
    const document = await maple(fax.links.document ?? '')
    expect(Buffer.from(await document.arrayBuffer()).equals(bytes)).toBe(true)
    expect(fax.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    const page = await maple(`/api/received/${fax.id}/pages/3.png`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(events(caller)).toContain(spelling)
    expect(actions(fax.id)).toEqual(['received.announced', 'received.stored', 'received.document_viewed'])
  })

  test('told twice is one fax', async () => {
    const caller = await call({ webhook: 'twice' })
    await received(caller)
    const stats = () => control<{ webhooksSent: number }>(desk.carrier, '/stats?states=off')
    const { webhooksSent } = await stats()
    await received(await call())
    await until(async () => (await stats()).webhooksSent > webhooksSent)
    expect(await from(caller)).toHaveLength(1)
    expect(new Set(events(caller)).size).toBe(events(caller).length)
  })

  test('of which only a part came says so', async () => {
    expect(await received(await call({ partial: true, pages: 4 }))).toMatchObject({ partial: true })
  })

  test('is shown to its own office and to no other', async () => {
    const caller = await call()
    const { id } = await received(caller)
    const theirs = await call({ to: desk.harbor.number })
    await until(async () => (await from(theirs, harbor)).find(({ status }) => status === 'received'))
    expect(await from(theirs)).toEqual([])
    expect(await from(caller, harbor)).toEqual([])
    for (const path of ['', '/document', '/pages/1.png']) expect((await harbor(`/api/received/${id}${path}`)).status).toBe(404)
  })

  test('for a number nobody has is kept aside and is nobody’s', async () => {
    const caller = await call({ to: '+15550199999' })
    const stray = await until(() => strays().find(({ type, body }) => type === 'fax.received' && body.includes(caller)))
    expect(JSON.parse(stray.body)).toMatchObject({ data: { payload: { to: '+15550199999', from: caller } } })
    expect([await from(caller), await from(caller, harbor)]).toEqual([[], []])
  })
})

describe('a document that does not come at once', () => {
  test('is fetched again until it does', async () => {
    const caller = await call({ mediaFailures: 1 })
    const fax = await received(caller)
    expect(tries(caller)).toBe(2)
    expect(fax.cause).toBeNull()
    expect(actions(fax.id)).toEqual(['received.announced', 'received.fetch_failed', 'received.stored'])
  })

  test('that is trouble again and again is visible, and a person can ask for it by hand', async () => {
    const caller = await call({ mediaFailures: 3 })
    const waiting = await until(async () => (await from(caller)).find(({ cause }) => cause === 'never_arrived'))
    expect(waiting).toMatchObject({ status: 'downloading', links: { document: null } })
    expect((await maple(`/api/received/${waiting.id}/document`)).status).toBe(409)
    const page = await (await desk.as('maple', await desk.signIn('maple', 'user'))(`/received/${waiting.id}`)).text()
    expect(page).toContain('The fax could not be fetched from the carrier.')
    expect(page).toContain('Try the download again')
    // By itself the third repeat would come after seven seconds at the earliest.
    await until(async () => {
      const asked = await maple(`/api/received/${waiting.id}/fetches`, { method: 'POST' })
      return asked.status === 409 || (await from(caller)).some(({ status }) => status === 'received')
    }, 6)
    expect(actions(waiting.id)).toContain('received.fetch_asked')
    expect((await maple(`/api/received/${waiting.id}/fetches`, { method: 'POST' })).status).toBe(409)
  })

  test('that was given up can be asked for by hand', async () => {
    const caller = await call({ mediaFailures: 1 })
    const { id } = await until(async () => (await from(caller)).find(({ cause }) => cause === 'never_arrived'))
    // Twelve tries take hours, so the last one is moved up: the row and the job are made as they would stand then.
    desk.maple.file.write((tx) => {
      tx.db.run(sql`UPDATE received_faxes SET status = 'failed' WHERE id = ${id}`)
      tx.db.run(sql`UPDATE jobs SET state = 'dead', lease_until = NULL, fence = fence + 1 WHERE unique_key = ${`fax.fetch:${id}`}`)
    })
    expect(await from(caller)).toMatchObject([{ status: 'failed', cause: 'never_arrived' }])
    expect((await maple(`/api/received/${id}/fetches`, { method: 'POST' })).status).toBe(202)
    await received(caller)
  })

  test('whose link has run out is asked for under a new one', async () => {
    await control(desk.carrier, '', { mediaSeconds: 0 })
    const caller = await call()
    const waiting = await until(async () => (await from(caller)).find(({ cause }) => cause === 'never_arrived'))
    await control(desk.carrier, '', { mediaSeconds: 600 })
    await maple(`/api/received/${waiting.id}/fetches`, { method: 'POST' })
    await received(caller)
  })

  test('that cannot be opened is never shown', async () => {
    const caller = await call({ pdf: (await pdf('truncated.pdf')).toString('base64') })
    const fax = await until(async () => (await from(caller)).find(({ cause }) => cause === 'never_arrived'))
    expect((await maple(`/api/received/${fax.id}/document`)).status).toBe(409)
  })
})

describe('a fax nobody told us of', () => {
  test('is found when the server starts, once', async () => {
    await desk.stop()
    const lost = await call({ webhook: 'lost', pages: 2 })
    const missed = await call({ pages: 1 })
    await until(async () => (await control<{ webhooksLost: number }>(desk.carrier, '/stats?states=off')).webhooksLost > 0)
    await desk.start()
    expect(await received(lost)).toMatchObject({ pages: 2 })
    await received(missed)
    await desk.stop()
    await desk.start()
    await received(await call())
    expect([(await from(lost)).length, (await from(missed)).length]).toEqual([1, 1])
  })
})
