import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { client, from, openDesk, startCarrier, until } from './support.ts'

interface Entry {
  readonly id: string
  readonly status: string
  readonly pages: number
  readonly failureReason: string | null
  readonly note: string | null
  readonly pdfUrl: string
  readonly pageUrls: readonly string[]
}

const dir = mkdtempSync(join(tmpdir(), 'carrier-pages-'))
const desk = openDesk()
const carrier = await startCarrier({ CARRIER_CALLS: 't30', CARRIER_WEBHOOK_URL: desk.hook, CARRIER_DIR: dir })
const canCall = carrier.calls === 't30'
if (!canCall)
  console.error('\nSKIPPED: real fax calls need gs, gcc, libspandsp-dev and libtiff-dev. No page is sent by test/carrier/pages.test.ts.\n')

afterAll(async () => {
  await carrier[Symbol.asyncDispose]()
  desk[Symbol.dispose]()
  rmSync(dir, { recursive: true, force: true })
})

async function sendAndWait(to: string, name: string): Promise<Entry> {
  const { data } = await client(carrier).faxes.create({ connection_id: carrier.connectionId, from, to, media_url: desk.documentUrl(name) })
  return until(async () => {
    const entries = (await (await fetch(`${carrier.url}/received`)).json()) as Entry[]
    return entries.find((entry) => entry.id === data?.id && ['delivered', 'failed'].includes(entry.status))
  })
}

/** The dots of one page, black or white. */
function dots(tiff: string, page: number): Promise<Buffer> {
  return sharp(tiff, { page }).toColourspace('b-w').raw().toBuffer()
}

test('real calls can be made here', () => {
  if (process.env['CI']) expect(canCall).toBe(true)
})

test.skipIf(!canCall)('what arrives after a T.30 call is, dot for dot, what was sent, and is not blank', async () => {
  const fax = await sendAndWait('+15552010001', 'referral.pdf')
  expect(fax).toMatchObject({ status: 'delivered', pages: 3, failureReason: null })
  expect(fax.note).toContain('14400 bit/s, ECM')
  const sent = join(dir, 'sent-here.tif')
  const page = ['-q', '-dNOPAUSE', '-dBATCH', '-sDEVICE=tiffg4', '-r204x196', '-sPAPERSIZE=letter', '-dFIXEDMEDIA', '-dPDFFitPage']
  await Bun.spawn(['gs', ...page, `-sOutputFile=${sent}`, 'test/fixtures/referral.pdf']).exited
  for (const number of [0, 1, 2]) {
    const got = await dots(join(dir, fax.id, 'received.tif'), number)
    expect(got.equals(await dots(sent, number))).toBe(true)
    const black = got.reduce((count, dot) => count + (dot === 0 ? 1 : 0), 0)
    expect(black).toBeGreaterThan(10_000)
  }
})

test.skipIf(!canCall)('the delivered event tells the pages and how long a telephone would have been busy', async () => {
  const fax = await sendAndWait('+15552010001', 'one-page.pdf')
  await until(() => desk.types(fax.id).includes('fax.delivered'))
  const payload = desk.heardAbout(fax.id).at(-1)?.event.data.payload
  expect(payload).toMatchObject({ page_count: 1 })
  expect(payload?.['call_duration_secs']).toBeGreaterThan(15)
})

test.skipIf(!canCall)('a cut line leaves the pages before the cut, and says so', async () => {
  const fax = await sendAndWait('+15552010005', 'referral.pdf')
  expect(fax).toMatchObject({ status: 'failed', failureReason: 'receiver_call_dropped', pages: 1 })
  expect(fax.note).toContain('No response after sending a page')
  expect(fax.pageUrls).toHaveLength(1)
})

test.skipIf(!canCall)('pages of mixed sizes all arrive', async () => {
  expect(await sendAndWait('+15552010001', 'landscape.pdf')).toMatchObject({ status: 'delivered', pages: 3 })
})

test.skipIf(!canCall)('a document behind a password cannot be sent', async () => {
  expect(await sendAndWait('+15552010001', 'encrypted.pdf')).toMatchObject({
    status: 'failed',
    failureReason: 'media_processing_exception',
  })
})

test.skipIf(!canCall)('people see each fax with its pages and its document', async () => {
  const fax = await sendAndWait('+15552010001', 'one-page.pdf')
  const page = await (await fetch(carrier.url)).text()
  expect(page).toContain('Sent to (555) 201-0001')
  expect(page).toContain(`src="${fax.pageUrls[0]}"`)
  const image = await fetch(`${carrier.url}${fax.pageUrls[0]}`)
  expect(image.headers.get('content-type')).toBe('image/png')
  expect(await sharp(await image.bytes()).metadata()).toMatchObject({ format: 'png', width: 1_000 })
  const pdf = await (await fetch(`${carrier.url}${fax.pdfUrl}`)).bytes()
  expect(Buffer.from(pdf).equals(Buffer.from(await Bun.file('test/fixtures/one-page.pdf').bytes()))).toBe(true)
})

test.skipIf(!canCall)('an incoming call brings a readable page through the line', async () => {
  const placed = await fetch(`${carrier.url}/_control/call`, {
    method: 'POST',
    body: JSON.stringify({ to: from, from: '+15552010177', pages: 2 }),
  })
  const { id } = (await placed.json()) as { id: string }
  await until(() => desk.types(id).includes('fax.received'))
  const payload = desk.heardAbout(id).at(-1)?.event.data.payload
  expect(payload).toMatchObject({ page_count: 2, partial_content: false })
  const pdf = await (await fetch(String(payload?.['media_url']))).bytes()
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
  const black = (await dots(join(dir, id, 'received.tif'), 1)).reduce((count, dot) => count + (dot === 0 ? 1 : 0), 0)
  expect(black).toBeGreaterThan(10_000)
})
