import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mediaPath } from '../../src/fax/media-link.ts'
import type { FileId } from '../../src/files/index.ts'
import { type Fax, faxForm, getJson } from '../support/posting.ts'
import { type Frontdesk, type Office, startFrontdesk, until } from '../support/server.ts'

// Real processes on a machine that may be busy: far more than they need.
setDefaultTimeout(20_000)

let desk: Frontdesk
beforeAll(async () => {
  desk = await startFrontdesk()
})
afterAll(() => desk[Symbol.asyncDispose]())

const link = ({ id }: Office, fileId: FileId, at = new Date()) => mediaPath(desk.parts.tenants.key(id, 'tokens'), id, fileId, at)
const put = async ({ id }: Office, bytes: Uint8Array) => (await desk.parts.files.put(id, bytes)).id
const fetched = (path: string) => desk.as('whatever')(path)
/** The answer without the id that is another each time. */
const said = async (path: string) => {
  const answer = await fetched(path)
  return { status: answer.status, body: (await answer.text()).replace(/[0-9a-f]{12}/g, '…') }
}
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function damage({ id }: Office, fileId: FileId, at: (length: number) => number): void {
  const path = join(desk.dataDir, id, 'files', fileId)
  const bytes = readFileSync(path)
  const place = at(bytes.length)
  bytes[place] = (bytes[place] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

describe('the link the carrier fetches a document by', () => {
  test('is the one it was given, and brings the very document, without a detour', async () => {
    const maple = desk.as('maple', desk.maple.key)
    const { id } = (await (await maple('/api/faxes', { method: 'POST', body: await faxForm('+15550120001') })).json()) as Fax
    const fax = await until(async () => {
      const now = await getJson<Fax>(maple, `/api/faxes/${id}`)
      return now.status === 'delivered' && now
    })
    const { data } = (await (
      await fetch(`${desk.carrier.apiBase}/faxes`, { headers: { authorization: `Bearer ${desk.carrier.apiKey}` } })
    ).json()) as { data: { media_url: string }[] }
    const given = new URL(data[0]?.media_url ?? '')
    expect(given.origin).toBe(`http://localhost:${desk.port}`)
    const answer = await fetched(given.pathname)
    expect([answer.status, answer.redirected, answer.headers.get('content-type')]).toEqual([200, false, 'application/pdf'])
    expect(digest(new Uint8Array(await answer.arrayBuffer()))).toBe(fax.sha256 ?? '')
  })

  test('is refused, always in the same words, when it is expired, tampered with or another’s', async () => {
    const [mine, other, theirs] = [
      await put(desk.maple, Buffer.from('one')),
      await put(desk.maple, Buffer.from('two')),
      await put(desk.harbor, Buffer.from('three')),
    ]
    const good = link(desk.maple, mine)
    const [, , , , expires = '', signature = ''] = good.split('/')
    const nobody = crypto.randomUUID()
    const wrong: Readonly<Record<string, string>> = {
      expired: link(desk.maple, mine, new Date(Date.now() - 2 * 3_600_000 - 2_000)),
      'given another hour': good.replace(expires, String(Number(expires) + 3_600)),
      'for another file': good.replace(mine, other),
      'for another office': good.replace(desk.maple.id, desk.harbor.id),
      'for another office’s file': good.replace(desk.maple.id, desk.harbor.id).replace(mine, theirs),
      'for an office that is none': good.replace(desk.maple.id, nobody),
      'for a file that is none': good.replace(mine, nobody),
      'with a letter changed': good.replace(
        signature,
        signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
      ),
      'with the end cut off': good.slice(0, -1),
      'with an expiry that is no number': good.replace(expires, 'never'),
      'that leaves its folder': good.replace(mine, encodeURIComponent('../../control.db')),
    }
    const answers = await Promise.all(Object.values(wrong).map(said))
    const expected = await said(`/media/${nobody}/${nobody}/1/x`)
    expect(expected.status).toBe(404)
    expect(Object.fromEntries(Object.keys(wrong).map((name, index) => [name, answers[index]]))).toEqual(
      Object.fromEntries(Object.keys(wrong).map((name) => [name, expected])),
    )
    expect((await said(good)).status).toBe(200)
  })

  test('brings a large document in pieces', async () => {
    const large = randomBytes(6 * 1024 * 1024 + 17)
    const answer = await fetched(link(desk.maple, await put(desk.maple, large)))
    expect(answer.status).toBe(200)
    const pieces: Uint8Array[] = []
    for await (const piece of answer.body ?? []) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(1)
    expect(digest(Buffer.concat(pieces))).toBe(digest(large))
  })

  test.each([
    ['small', 10_000],
    ['large', 6 * 1024 * 1024],
  ])('to a %s document with one changed bit brings a refusal and no byte of it', async (_, size) => {
    const content = Buffer.alloc(size, 'Marigold Quillfeather ')
    for (const place of [() => 0, (length: number) => Math.floor(length / 2), (length: number) => length - 1]) {
      const id = await put(desk.maple, content)
      damage(desk.maple, id, place)
      const { status, body } = await said(link(desk.maple, id))
      expect(status).toBe(503)
      expect(body).toContain('This document failed its integrity check and was not served.')
      expect(body).not.toContain('Marigold')
    }
  })
})
