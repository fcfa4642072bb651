import { expect, test } from 'bun:test'
import { copyFileSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { diskFiles, type FileId, type Files, sha256 } from '../../src/files/index.ts'
import { CHUNK, HEADER, SEALED_CHUNK } from '../../src/files/seal.ts'
import { newId } from '../../src/kit/ids.ts'
import type { TenantId } from '../../src/tenancy/index.ts'
import { type Offices, openOffices } from '../support/offices.ts'

const DAMAGED = expect.objectContaining({
  name: 'AppError',
  code: 'unavailable',
  message: expect.stringContaining('failed its integrity check and was not served'),
})
const LARGE = 5 * 1024 * 1024

function archive() {
  const offices = openOffices()
  const files = diskFiles({ dataDir: offices.dataDir, key: (id) => offices.tenants.key(id, 'files') })
  const at = (id: FileId, tenant = offices.ids.maple) => join(offices.dataDir, tenant, 'files', id)
  return { offices, files, at, maple: offices.ids.maple, harbor: offices.ids.harbor, [Symbol.dispose]: () => offices[Symbol.dispose]() }
}

/** Park–Miller: the same positions in every run. */
function seeded(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

const document = (bytes: number) => Buffer.alloc(bytes, 'page of a fax with a name on it. ')
const streamed = async (files: Files, tenant: TenantId, id: FileId) => {
  const { size, body } = await files.stream(tenant, id)
  const bytes = Buffer.from(await new Response(body).arrayBuffer())
  expect(bytes.length).toBe(size)
  return bytes
}
/** Refused by both doors, before the first byte. */
async function expectRefused(files: Files, tenant: TenantId, id: FileId): Promise<void> {
  expect(await files.read(tenant, id).catch((error: unknown) => error)).toEqual(DAMAGED)
  expect(await files.stream(tenant, id).catch((error: unknown) => error)).toEqual(DAMAGED)
}
function flip(bytes: Buffer, at: number, bit: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ (1 << bit)
  return changed
}

test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, LARGE, LARGE + 17])(
  'a document of %i bytes comes back as it went in',
  async (bytes) => {
    using here = archive()
    const plain = document(bytes)
    const stored = await here.files.put(here.maple, plain)
    const lies = readFileSync(here.at(stored.id))
    const sealed = { bytes: lies.length, sha256: sha256(lies) }
    expect(stored).toEqual({ id: stored.id, bytes, sha256: sha256(plain), sealed, staged: false })
    expect((await here.files.read(here.maple, stored.id)).equals(plain)).toBe(true)
    expect((await streamed(here.files, here.maple, stored.id)).equals(plain)).toBe(true)
  },
)

test('no word of a document is on the disk, no half-written name stays, and only its owner may look', async () => {
  using here = archive()
  const { id } = await here.files.put(here.maple, document(200_000))
  expect(readdirSync(join(here.offices.dataDir, here.maple, 'files'))).toEqual([id])
  expect([readFileSync(here.at(id)).indexOf('page of a fax'), statSync(here.at(id)).mode & 0o777]).toEqual([-1, 0o600])
})

test('the same document sealed twice gives no equal bytes to compare', async () => {
  using here = archive()
  const [one, two] = [await here.files.put(here.maple, document(1_000)), await here.files.put(here.maple, document(1_000))]
  expect(
    readFileSync(here.at(one.id))
      .subarray(HEADER)
      .equals(readFileSync(here.at(two.id)).subarray(HEADER)),
  ).toBe(false)
})

test.each([
  ['an empty document', 0, 36],
  ['a small document', 900, 120],
  ['a document of several chunks', 3 * CHUNK + 500, 120],
  ['a document that is streamed from disk', LARGE, 25],
])(
  'any one changed byte of %s is refused by both doors',
  async (_, bytes, rounds) => {
    using here = archive()
    const { id } = await here.files.put(here.maple, document(bytes))
    const sealed = readFileSync(here.at(id))
    const random = seeded(bytes + 1)
    for (let round = 0; round < rounds; round++) {
      const position = round < HEADER ? round : random(sealed.length)
      writeFileSync(here.at(id), flip(sealed, position, random(8)))
      await expectRefused(here.files, here.maple, id)
    }
    writeFileSync(here.at(id), sealed)
    expect(await here.files.read(here.maple, id)).toHaveLength(bytes)
  },
  20_000,
)

const chunk = (sealed: Buffer, number: number) => sealed.subarray(HEADER + number * SEALED_CHUNK, HEADER + (number + 1) * SEALED_CHUNK)
const head = (sealed: Buffer) => sealed.subarray(0, HEADER)

