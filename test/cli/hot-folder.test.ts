import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { parse } from '../../src/cli/command.ts'
import { COVER_OPTIONS, coverOf } from '../../src/cli/cover.ts'
import { openDesk } from '../../src/cli/desk.ts'
import { PLACES, type Step } from '../../src/cli/hot-folder/entry.ts'
import { createRounds, type HotFolder } from '../../src/cli/hot-folder/rounds.ts'
import { addKey } from '../../src/identity/index.ts'
import { anotherCover } from '../support/covers.ts'
import { openHouse } from '../support/house.ts'

const TO = '+15552010100'
const OTHER = '+15552010199'
const STEPS: readonly Parameters<Step>[0][] = ['noted', 'taken', 'sidecar', 'asked', 'decided', 'moved', 'explained']

let house: ReturnType<typeof openHouse>
let key: string
beforeAll(() => {
  house = openHouse()
  key = house.maple.write((tx) => addKey(tx, 'maple', { name: 'Scanner', scopes: ['faxes:write'] })).secret
})
afterAll(() => house[Symbol.dispose]())

const deskAt = (port: number | undefined) =>
  openDesk(parse({ options: {} }, []), { FRONTDESK_URL: `http://maple.localhost:${port}`, FRONTDESK_KEY: key })

/** A directory that is watched, and the server that sends what is put there. */
function openHotFolder() {
  const dir = mkdtempSync(join(tmpdir(), 'frontdesk-hot-'))
  for (const place of PLACES) mkdirSync(join(dir, place))
  const before = sentTo().length
  const server = { answers: (request: Request): Response | Promise<Response> => house.app.handle(request) }
  const http = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => server.answers(request) })
  const desk = deskAt(http.port)
  const log: string[] = []
  const now = { value: Date.parse('2026-03-02T15:00:00Z') }
  const watch = (more: Partial<HotFolder> = {}) =>
    createRounds({
      ...{ dir, by: 'to', usual: { to: [TO], cover: false }, settleMs: 3_000, desk },
      ...{ clock: () => new Date(now.value), say: (line: string) => void log.push(line), step: () => {} },
      ...more,
    })
  return {
    dir,
    log,
    server,
    watch,
    put: (name: string, text = '%PDF-1.4 labs') => writeFileSync(join(dir, name), text),
    later: (ms: number) => {
      now.value += ms
    },
    /** Two looks as far apart as a file needs to settle. */
    async twice(round: ReturnType<typeof watch>) {
      await round()
      now.value += 3_000
      return round()
    },
    faxes: () => sentTo().slice(before),
    /** What lies in the folder and its places, without what explains it. */
    left: () =>
      Object.fromEntries(
        ['', ...PLACES].map((place) => [
          place || 'in',
          readdirSync(join(dir, place), { withFileTypes: true })
            .filter((each) => (place === 'sending' ? true : each.isFile()) && !/\.result\.(json|txt)$|running/.test(each.name))
            .map(({ name }) => name)
            .sort(),
        ]),
      ),
    said: (place: string, name: string) =>
      JSON.parse(readFileSync(join(dir, place, `${name}.result.json`), 'utf8')) as { why: string; fax?: string; code?: string },
    async [Symbol.asyncDispose]() {
      await http.stop(true)
      rmSync(dir, { recursive: true })
    },
  }
}

const sentTo = (): string[] =>
  house.maple.read((tx) => tx.db.all<{ to: string }>(sql`SELECT to_number AS "to" FROM fax_recipients ORDER BY id`)).map(({ to }) => to)

let hot: ReturnType<typeof openHotFolder>
beforeEach(() => {
  hot = openHotFolder()
})
afterEach(() => hot[Symbol.asyncDispose]())

describe('a finished document', () => {
  test('is sent once, and lies under sent with the fax it became', async () => {
    hot.put('labs.pdf')
    const round = hot.watch()
    expect(await hot.twice(round)).toMatchObject({ sent: 1, failed: 0, waiting: 0 })
    expect(await round()).toMatchObject({ sent: 0, waiting: 0 })
    expect(hot.faxes()).toEqual([TO])
    expect(hot.left()).toEqual({ in: [], sending: [], sent: ['labs.pdf'], failed: [] })
    const { fax, code, why } = hot.said('sent', 'labs.pdf')
    expect([fax, code]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), undefined])
    expect(why).toStartWith(`Handed over as fax ${fax}. Whether it arrived is on its page`)
  })

  test('put in again under its name is another fax, and the first one stays', async () => {
    const round = hot.watch()
    for (let n = 0; n < 2; n++) {
      hot.put('labs.pdf')
      await hot.twice(round)
    }
    expect(hot.faxes()).toEqual([TO, TO])
    expect(hot.left()['sent']).toEqual(['labs (2).pdf', 'labs.pdf'])
  })

  test('is waited for while it grows, is empty, or has the name of something unfinished', async () => {
    const round = hot.watch()
    hot.put('labs.pdf', '%PDF-1.4')
    for (const name of ['empty.pdf', '.hidden.pdf', '~labs.pdf', 'labs.pdf.part', 'notes.docx'])
      hot.put(name, name === 'empty.pdf' ? '' : 'x')
    await round()
    hot.later(3_000)
    hot.put('labs.pdf', '%PDF-1.4 and more of it')
    expect(await round()).toMatchObject({ sent: 0, waiting: 2 })
    hot.later(2_999)
    expect(await round()).toMatchObject({ sent: 0 })
    hot.later(1)
    expect(await round()).toMatchObject({ sent: 1, waiting: 1 })
    expect(hot.faxes()).toEqual([TO])
  })
})

