import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { faxForm, fixture, postFax, refused, type Submitted, sendFax, settled } from '../support/posting.ts'
import { type Ask, type Frontdesk, type Office, startFrontdesk } from '../support/server.ts'

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

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString()
const LATER = { sendAt: TOMORROW }
const postJson = (ask: Ask, body: unknown, headers = {}) =>
  postFax(ask, JSON.stringify(body), { 'content-type': 'application/json', ...headers })
const base64 = async (name: string) => Buffer.from(await (await fixture(name)).arrayBuffer()).toString('base64')
const count = ({ file }: Office, table: string) =>
  file.read((tx) => tx.db.get<{ n: number }>(sql.raw(`SELECT count(*) AS n FROM ${table}`)).n)
const filesOf = ({ id }: Office) => readdirSync(join(desk.dataDir, id, 'files'))
const kept = (office: Office) => [
  ...['faxes', 'fax_files', 'fax_recipients', 'jobs', 'idempotency_keys'].map((table) => count(office, table)),
  filesOf(office).length,
]

describe('a fax posted by a program', () => {
  test('as a form is taken with 202, its place and its recipients, and is delivered', async () => {
    const answer = await postFax(
      maple,
      await faxForm(['+15550120001', 'Elm Pharmacy <(555) 012-0021>'], { cover: 'true', subject: 'Referral' }, 'referral.pdf'),
    )
    const fax = (await answer.json()) as Submitted
    expect(answer.status).toBe(202)
    expect(answer.headers.get('location')).toBe(`/api/faxes/${fax.id}`)
    expect(fax).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'queued',
      pages: 4,
      recipients: [
        { id: expect.any(String), to: '+15550120001', status: 'queued' },
        { id: expect.any(String), to: '+15550120021', status: 'queued' },
      ],
    } as unknown as Submitted)
    const detail = await settled(maple, fax.id, 'delivered')
    expect(detail.recipients.map(({ status, tries }) => [status, tries])).toEqual([
      ['delivered', 1],
      ['delivered', 1],
    ])
  })

  test('as JSON goes out just the same', async () => {
    const file = { name: 'one-page.pdf', contentType: 'application/pdf', base64: await base64('one-page.pdf') }
    const answer = await postJson(maple, { to: '+15550120001', files: [file], cover: false, note: '{"not":"an object"}' })
    expect(answer.status).toBe(202)
    const detail = await settled(maple, ((await answer.json()) as Submitted).id, 'delivered')
    expect(detail).toMatchObject({ pages: 1, note: '{"not":"an object"}', files: [{ name: 'one-page.pdf', type: 'pdf' }] })
  })

  test('tells its story, and the document is the one whose SHA-256 it names', async () => {
    const { id } = await sendFax(maple, '+15550120001', { cover: 'true', note: 'Please call back.' }, 'scan.tif', 'landscape.pdf')
    const detail = await settled(maple, id, 'delivered')
    const document = await maple(`/api/faxes/${id}/document.pdf`)
    const bytes = new Uint8Array(await document.arrayBuffer())
    expect(document.headers.get('content-type')).toBe('application/pdf')
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(detail.sha256 ?? '')
    expect(detail.pages).toBe(1 + 2 + 3)
    expect(detail.files.map(({ name }) => name)).toEqual(['scan.tif', 'landscape.pdf'])
    expect(detail.timeline.map(({ action }) => action).filter((action) => action !== 'fax.viewed')).toEqual([
      'fax.submitted',
      'fax.prepared',
      'fax.calling',
      'fax.accepted',
      'fax.queued',
      'fax.media.processed',
      'fax.sending',
      'fax.delivered',
    ])
    const page = await maple(`/api/faxes/${id}/pages/6.png`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect((await maple(`/api/faxes/${id}/pages/7.png`)).status).toBe(404)
  })
})

