import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { createApp } from '../../../src/app.ts'
import {
  clientState,
  createInbox,
  currentAccount,
  listNumbers,
  parseTelnyxEvent,
  removeAccount,
  setAccount,
} from '../../../src/fax/index.ts'
import { handlersOf } from '../../../src/handlers.ts'
import { drain } from '../../../src/jobs/index.ts'
import { createLive } from '../../../src/web/index.ts'
import { control, type Running, startCarrier, until } from '../../carrier/support.ts'
import { freePort } from '../../support/ports.ts'
import { faxForm } from '../../support/posting.ts'
import { type Office, openWorld, type World } from '../../support/server.ts'

// A carrier in a process of its own, on a machine that may be busy.
setDefaultTimeout(30_000)

let carrier: Running
let world: World
let app: ReturnType<typeof createApp>
let port: number
type Account = { apiKey: string; publicKey: string; connectionId: string }
let oak: Account
let elm: Account

beforeAll(async () => {
  ;[carrier, port] = [await startCarrier({ CARRIER_FETCH: 'off' }), await freePort()]
  world = openWorld({
    TELNYX_API_KEY: carrier.apiKey,
    TELNYX_PUBLIC_KEY: carrier.publicKey,
    TELNYX_BASE_URL: carrier.apiBase,
    TELNYX_CONNECTION_ID: carrier.connectionId,
    PUBLIC_ORIGIN: `http://localhost:${port}`,
  })
  app = createApp(world.parts, createLive()).listen({ port, hostname: '127.0.0.1' })
  const open = (name: string, connectionId: string, { id }: Office) =>
    control<Account>(carrier, '/accounts', {
      apiKey: `KEY_of_${name}`,
      connectionId,
      webhookUrl: `http://127.0.0.1:${port}/webhooks/telnyx/${id}`,
    })
  oak = await open('oak', '2000000001', world.offices.maple)
  elm = await open('elm', '3000000001', world.offices.harbor)
})
afterAll(async () => {
  await app.stop(true)
  world[Symbol.dispose]()
  await carrier[Symbol.asyncDispose]()
})

const work = ({ file }: Office) => drain(file, handlersOf(world.parts), world.parts.log)
const set = (office: Office, account: Account) => office.file.write((tx) => setAccount(tx, world.parts.accountKeys, account)).id
const post = (path: string, body: string, headers: Record<string, string>) =>
  app.handle(new Request(`http://localhost${path}`, { method: 'POST', body, headers: { ...headers, 'content-type': 'application/json' } }))
async function send(office: Office): Promise<string> {
  const request = new Request('http://maple.localhost/api/faxes', {
    method: 'POST',
    body: await faxForm('+15550120001'),
    headers: { authorization: `Bearer ${office.key}` },
  })
  return ((await (await app.handle(request)).json()) as { id: string }).id
}
const recipientOf = ({ file }: Office, faxId: string) =>
  file.read((tx) => tx.db.get<{ status: string }>(sql`SELECT status FROM fax_recipients WHERE fax_id = ${faxId}`)).status
const attemptOf = ({ file }: Office, faxId: string) =>
  file.read((tx) =>
    tx.db.get<{ id: string; carrierId: string; accountId: string | null }>(
      sql`SELECT a.id, a.carrier_id AS carrierId, a.account_id AS accountId FROM fax_attempts a JOIN fax_recipients r ON r.id = a.recipient_id WHERE r.fax_id = ${faxId}`,
    ),
  )

test('a fax goes through the office’s own account, and that account’s events say what became of it', async () => {
  const { maple } = world.offices
  const id = set(maple, oak)
  const fax = await send(maple)
  await work(maple)
  await until(() => recipientOf(maple, fax) === 'delivered')
  expect(attemptOf(maple, fax).accountId).toBe(id)
  expect(maple.file.read(currentAccount)?.heardAt).not.toBeNull()
  const seenBy = async (apiKey: string) =>
    (await fetch(`${carrier.apiBase}/faxes/${attemptOf(maple, fax).carrierId}`, { headers: { authorization: `Bearer ${apiKey}` } })).status
  expect([await seenBy(oak.apiKey), await seenBy(elm.apiKey), await seenBy(carrier.apiKey)]).toEqual([200, 404, 404])
})

test('a fax to a number of the own account comes in by it', async () => {
  const { maple } = world.offices
  const id = set(maple, oak)
  const own = { headers: { authorization: `Bearer ${oak.apiKey}` }, method: 'POST' }
  const order = { phone_numbers: [{ phone_number: maple.number }], connection_id: oak.connectionId }
  await fetch(`${carrier.apiBase}/number_orders`, { ...own, body: JSON.stringify(order) })
  await control(carrier, '/call', { to: maple.number, from: '+15550120199', mediaFailures: 1 })
  const came = () =>
    maple.file.read((tx) =>
      tx.db.get<{ status: string; account: string } | undefined>(sql`SELECT status, account_id AS account FROM received_faxes`),
    )
  await until(() => came())
  await until(async () => {
    await work(maple)
    return came()?.status === 'received'
  })
  expect(came()?.account).toBe(id)
})

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const OURS: Account = {
  apiKey: 'KEY_that_this_test_signs_for',
  publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64'),
  connectionId: '4000000001',
}
function signed(payload: Readonly<Record<string, unknown>>, key: KeyObject = privateKey) {
  const body = JSON.stringify({
    data: { event_type: 'fax.delivered', id: crypto.randomUUID(), occurred_at: new Date().toISOString(), payload },
  })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = sign(null, Buffer.from(`${timestamp}|${body}`), key).toString('base64')
  return { body, headers: { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signature } }
}
/** A fax that is with the carrier, which says nothing of it. */
async function silent(office: Office): Promise<{ fax: string; payload: Record<string, unknown> }> {
  await control(carrier, '', { webhooks: 'off' })
  const fax = await send(office)
  await work(office)
  await control(carrier, '', { webhooks: 'normal' })
  const { id, carrierId } = attemptOf(office, fax)
  const payload = { fax_id: carrierId, direction: 'outbound', status: 'delivered', client_state: clientState(office.id, id as never) }
  return { fax, payload }
}