describe('to whom', () => {
  test('a name that begins with numbers says it; one that has a date or nothing is refused in words', async () => {
    for (const name of [`${TO} labs.pdf`, `${TO},${OTHER}_labs.pdf`, '2026030212 labs.pdf', `${TO}labs.pdf`]) hot.put(name)
    expect(await hot.twice(hot.watch({ by: 'name', usual: { to: [], cover: false } }))).toMatchObject({ sent: 2, failed: 2 })
    expect(hot.faxes().sort()).toEqual([TO, TO, OTHER])
    expect(hot.said('failed', '2026030212 labs.pdf').why).toContain('does not begin with a fax number')
  })

  test('the file beside it says it, is waited for, and goes along', async () => {
    const round = hot.watch({ by: 'sidecar', usual: { to: [], cover: false } })
    hot.put('labs.pdf')
    expect(await hot.twice(round)).toMatchObject({ sent: 0, waiting: 1 })
    hot.put('labs.pdf.json', JSON.stringify({ to: [OTHER], subject: 'Labs' }))
    expect(await hot.twice(round)).toMatchObject({ sent: 1, waiting: 0 })
    expect(hot.faxes()).toEqual([OTHER])
    expect(hot.left()).toMatchObject({ in: [], sent: ['labs.pdf', 'labs.pdf.json'] })
  })

  test('a cover page is chosen for all by name, and by the file beside one for it', async () => {
    const coverId = anotherCover(house.maple, 'Referrals')
    hot.put('labs.pdf')
    await hot.twice(hot.watch({ usual: { to: [TO], cover: 'Referrals' } }))
    hot.put('labs.pdf.json', JSON.stringify({ to: OTHER, cover: coverId }))
    hot.put('labs.pdf')
    await hot.twice(hot.watch({ by: 'sidecar', usual: { to: [], cover: false } }))
    const covers = house.maple.read((tx) => tx.db.all<{ id: string }>(sql`SELECT cover_id AS id FROM faxes ORDER BY id DESC LIMIT 2`))
    expect(covers.map(({ id }) => id)).toEqual([coverId, coverId])
  })

  test('a cover page is named or refused on the command line, not both', () => {
    const coverIn = (...args: string[]) => coverOf(parse({ options: COVER_OPTIONS }, args))
    expect([coverIn(), coverIn('--cover', 'Referrals'), coverIn('--no-cover')]).toEqual([true, 'Referrals', false])
    expect(() => coverIn('--cover', 'Referrals', '--no-cover')).toThrow('not both')
  })

  test.each([
    ['{"to": "+1555', 'not a JSON object'],
    ['{}', 'does not say to whom'],
    ['{"to": "+15552010100", "subjct": "x"}', 'none of'],
    ['{"to": "+15552010100", "cover": 1}', 'cover is true, false, or the name'],
    ['{"to": "+15552010100", "cover": "Elsewhere"}', 'Choose one of your office’s cover pages'],
    ['{"to": "+15552010100", "note": 5}', 'note is a text'],
  ])('a file beside it that says %s is refused', async (text, why) => {
    hot.put('labs.pdf')
    hot.put('labs.pdf.json', text)
    await hot.twice(hot.watch({ by: 'sidecar', usual: { to: [] } }))
    expect(hot.said('failed', 'labs.pdf').why).toContain(why)
    expect(hot.faxes()).toEqual([])
  })
})