test.each([
  ['with two chunks swapped', (s: Buffer) => [head(s), chunk(s, 1), chunk(s, 0), s.subarray(HEADER + 2 * SEALED_CHUNK)]],
  ['with a chunk left out', (s: Buffer) => [head(s), chunk(s, 0), s.subarray(HEADER + 2 * SEALED_CHUNK)]],
  ['with a chunk twice', (s: Buffer) => [head(s), chunk(s, 0), s.subarray(HEADER)]],
  ['without its last chunk', (s: Buffer) => [s.subarray(0, HEADER + SEALED_CHUNK * Math.floor((s.length - HEADER - 1) / SEALED_CHUNK))]],
  ['cut within a chunk', (s: Buffer) => [s.subarray(0, -1)]],
  ['cut within a tag', (s: Buffer) => [s.subarray(0, HEADER + SEALED_CHUNK + 7)]],
  ['cut to its header', (s: Buffer) => [head(s)]],
  ['cut within its header', (s: Buffer) => [s.subarray(0, 10)]],
  ['cut to nothing', () => []],
  ['with a byte added', (s: Buffer) => [s, Buffer.alloc(1)]],
  ['with a chunk added', (s: Buffer) => [s, Buffer.alloc(SEALED_CHUNK)]],
  ['with itself added', (s: Buffer) => [s, s]],
] as const)('a document %s is refused by both doors, small or large', async (_, harm) => {
  using here = archive()
  for (const bytes of [3 * CHUNK + 500, LARGE]) {
    const { id } = await here.files.put(here.maple, document(bytes))
    writeFileSync(here.at(id), Buffer.concat(harm(readFileSync(here.at(id)))))
    await expectRefused(here.files, here.maple, id)
  }
})

test('a document is refused under another id, and as another tenant’s', async () => {
  using here = archive()
  const { id } = await here.files.put(here.maple, document(900))
  const other = newId<'file'>()
  copyFileSync(here.at(id), here.at(other))
  await expectRefused(here.files, here.maple, other)
  await mkdir(join(here.offices.dataDir, here.harbor, 'files'), { recursive: true })
  copyFileSync(here.at(id), here.at(id, here.harbor))
  await expectRefused(here.files, here.harbor, id)
})

test('a chunk of another document of the same tenant does not fit', async () => {
  using here = archive()
  const [one, two] = [await here.files.put(here.maple, document(900)), await here.files.put(here.maple, document(900))]
  const [first, second] = [readFileSync(here.at(one.id)), readFileSync(here.at(two.id))]
  writeFileSync(here.at(one.id), Buffer.concat([head(first), second.subarray(HEADER)]))
  await expectRefused(here.files, here.maple, one.id)
  writeFileSync(here.at(one.id), second)
  await expectRefused(here.files, here.maple, one.id)
})

test('a document changed while it is read out ends in an error, and its file is let go', async () => {
  using here = archive()
  const { id } = await here.files.put(here.maple, document(LARGE))
  const before = openDocuments(here.offices)
  const { body } = await here.files.stream(here.maple, id)
  expect(openDocuments(here.offices)).toBe(before + 1)
  const sealed = readFileSync(here.at(id))
  writeFileSync(here.at(id), flip(sealed, sealed.length - 1, 0))
  expect(await new Response(body).arrayBuffer().catch((error: unknown) => error)).toBeInstanceOf(Error)
  expect(openDocuments(here.offices)).toBe(before)
})

test('a reader that walks away leaves no file open', async () => {
  using here = archive()
  const { id } = await here.files.put(here.maple, document(LARGE))
  const { body } = await here.files.stream(here.maple, id)
  await body.cancel()
  expect(openDocuments(here.offices)).toBe(0)
})

/** How many documents of these offices this process holds open. */
const openDocuments = (offices: Offices) =>
  readdirSync('/proc/self/fd').filter((fd) => targetOf(fd).startsWith(offices.dataDir) && targetOf(fd).includes('/files/')).length

function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}

test('a document that is gone says so, and removing it twice is no error', async () => {
  using here = archive()
  const { id } = await here.files.put(here.maple, document(9))
  await here.files.remove(here.maple, id)
  await here.files.remove(here.maple, id)
  const gone = expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('not where it should be') })
  for (const door of [here.files.read, here.files.stream]) expect(await door(here.maple, id).catch((error: unknown) => error)).toEqual(gone)
})
