import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { control } from '../carrier/support.ts'
import { type Fax, faxForm, getJson } from '../support/posting.ts'
import { type Ask, type Frontdesk, PASSWORD, startFrontdesk, until } from '../support/server.ts'

// Real processes on a machine that may be busy: far more than they need.
setDefaultTimeout(20_000)

/** Invented people, each planted in another place. */
const NAMES = ['Quillfeather', 'Ravensworth', 'Ashgrove', 'Fernsby', 'Thistlewood', 'Larkspur']
const CALLER = '+15550139876'
const NUMBERS = ['5550100100', '5550120001', '5550139876', '5550137654']

const scratch = mkdtempSync(join(tmpdir(), 'frontdesk-scratch-'))
let desk: Frontdesk
let maple: Ask
let sent: Fax
let receivedId: string
beforeAll(async () => {
  desk = await startFrontdesk({ env: { LOG_LEVEL: 'debug', TMPDIR: scratch } })
  maple = desk.as('maple', desk.maple.key)
  await addContact()
  sent = await sendFax()
  receivedId = await receiveFax()
  await lookAround()
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  rmSync(scratch, { recursive: true, force: true })
})

/** Its words lie open in it, as in the files of many an office's printer. */
function openPdf(words: string): Uint8Array<ArrayBuffer> {
  const text = `BT /F1 24 Tf 72 700 Td (${words}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let file = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  const end = `xref\n0 6\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  return new Uint8Array(Buffer.from(file + end, 'latin1'))
}

