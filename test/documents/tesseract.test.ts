import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { createDocuments, tesseractReader } from '../../src/documents/index.ts'
import { certainWords } from '../../src/documents/tesseract.ts'
import type { TenantId } from '../../src/tenancy/index.ts'
import { canRead } from '../support/page-reading.ts'

const MAPLE = 'maple' as TenantId
const FAX = new Uint8Array(readFileSync('test/fixtures/scan.tif'))
const scratch = mkdtempSync(join(tmpdir(), 'frontdesk-reading-'))
const documents = createDocuments()
afterAll(() => {
  documents[Symbol.dispose]()
  rmSync(scratch, { recursive: true, force: true })
})
const stay = new AbortController().signal
const page = (turn: number) => documents.renderPage(MAPLE, FAX, 2, 1_728, turn)

test('words that are told with little certainty, and single signs, are left out', () => {
  const line = (confidence: number, word: string) => `5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t${confidence}\t${word}`
  const tsv = ['level\tpage_num\t…\tconf\ttext', line(96.1, 'Cardiology'), line(31, 'x7Qz'), line(95, '|'), line(60, '+1-555'), ''].join(
    '\n',
  )
  expect(certainWords(tsv)).toBe('Cardiology +1-555')
})

test('without the program it says what is missing', async () => {
  const reader = tesseractReader({ program: 'no-such-tesseract' })
  expect(reader.lacking()).toBe('The program tesseract is missing on this machine.')
  await expect(reader.read(new Uint8Array(), stay)).rejects.toThrow('missing on this machine')
})

test.if(canRead('Reading a page'))(
  'a page of a fax is read; one that stands on its head is not, so the turn that the office gave it counts',
  async () => {
    const reader = tesseractReader({ niceness: 0 })
    const upright = await page(0)
    expect(await reader.read(upright, stay)).toContain('Levothyroxine')
    expect(await reader.read(await page(180), stay)).not.toContain('Levothyroxine')
  },
)

test.if(canRead('A page that has no words'))('a blank page has no words', async () => {
  const raw = { width: 1_728, height: 2_200, channels: 1 as const }
  const blank = new Uint8Array(
    await sharp(Buffer.alloc(raw.width * raw.height, 255), { raw })
      .png()
      .toBuffer(),
  )
  expect(await tesseractReader({ niceness: 0 }).read(blank, stay)).toBe('')
})

test.if(canRead('A page that asks for too much'))('a page beyond the limits of time or memory ends there, with no words', async () => {
  const raw = { width: 2_600, height: 6_000, channels: 1 as const }
  const noise = crypto.getRandomValues(new Uint8Array(65_536))
  const huge = Buffer.alloc(raw.width * raw.height)
  for (let at = 0; at < huge.length; at++) huge[at] = (noise[(at * 7 + (at >> 9)) & 65_535] ?? 0) > 127 ? 255 : 0
  const png = new Uint8Array(await sharp(huge, { raw }).png().toBuffer())
  const began = performance.now()
  expect(await tesseractReader({ seconds: 2, niceness: 0 }).read(png, stay)).toBe('')
  expect(performance.now() - began).toBeLessThan(20_000)
  expect(await tesseractReader({ memoryMb: 300, niceness: 0 }).read(png, stay)).toBe('')
})

test.if(canRead('A server that stops'))('one that is told to stop stops', async () => {
  const stop = new AbortController()
  const reading = tesseractReader({ niceness: 0 }).read(await page(0), stop.signal)
  stop.abort()
  await expect(reading).rejects.toThrow()
})

test.if(canRead('That reading leaves nothing behind') && Bun.which('strace') !== null)('nothing is opened to be written', async () => {
  const trace = join(scratch, 'trace')
  const png = join(scratch, 'page.png')
  await Bun.write(png, await page(0))
  const command = ['strace', '-f', '-e', 'trace=open,openat,creat,memfd_create,socket', '-o', trace]
  const run = Bun.spawnSync([...command, 'tesseract', 'stdin', 'stdout', '-l', 'eng', '--psm', '3', 'tsv'], {
    stdin: Bun.file(png),
    stderr: 'ignore',
  })
  expect(run.stdout.toString()).toContain('Levothyroxine')
  const opened = readFileSync(trace, 'utf8').split('\n')
  expect(opened.filter((line) => /O_WRONLY|O_RDWR|O_CREAT|creat\(|memfd_create\(|socket\(/.test(line))).toEqual([])
  expect(readdirSync(scratch).sort()).toEqual(['page.png', 'trace'])
})
