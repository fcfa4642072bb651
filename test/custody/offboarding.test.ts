import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { certificateKey, verifyCertificate } from '../../src/custody/shredding/index.ts'
import { createOperator } from '../../src/identity/index.ts'
import { publicPem } from '../../src/kit/signed.ts'
import { faxForm, getJson } from '../support/posting.ts'
import { type Ask, type Frontdesk, startFrontdesk, until } from '../support/server.ts'

// Real processes on a machine that may be busy: far more than they need.
setDefaultTimeout(60_000)

let desk: Frontdesk
let operator: Ask
beforeAll(async () => {
  desk = await startFrontdesk()
  operator = desk.as('admin', desk.parts.control.write((tx) => createOperator(tx, 'Olive Park')).key)
})
afterAll(() => desk[Symbol.asyncDispose]())

const post = (path: string, body: object) =>
  operator(`/api/admin/tenants/${desk.maple.id}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
const send = async (ask: Ask) => ask('/api/faxes', { method: 'POST', body: await faxForm('+15550120001') })
const statusOf = (ask: Ask, id: string) => getJson<{ status: string }>(ask, `/api/faxes/${id}`).then(({ status }) => status)

/** Descriptors of any process but this one that lead into that directory, also to what was removed from it. */
function heldOpen(directory: string): string[] {
  const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const open = others.flatMap((pid) => (ifThere(() => readdirSync(`/proc/${pid}/fd`)) ?? []).map((fd) => `/proc/${pid}/fd/${fd}`))
  return open.map((fd) => ifThere(() => readlinkSync(fd)) ?? '').filter((target) => target.startsWith(directory))
}

/** A process ends and a file is closed while one looks at the others. */
function ifThere<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

test('an office closed while the server runs is shut at once in both threads, and goes on where it was when it is opened again', async () => {
  const maple = desk.as('maple', desk.maple.key)
  const session = desk.as('maple', await desk.signIn('maple', 'owner_admin'))
  const { id } = (await (await send(maple)).json()) as { id: string }
  await until(async () => (await statusOf(maple, id)) === 'delivered')
  expect(heldOpen(join(desk.dataDir, desk.maple.id)).length).toBeGreaterThan(0)

  expect((await post('/closing', { graceDays: 30 })).status).toBe(200)
  expect((await post('/closing', { graceDays: 30 })).status).toBe(409)
  expect([(await send(maple)).status, (await session('/faxes')).status, (await desk.as('maple')('/sign-in')).status]).toEqual([
    403, 403, 403,
  ])
  expect((await send(desk.as('harbor', desk.harbor.key))).status).toBe(202)

  expect((await operator(`/api/admin/tenants/${desk.maple.id}/closing`, { method: 'DELETE' })).status).toBe(200)
  expect((await session('/faxes')).status).toBe(200)
  const again = (await (await send(maple)).json()) as { id: string }
  await until(async () => (await statusOf(maple, again.id)) === 'delivered')
})

test('a closed office is destroyed while the server runs: key, file, documents, handles; the other office works on', async () => {
  const directory = join(desk.dataDir, desk.maple.id)
  desk.parts.tenants.close(desk.maple.id)
  expect((await post('/destruction', { confirm: 'maple' })).status).toBe(409)
  expect((await post('/closing', { graceDays: 0 })).status).toBe(200)
  expect((await post('/destruction', { confirm: 'harbor' })).status).toBe(422)
  expect(existsSync(directory)).toBe(true)
  // The office's own entry of its closing opened it here, too.
  desk.parts.tenants.close(desk.maple.id)
  const answer = await post('/destruction', { confirm: 'maple' })
  const text = await answer.text()
  expect([answer.status, existsSync(directory), heldOpen(directory)]).toEqual([200, false, []])
  const ours = publicPem(certificateKey({ dataDir: desk.dataDir, keys: desk.parts.keys }))
  expect(verifyCertificate(text, ours)).toBe('ours')
  expect(JSON.parse(text)).toMatchObject({ certificate: { destroyedBy: 'Olive Park', office: { slug: 'maple' } } })
  expect(await (await operator(`/api/admin/certificates/${desk.maple.id}`)).text()).toBe(text)
  expect((await desk.as('maple', desk.maple.key)('/api/me')).status).toBe(404)
  const harbor = desk.as('harbor', desk.harbor.key)
  const { id } = (await (await send(harbor)).json()) as { id: string }
  await until(async () => (await statusOf(harbor, id)) === 'delivered')
  expect(existsSync(directory)).toBe(false)
})
