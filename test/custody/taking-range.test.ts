import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listEvents } from '../../src/audit/index.ts'
import { sha256 } from '../../src/files/index.ts'
import { faxForm } from '../support/posting.ts'
import { type Ask, credentialsOf, type Frontdesk, startFrontdesk, until } from '../support/server.ts'
import { type Archive, keepDocuments } from './taking-support.ts'

setDefaultTimeout(60_000)

let desk: Frontdesk
let owner: string
let ask: Ask
let archive: Archive
let whole: Buffer
beforeAll(async () => {
  desk = await startFrontdesk()
  // More than two pieces of the archive.
  await keepDocuments({ parts: desk.parts }, desk.maple, 3, 3_000_000)
  const credentials = JSON.stringify(credentialsOf(desk.maple, 'owner_admin'))
  const json = { 'content-type': 'application/json' }
  const token = await desk.as('maple')('/api/auth/token', { method: 'POST', body: credentials, headers: json })
  owner = ((await token.json()) as { accessToken: string }).accessToken
  ask = desk.as('maple', owner)
  const asked = await ask('/api/takeaways', { method: 'POST', headers: json, body: JSON.stringify({ form: 'open' }) })
  const { id } = (await asked.json()) as Archive
  archive = await until(async () => {
    const now = (await (await ask(`/api/takeaways/${id}`)).json()) as Archive
    return now.state === 'ready' && now
  }, 30)
  whole = Buffer.from(await (await ask(archive.link ?? '')).arrayBuffer())
})
afterAll(() => desk[Symbol.asyncDispose]())

const fetched = () =>
  desk.maple.file
    .read((tx) => listEvents(tx, { action: 'takeaway.fetched' }))
    .map(({ detail }) => (JSON.parse(detail) as { from?: number }).from)
const get = (headers: Record<string, string>, method = 'GET') => ask(archive.link ?? '', { headers, method })

test('the archive is whole, and any part of it is that part', async () => {
  expect([sha256(whole), whole.length]).toEqual([archive.sha256 ?? '', archive.bytes ?? 0])
  const middle = 4 * 1024 * 1024
  for (const [from, to] of [
    [0, 0],
    [middle - 5, middle + 5],
    [middle, 2 * middle],
    [whole.length - 1, whole.length - 1],
  ] as const) {
    const part = await get({ range: `bytes=${from}-${to}` })
    expect([from, part.status, part.headers.get('content-range')]).toEqual([from, 206, `bytes ${from}-${to}/${whole.length}`])
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(from, to + 1))).toBe(true)
  }
})

test('a HEAD tells length and tag and is no download; what is past the end is 416, several ranges are the whole', async () => {
  const before = fetched().length
  const head = await get({}, 'HEAD')
  expect([head.status, head.headers.get('content-length'), head.headers.get('etag'), (await head.arrayBuffer()).byteLength]).toEqual([
    200,
    String(whole.length),
    `"${archive.sha256}"`,
    0,
  ])
  const past = await get({ range: `bytes=${whole.length}-` })
  expect([past.status, past.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`])
  expect(fetched()).toHaveLength(before)
  const several = await get({ range: 'bytes=0-1,5-9' })
  expect([several.status, (await several.arrayBuffer()).byteLength]).toEqual([200, whole.length])
  const changed = await get({ range: 'bytes=10-', 'if-range': '"another"' })
  expect([changed.status, (await changed.arrayBuffer()).byteLength]).toEqual([200, whole.length])
})

test('curl -C - goes on where the download broke off, and the trail says from which byte', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-range-'))
  const [file, half] = [join(directory, 'office.tar'), 5_000_000]
  writeFileSync(file, whole.subarray(0, half))
  const curl = Bun.spawn(
    [
      ...['curl', '-sS', '-f', '-C', '-', '-o', file],
      ...[
        '-H',
        `Host: maple.localhost:${desk.port}`,
        '-H',
        `Authorization: Bearer ${owner}`,
        `http://127.0.0.1:${desk.port}${archive.link}`,
      ],
    ],
    { stdout: 'ignore', stderr: 'inherit' },
  )
  expect(await curl.exited).toBe(0)
  expect(readFileSync(file).equals(whole)).toBe(true)
  expect(fetched()[0]).toBe(half)
  rmSync(directory, { recursive: true })
})

test('the link of one office fetches no byte of it at the other', async () => {
  const answer = await desk.as('harbor', await desk.signIn('harbor', 'owner_admin'))(
    (archive.link ?? '').replace('/api/takeaways', '/settings/take-away'),
    {
      headers: { range: 'bytes=0-9' },
    },
  )
  expect(answer.status).toBe(404)
})

test('a program goes on with the document of a fax, too', async () => {
  const key = desk.as('maple', desk.maple.key)
  const { id } = (await (await key('/api/faxes', { method: 'POST', body: await faxForm('+15550120001') })).json()) as { id: string }
  const path = `/api/faxes/${id}/document.pdf`
  await until(async () => (await key(path)).ok)
  const document = Buffer.from(await (await key(path)).arrayBuffer())
  const head = await key(path, { method: 'HEAD' })
  const etag = head.headers.get('etag') ?? ''
  expect([head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([String(document.length), 'bytes'])
  const rest = await key(path, { headers: { range: 'bytes=100-', 'if-range': etag } })
  expect([rest.status, Buffer.from(await rest.arrayBuffer()).equals(document.subarray(100))]).toEqual([206, true])
  expect((await key(path, { headers: { range: `bytes=${document.length}-` } })).status).toBe(416)
})