describe('a server', () => {
  test('that refuses has its words put beside the document', async () => {
    hot.put('labs.pdf')
    await hot.twice(hot.watch({ usual: { to: ['nonsense'] } }))
    expect(hot.left()).toEqual({ in: [], sending: [], sent: [], failed: ['labs.pdf'] })
    const { fax, code, why } = hot.said('failed', 'labs.pdf')
    expect([fax, code, why]).toEqual([undefined, '422', expect.stringContaining('to:')])
    expect(readFileSync(join(hot.dir, 'failed/labs.pdf.result.txt'), 'utf8')).toContain('to:')
  })

  test.each([
    ['is behind a proxy that does not find it', () => new Response(null, { status: 502 })],
    ['is another program', () => new Response('<html>', { status: 404 })],
    ['does not know the key', () => Response.json({ code: 'unauthenticated' }, { status: 401 })],
    ['answers the wrong thing', () => Response.json({ ok: true }, { status: 202 })],
  ])('that %s is left alone for longer and longer, and nothing is failed', async (_, answers) => {
    hot.put('one.pdf')
    hot.put('two.pdf')
    const usual = hot.server.answers
    hot.server.answers = answers
    const round = hot.watch()
    expect(await hot.twice(round)).toMatchObject({ sent: 0, failed: 0, waiting: 2, waitMs: 5_000 })
    expect((await round()).waitMs).toBe(10_000)
    for (let n = 0; n < 8; n++) await round()
    expect((await round()).waitMs).toBe(300_000)
    hot.server.answers = usual
    expect(await round()).toMatchObject({ sent: 2, waitMs: 0 })
    expect(hot.faxes()).toEqual([TO, TO])
  })

  test('that is down is waited for', async () => {
    hot.put('labs.pdf')
    expect(await hot.twice(hot.watch({ desk: deskAt(1) }))).toMatchObject({ waiting: 1, waitMs: 5_000 })
    expect(hot.log.at(-1)).toMatch(/no_answer, again in 5 s$/)
    expect(await hot.watch()()).toMatchObject({ sent: 1 })
  })

  test('that says when to come back is not asked before', async () => {
    hot.put('one.pdf')
    hot.server.answers = () => Response.json({ code: 'too_many' }, { status: 429, headers: { 'retry-after': '90' } })
    expect((await hot.twice(hot.watch())).waitMs).toBe(90_000)
  })

  test('that took it and was not heard is asked again, and it is one fax', async () => {
    hot.put('labs.pdf')
    const usual = hot.server.answers
    hot.server.answers = async (request) => {
      await usual(request)
      return new Response(null, { status: 504 })
    }
    const round = hot.watch()
    expect(await hot.twice(round)).toMatchObject({ sent: 0, waiting: 1 })
    hot.server.answers = usual
    expect(await round()).toMatchObject({ sent: 1 })
    expect(hot.faxes()).toEqual([TO])
  })
})

describe.each(['to', 'sidecar'] as const)('killed between any two steps, by %s', (by) => {
  test.each(STEPS)('after it was %s: nothing is lost, nothing goes twice', async (last) => {
    hot.put('labs.pdf')
    hot.put('labs.pdf.json', JSON.stringify({ to: OTHER, cover: false }))
    const usual = { to: by === 'to' ? [OTHER] : [] }
    const step: Step = (name) => {
      if (name === last) throw new Error('killed')
    }
    await expect(hot.twice(hot.watch({ by, usual, step }))).rejects.toThrow('killed')
    await hot.twice(hot.watch({ by, usual }))
    expect(hot.faxes()).toEqual([OTHER])
    expect(hot.left()).toEqual({
      in: by === 'to' ? ['labs.pdf.json'] : [],
      sending: [],
      sent: by === 'to' ? ['labs.pdf'] : ['labs.pdf', 'labs.pdf.json'],
      failed: [],
    })
    expect(hot.said('sent', 'labs.pdf').why).toContain('Handed over')
  })
})

test('a document that was changed after it was taken is not sent, and its person is told where to look', async () => {
  hot.put('labs.pdf')
  const step: Step = (name) => {
    if (name !== 'taken') return
    const [entry = ''] = readdirSync(join(hot.dir, 'sending'))
    writeFileSync(join(hot.dir, 'sending', entry, 'document'), 'somebody still wrote')
  }
  await hot.twice(hot.watch({ step }))
  expect(hot.faxes()).toEqual([])
  expect(hot.said('failed', 'labs.pdf').why).toContain('Look under Sent')
})

test('a file beside it that came for the next document stays there', async () => {
  hot.put('labs.pdf')
  hot.put('labs.pdf.json', JSON.stringify({ to: TO }))
  const step: Step = (name) => {
    if (name === 'taken') throw new Error('killed')
  }
  const usual = { to: [], cover: false }
  await expect(hot.twice(hot.watch({ by: 'sidecar', usual, step }))).rejects.toThrow('killed')
  rmSync(join(hot.dir, 'labs.pdf.json'))
  hot.put('labs.pdf.json', JSON.stringify({ to: OTHER, cover: false }))
  await hot.watch({ by: 'sidecar', usual })()
  expect(hot.faxes()).toEqual([TO])
  expect(existsSync(join(hot.dir, 'labs.pdf.json'))).toBe(true)
})

test('the log has entries and codes, and never the name of a file, a number or what the server said of it', async () => {
  for (const name of [`${TO} Jane Roe.pdf`, 'Jane Roe.pdf']) hot.put(name)
  await hot.twice(hot.watch({ by: 'name', usual: { to: [] } }))
  const log = hot.log.join('\n')
  expect(log).not.toMatch(/Jane|Roe|555|pdf/)
  expect(log).toMatch(/taken {3}[0-9a-f-]{36} {2}13 bytes/)
  expect(log).toMatch(/failed {2}[0-9a-f-]{36} {2}no_recipient/)
})