describe('an Idempotency-Key', () => {
  const keyed = (key: string) => ({ 'idempotency-key': key })

  test('with the same body is answered again, letter by letter, and nothing is done again', async () => {
    const once = await postFax(maple, await faxForm('+15550120001', LATER), keyed('the same'))
    const before = kept(desk.maple)
    const twice = await postFax(maple, await faxForm('+15550120001', LATER), keyed('the same'))
    expect([once.headers.get('idempotency-replayed'), twice.headers.get('idempotency-replayed')]).toEqual([null, 'true'])
    expect([twice.status, twice.headers.get('location'), await twice.text()]).toEqual([
      202,
      once.headers.get('location'),
      await once.text(),
    ])
    expect(kept(desk.maple)).toEqual(before)
  })

  test('with another body is refused', async () => {
    await postFax(maple, await faxForm('+15550120001', LATER), keyed('another'))
    const before = kept(desk.maple)
    for (const other of [await faxForm('+15550120021', LATER), await faxForm('+15550120001', LATER, 'referral.pdf')]) {
      const { status, errors } = await refused(await postFax(maple, other, keyed('another')))
      expect([status, errors[0]?.field]).toEqual([422, 'Idempotency-Key'])
    }
    expect(kept(desk.maple)).toEqual(before)
  })

  test('is one office’s and one caller’s: another’s same key is another request', async () => {
    const [one, other] = await Promise.all([
      postFax(maple, await faxForm('+15550120001', LATER), keyed('shared')),
      postFax(harbor, await faxForm('+15550120021', LATER), keyed('shared')),
    ])
    const third = await postFax(
      desk.as('maple', desk.keyWith('maple', 'faxes:write')),
      await faxForm('+15550120021', LATER),
      keyed('shared'),
    )
    expect([one.status, other.status, third.status]).toEqual([202, 202, 202])
    expect(new Set(await Promise.all([one, other, third].map(async (each) => ((await each.json()) as Submitted).id))).size).toBe(3)
  })

  test('a hundred times at once makes one fax; while the first is worked on the others hear 409', async () => {
    const before = count(desk.maple, 'faxes')
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => postFax(maple, await faxForm('+15550120001', LATER, 'referral.pdf'), keyed('a hundred'))),
    )
    const statuses = answers.map(({ status }) => status)
    const ids = new Set(
      await Promise.all(answers.filter(({ status }) => status === 202).map(async (each) => ((await each.json()) as Submitted).id)),
    )
    expect(new Set(statuses)).toEqual(new Set([202, 409]))
    expect(ids.size).toBe(1)
    expect(count(desk.maple, 'faxes')).toBe(before + 1)
  })
})

describe('what is refused leaves nothing behind', () => {
  test.each(['empty.pdf', 'encrypted.pdf', 'html.pdf', 'not-really.pdf', 'truncated.pdf', 'truncated.tif'])(
    '%s, by its name',
    async (name) => {
      const before = kept(desk.maple)
      const { status, code, errors } = await refused(await postFax(maple, await faxForm('+15550120001', {}, 'one-page.pdf', name)))
      expect([status, code, errors[0]?.field]).toEqual([422, 'invalid', 'files'])
      expect(errors[0]?.message).toContain(`"${name}"`)
      expect(kept(desk.maple)).toEqual(before)
    },
  )

  const six = Array.from({ length: 6 }, () => 'one-page.pdf')
  const many = Array.from({ length: 51 }, (_, index) => `+1555012${String(1000 + index)}`)
  const wrong: readonly [string, string, () => Promise<FormData>][] = [
    ['six files', 'files', () => faxForm('+15550120001', {}, ...six)],
    ['fifty-one recipients', 'to', () => faxForm(many)],
    ['no recipient', 'to', () => faxForm([])],
    ['a number that is none', 'to', () => faxForm(['+15550120001', '12'])],
    ['another office’s number to send from', 'from', () => faxForm('+15550120001', { from: '+15550100200' })],
    ['a time that is none', 'sendAt', () => faxForm('+15550120001', { sendAt: 'next week' })],
    ['a time in a year', 'sendAt', () => faxForm('+15550120001', { sendAt: new Date(Date.now() + 365 * 86_400_000).toISOString() })],
    ['a note without end', 'note', () => faxForm('+15550120001', { note: 'a'.repeat(2_001) })],
  ]
  test.each(wrong)('%s', async (_, field, form) => {
    const before = kept(desk.maple)
    const { status, errors } = await refused(await postFax(maple, await form()))
    expect([status, errors.map((each) => each.field)]).toEqual([422, [field]])
    expect(kept(desk.maple)).toEqual(before)
  })

  test('a form without a file', async () => {
    const form = await faxForm('+15550120001')
    form.delete('files')
    expect(await refused(await postFax(maple, form))).toMatchObject({ status: 422, errors: [{ field: 'files' }] })
  })

  test('a page’s form on which no file was chosen', async () => {
    const parts = ['name="to"\r\n\r\n+15550120001', 'name="files"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n']
    const body = `${parts.map((part) => `--edge\r\nContent-Disposition: form-data; ${part}\r\n`).join('')}--edge--\r\n`
    const { status, errors } = await refused(await postFax(maple, body, { 'content-type': 'multipart/form-data; boundary=edge' }))
    expect([status, errors]).toEqual([422, [{ field: 'files', message: 'Add at least one PDF or TIFF file.' }]])
  })

  test('a body that is no form and no JSON, with words that name no value', async () => {
    const secret = 'Marigold'
    const answers = [
      await postFax(maple, `${secret}=1`, { 'content-type': 'text/plain' }),
      await postFax(maple, `{"to": "${secret}`, { 'content-type': 'application/json' }),
      await postJson(maple, { to: '+15550120001', files: [{ name: 'a.pdf', base64: `not base64 ${secret}` }] }),
      await postJson(maple, { to: 7, files: [], [secret]: 1 }),
    ]
    const bodies = await Promise.all(answers.map((each) => each.text()))
    expect(answers.map(({ status }) => status)).toEqual([415, 400, 422, 422])
    expect(bodies.join()).not.toContain(secret)
  })

  test('fifty recipients are taken', async () => {
    expect((await sendFax(maple, many.slice(0, 50), LATER)).recipients).toHaveLength(50)
  })
})