async function addContact(): Promise<void> {
  const contact = { name: 'Thaddeus Ravensworth', organization: '', fax: '+15550137654', note: '' }
  const answer = await maple('/api/contacts', {
    method: 'POST',
    body: JSON.stringify(contact),
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(201)
}

async function sendFax(): Promise<Fax> {
  const form = await faxForm(['+15550120001', '+15550137654'], {
    cover: 'true',
    subject: 'About Thistlewood',
    note: 'Please call Ashgrove.',
  })
  form.set('files', new File([openPdf('Marigold Quillfeather')], 'Larkspur labs.pdf'))
  const { id } = (await (await maple('/api/faxes', { method: 'POST', body: form })).json()) as Fax
  return until(async () => {
    const fax = await getJson<Fax>(maple, `/api/faxes/${id}`)
    return fax.status === 'delivered' && fax
  })
}

async function receiveFax(): Promise<string> {
  const pdf = Buffer.from(openPdf('Isolde Fernsby')).toString('base64')
  await control(desk.carrier, '/call', { to: desk.maple.number, from: CALLER, pdf })
  const fax = await until(async () => {
    const { data } = await getJson<{ data: { id: string; status: string }[] }>(maple, '/api/received')
    return data.find(({ status }) => status === 'received')
  })
  return fax.id
}

/** What an office does in a day: looks, searches, mistypes, fails to sign in. */
async function lookAround(): Promise<void> {
  const cookie = await desk.signIn('maple', 'user')
  const page = desk.as('maple', cookie)
  const paths = [`/faxes/${sent.id}`, `/faxes/${sent.id}/pages/1.png`, `/received/${receivedId}`, `/received/${receivedId}/document.pdf`]
  for (const path of [...paths, '/faxes?q=Thistlewood', '/contacts?q=Ravensworth', '/faxes.csv'])
    expect(`${path} ${(await page(path)).status}`).toBe(`${path} 200`)
  await page('/faxes/Quillfeather')
  await maple('/api/faxes', { method: 'POST', body: await faxForm('Marigold Quillfeather, 12') })
  await desk.as('maple')('/sign-in', {
    method: 'POST',
    body: new URLSearchParams({ email: 'quillfeather@maple.test', password: 'Quillfeather' }),
  })
}

const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

const spelled = (text: string): Buffer[] => [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]

/** Which of these words stand open in which file. */
const found = (directory: string, words: readonly string[]): string[] =>
  filesBelow(directory).flatMap((path) => {
    const bytes = readFileSync(path)
    return words.filter((word) => spelled(word).some((spelling) => bytes.includes(spelling))).map((word) => `${word} in ${path}`)
  })

const OPEN = [...NAMES, ...NAMES.map((name) => name.toLowerCase()), ...NUMBERS, 'SQLite format 3', '%PDF', 'PNG\r\n', PASSWORD]

describe('after a fax was sent and one came in', () => {
  test('no file of ours holds a name, a number or a page that can be read, while we run', () => {
    expect(filesBelow(join(desk.dataDir, desk.maple.id)).length).toBeGreaterThanOrEqual(4)
    expect(found(desk.dataDir, OPEN)).toEqual([])
    expect(found(scratch, OPEN)).toEqual([])
  })

  test('and the search would have found them', () => {
    const directory = mkdtempSync(join(tmpdir(), 'frontdesk-open-'))
    try {
      writeFileSync(join(directory, 'a'), openPdf('Marigold Quillfeather'))
      writeFileSync(join(directory, 'b'), Buffer.from('to 5550139876', 'utf16le'))
      expect(
        found(directory, OPEN)
          .map((each) => each.replace(/ in .*/, ''))
          .sort(),
      ).toEqual(['%PDF', '5550139876', 'Quillfeather'])
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  test('no line of the log holds one, nor a secret or the words of a request', () => {
    const all = desk.logged.join('\n')
    const secret = desk.maple.key.slice('fd_maple_'.length)
    expect(desk.logged.length).toBeGreaterThan(20)
    for (const line of desk.logged)
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) as string, event: expect.any(String) as string })
    for (const word of [...NAMES, ...NAMES.map((name) => name.toLowerCase()), ...NUMBERS, secret, PASSWORD, 'one-page.pdf'])
      expect(`${word}: ${all.includes(word)}`).toBe(`${word}: false`)
    expect(all).not.toMatch(/media\/[0-9a-f]/)
  })
})

describe('what was changed behind our back is not served', () => {
  const flip = (path: string, at: (length: number) => number): Buffer => {
    const bytes = readFileSync(path)
    const place = at(bytes.length)
    bytes[place] = (bytes[place] ?? 0) ^ 0x10
    writeFileSync(path, bytes)
    return bytes
  }

  test('a document with one changed bit: neither it nor a page of it, and it says what to do', async () => {
    const documents = ['document.pdf', 'pages/1.png', 'pages/2.png'].map((name) => `/api/faxes/${sent.id}/${name}`)
    for (const path of documents) expect((await maple(path)).status).toBe(200)
    for (const path of filesBelow(join(desk.dataDir, desk.maple.id, 'files'))) flip(path, (length) => length - 40)
    for (const path of [...documents, `/api/received/${receivedId}/document`]) {
      const answer = await maple(path)
      expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
        503,
        'This document failed its integrity check and was not served. It can be restored from a backup.',
      ])
    }
  })

  test('an office’s records with one changed bit: nothing of them, and the other office works on', async () => {
    await desk.stop()
    desk.parts.tenants.close(desk.maple.id)
    const path = join(desk.dataDir, desk.maple.id, 'tenant.db')
    const damaged = flip(path, () => 2_000)
    await desk.start()
    for (const ask of [maple, desk.as('maple', `session=${'a'.repeat(43)}`)])
      for (const [method, to] of [
        ['GET', '/api/faxes'],
        ['GET', '/api/contacts'],
        ['POST', `/api/faxes/${sent.id}/cancellation`],
      ] as const) {
        const answer = await ask(to, { method })
        expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
          503,
          'This office’s records failed an integrity check and were not served. Your operator can restore them from the replica.',
        ])
      }
    expect(readFileSync(path).equals(damaged)).toBe(true)

    const harbor = desk.as('harbor', desk.harbor.key)
    const { id } = (await (await harbor('/api/faxes', { method: 'POST', body: await faxForm('+15550120001') })).json()) as Fax
    await until(async () => (await getJson<Fax>(harbor, `/api/faxes/${id}`)).status === 'delivered')
  })
})
