import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { closeDb, copyInto, type Db, openDb, openForeign, plainPages } from '../db/index.ts'
import type { Files } from '../files/index.ts'
import type { TenantSummary, Tenants } from '../tenancy/index.ts'
import { type Contents, contentsOf, LEFT_OUT, tablesOf } from './contents.ts'
import { documentsOf, packDocuments } from './documents.ts'
import { FORMAT, type Form, MANIFEST, type Manifest } from './manifest.ts'
import { readme } from './readme.ts'
import { type ArchiveKeys, secretOf } from './secret.ts'
import { tableFiles } from './tables.ts'
import type { Chunks, Packed, TarWriter } from './tar.ts'

export type PackingDeps = {
  readonly dataDir: string
  readonly tenants: Pick<Tenants, 'key' | 'earlierKeys' | 'locate'>
  readonly files: Files
}
export type Step = 'copying' | 'documents' | 'writing' | 'checking'
/** How far it has come; throws to stop. */
export type Told = (step: Step, done: number, of: number) => void
export type Archive = {
  readonly office: Pick<TenantSummary, 'id' | 'slug' | 'name'>
  readonly form: Form
  readonly madeAt: Date
  readonly keys: ArchiveKeys
  /** Holds only ciphertext. What an earlier run left there is gone on with. */
  readonly scratch: string
  /** Files that an earlier run has put into the archive, in their order. */
  readonly packed: readonly Packed[]
}
type Entry = { readonly name: string; readonly bytes: number; readonly chunks: Chunks }
type Work = { readonly deps: PackingDeps; readonly archive: Archive; readonly told: Told }

/** Everything an office keeps as it stood at one moment, in the same order each time it is asked for. Throws AppError. */
export async function pack(deps: PackingDeps, archive: Archive, tar: TarWriter, told: Told): Promise<Manifest> {
  const work = { deps, archive, told }
  mkdirSync(archive.scratch, { recursive: true, mode: 0o700 })
  const path = await snapshot(work)
  const db = openForeign({ path, secret: secretOf(archive.keys.office) })
  try {
    const { documents: named, ...contents } = await contentsOf(db, archive.office.id)
    const before = new Set(archive.packed.map(({ name }) => name))
    const files = archive.packed.filter(({ name }) => name !== MANIFEST)
    const entries = archive.form === 'encrypted' ? encryptedEntries(work, path, named) : openEntries(work, path, db, named, before)
    for await (const { name, bytes, chunks } of entries) if (!before.has(name)) files.push(await tar.add(name, bytes, chunks))
    const manifest = manifestOf(archive, contents, named.size, files)
    const json = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
    if (!before.has(MANIFEST)) await tar.add(MANIFEST, json.length, [json])
    await tar.finish()
    return manifest
  } finally {
    closeDb(db)
  }
}

/** The name appears only once all of it is there. A handle of its own: the copy holds a transaction. */
async function snapshot({ deps: { tenants }, archive, told }: Work): Promise<string> {
  const { office, scratch, keys } = archive
  const path = join(scratch, 'office.db')
  if (existsSync(path)) return path
  for (const left of [`${path}.part`, `${path}.part-journal`]) rmSync(left, { force: true })
  const db = openDb({ ...tenants.locate(office.id), plane: 'tenant' })
  try {
    const copying = { without: LEFT_OUT, told: (done: number, of: number) => told('copying', done, of) }
    await copyInto(db, `${path}.part`, secretOf(keys.office), copying)
  } finally {
    closeDb(db)
  }
  renameSync(`${path}.part`, path)
  return path
}

async function* encryptedEntries({ deps, archive, told }: Work, office: string, named: Contents['documents']): AsyncGenerator<Entry> {
  const { scratch, keys } = archive
  const path = join(scratch, 'documents.db')
  await packDocuments({
    path,
    secret: secretOf(keys.documents),
    named,
    documents: (some) => documentsOf(deps.files, archive.office.id, some),
    told: (done) => told('documents', done, named.size),
  })
  const of = statSync(office).size + statSync(path).size
  yield readmeOf(archive)
  yield fileOf('database/office.db', office, (done) => told('writing', done, of))
  yield fileOf('database/documents.db', path, (done) => told('writing', statSync(office).size + done, of))
}

async function* openEntries(
  { deps, archive, told }: Work,
  office: string,
  db: Db,
  named: Contents['documents'],
  before: ReadonlySet<string>,
): AsyncGenerator<Entry> {
  yield readmeOf(archive)
  yield { name: 'database/office.db', bytes: statSync(office).size, chunks: plainPages(office, archive.keys.office) }
  for (const table of tablesOf(db)) for (const { name, bytes, chunks } of tableFiles(db, table)) yield { name, bytes, chunks: chunks() }
  const left = new Map([...named].filter(([id]) => !before.has(`documents/${id}.pdf`) && !before.has(`documents/${id}.tif`)))
  let done = named.size - left.size
  for await (const { name, content } of documentsOf(deps.files, archive.office.id, left)) {
    yield { name: `documents/${name}`, bytes: content.length, chunks: [content] }
    told('documents', ++done, named.size)
  }
}

function readmeOf({ form, madeAt, office: { id, name, slug } }: Archive): Entry {
  const text = Buffer.from(readme({ form, name, id, slug, madeAt }))
  return { name: 'README.txt', bytes: text.length, chunks: [text] }
}

function fileOf(name: string, path: string, told: (done: number) => void): Entry {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let done = 0
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array>) {
      yield chunk
      done += chunk.length
      told(done)
    }
  }
  return { name, bytes: statSync(path).size, chunks: chunks() }
}

const manifestOf = (
  { form, madeAt, office: { id, slug, name } }: Archive,
  contents: Omit<Contents, 'documents'>,
  documents: number,
  files: Packed[],
): Manifest => ({
  format: FORMAT,
  form,
  tenant: { id, slug, name },
  madeAt: madeAt.toISOString(),
  ...contents,
  leftOut: [...LEFT_OUT],
  documents,
  files,
})