test('what an office’s key signs touches that office alone, and of it only what went through that account', async () => {
  const { maple, harbor } = world.offices
  maple.file.write((tx) => currentAccount(tx) && removeAccount(tx))
  set(harbor, OURS)
  const { fax, payload } = await silent(maple)
  const event = signed(payload)
  const tries = {
    'at the office that it speaks of': await post(`/webhooks/telnyx/${maple.id}`, event.body, event.headers),
    'at the platform’s address': await post('/webhooks/telnyx', event.body, event.headers),
    'at an office that is none': await post(`/webhooks/telnyx/${crypto.randomUUID()}`, event.body, event.headers),
    'at what is no office': await post('/webhooks/telnyx/maple', event.body, event.headers),
    'at its own office, about another': await post(`/webhooks/telnyx/${harbor.id}`, event.body, event.headers),
  }
  const statuses = Object.entries(tries).map(([where, { status }]) => [where, status])
  expect(Object.fromEntries(statuses)).toEqual({
    'at the office that it speaks of': 403,
    'at the platform’s address': 403,
    'at an office that is none': 403,
    'at what is no office': 403,
    'at its own office, about another': 200,
  })
  expect(await tries['at its own office, about another'].json()).toEqual({ effect: 'kept' })
  expect(recipientOf(maple, fax)).toBe('sending')
  // The office has the same account now, but this fax began with the platform's.
  set(maple, OURS)
  expect(await (await post(`/webhooks/telnyx/${maple.id}`, event.body, event.headers)).json()).toEqual({ effect: 'kept' })
  expect(recipientOf(maple, fax)).toBe('sending')
})

test('the platform’s key says nothing of a fax that an office’s own account carries', async () => {
  const { maple } = world.offices
  set(maple, oak)
  const { fax, payload } = await silent(maple)
  const parsed = parseTelnyxEvent(JSON.parse(signed(payload).body), new Date())
  if (!parsed) throw new Error('That is no event.')
  expect(await createInbox(world.parts).take(parsed, '')).toBe('kept')
  expect(recipientOf(maple, fax)).toBe('sending')
})

test('an inbound event for another office’s number leaves nothing at either', async () => {
  const { maple, harbor } = world.offices
  set(harbor, OURS)
  const event = signed({ fax_id: crypto.randomUUID(), direction: 'inbound', status: 'received', to: maple.number, from: '+15550120198' })
  const countOf = ({ file }: Office) => file.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM received_faxes`)).n
  const before = [countOf(maple), countOf(harbor)]
  expect((await post(`/webhooks/telnyx/${harbor.id}`, event.body, event.headers)).status).toBe(200)
  expect([countOf(maple), countOf(harbor)]).toEqual(before)
  expect(harbor.file.read(listNumbers).map(({ number }) => number)).toEqual([harbor.number])
})

test('the events of an account that was removed and is over are refused', async () => {
  const { harbor } = world.offices
  set(harbor, OURS)
  const event = signed({ fax_id: crypto.randomUUID(), direction: 'inbound', status: 'received', to: harbor.number, from: '+15550120197' })
  harbor.file.write(removeAccount)
  await work(harbor)
  expect((await post(`/webhooks/telnyx/${harbor.id}`, event.body, event.headers)).status).toBe(403)
})

test('the carrier says what is wrong with an account, and of a good one what is amiss', async () => {
  const { desk } = world.parts
  const at = (path: string, method: string, body?: unknown) =>
    fetch(`${carrier.apiBase}${path}`, {
      method,
      headers: { authorization: `Bearer ${elm.apiKey}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const webhookUrl = `http://127.0.0.1:${port}/webhooks/telnyx/${world.offices.harbor.id}`
  expect(await desk.check(elm)).toEqual({ is: 'good', webhookUrl, mayCall: true, numbers: [] })
  expect(await desk.check({ ...elm, apiKey: 'KEY_of_nobody' })).toEqual({ is: 'bad_key' })
  expect(await desk.check({ ...elm, connectionId: oak.connectionId })).toEqual({ is: 'no_application' })
  await at('/number_orders', 'POST', { phone_numbers: [{ phone_number: '+15555550142' }], connection_id: elm.connectionId })
  const application = { application_name: 'Elm', webhook_event_url: webhookUrl }
  await at(`/fax_applications/${elm.connectionId}`, 'PATCH', { ...application, outbound: {} })
  expect(await desk.check(elm)).toMatchObject({ mayCall: false, numbers: ['+15555550142'] })
  await at(`/fax_applications/${elm.connectionId}`, 'PATCH', { ...application, active: false })
  expect(await desk.check(elm)).toEqual({ is: 'switched_off' })
  await control(carrier, '', { unavailable: true })
  expect(await desk.check(elm)).toEqual({ is: 'unavailable' })
  await control(carrier, '', { unavailable: false })
})
