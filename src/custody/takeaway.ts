import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { record } from '../audit/index.ts'
import { closeDb, copyInto, type Db, openDb, openForeign, plainImage, type Secret, sizeOf } from '../db/index.ts'
import type { Files } from '../files/index.ts'
import { conflict, unavailable } from '../kit/errors.ts'
import { newId } from '../kit/ids.ts'
import { type Actor, syncDirectory, type TenantSummary, type Tenants, tenantDirectory } from '../tenancy/index.ts'
import { type Contents, contentsOf, LEFT_OUT, tablesOf } from './contents.ts'
import { documentsOf, type Progress, packDocuments } from './documents.ts'
import { FORMAT, type Form, MANIFEST, type Manifest } from './manifest.ts'
import { readme } from './readme.ts'
import { checkSecret } from './secret.ts'
import { tableFiles } from './tables.ts'
import { createTar, type Packed, type TarWriter } from './tar.ts'

export type TakeawayDeps = {
  readonly dataDir: string
  readonly tenants: Tenants
  readonly files: Files
  readonly clock: () => Date
  /** The open form is made in memory. */
  readonly largestOpenBytes?: number
}
export type Wish = {
  readonly office: Pick<TenantSummary, 'id' | 'slug' | 'name'>
  readonly actor: Actor
  readonly out: string
  readonly form: Form
  /** For the encrypted form: a passphrase, or a raw key written x'64 hex digits'. */
  readonly passphrase?: string | undefined
}

const LARGEST_OPEN = 1024 ** 3
const TOO_LARGE = 'This office’s records are too large for the open form, which is made in memory. Take them away encrypted.'

/**
 * Writes everything the office keeps into one archive. Nothing is at `out` until all of it is there and the trail says so; on the
 * way, only ciphertext is on our own disk. Throws AppError.
 */
export async function takeAway(deps: TakeawayDeps, wish: Wish, say: Progress = () => {}): Promise<Manifest> {
  const secret = wish.form === 'encrypted' ? checkSecret(wish.passphrase) : ''
  if (existsSync(wish.out)) throw conflict('There is a file of that name already. Choose another.')
  const part = `${wish.out}.part`
  rmSync(part, { force: true })
  const scratch = join(tenantDirectory(deps.dataDir, wish.office.id), 'scratch', newId())
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  try {
    const manifest = await write(deps, wish, { part, scratch, secret }, say)
    const { form, documents, tables } = manifest
    const rows = Object.values(tables).reduce((sum, n) => sum + n, 0)
    deps.tenants.as(wish.office.id, wish.actor).write((tx) => record(tx, 'takeaway.made', wish.office.id, { form, documents, rows }))
    renameSync(part, wish.out)
    syncDirectory(dirname(wish.out))
    return manifest
  } finally {
    rmSync(part, { force: true })
    rmSync(scratch, { recursive: true, force: true })
  }
}

type Places = { readonly part: string; readonly scratch: string; readonly secret: Secret }

async function write(deps: TakeawayDeps, wish: Wish, { part, scratch, secret }: Places, say: Progress): Promise<Manifest> {
  const { id, slug, name } = wish.office
  const madeAt = deps.clock()
  await using tar = await createTar(part, madeAt)
  say('copying the database')
  using snapshot = wish.form === 'encrypted' ? encryptedSnapshot(deps, wish, scratch, secret) : openSnapshot(deps, wish)
  const { documents: named, ...contents } = contentsOf(snapshot.db, id)
  const text = Buffer.from(readme({ form: wish.form, name, id, slug, madeAt }))
  const files = [await tar.add('README.txt', text.length, [text]), await snapshot.pack(tar)]
  const documents = documentsOf(deps.files, id, named, say)
  if (wish.form === 'encrypted') {
    const path = join(scratch, 'documents.db')
    await packDocuments(path, secret, documents)
    files.push(await packFile(tar, 'database/documents.db', path))
  } else {
    for (const table of tablesOf(snapshot.db))
      for (const each of tableFiles(snapshot.db, table)) files.push(await tar.add(each.name, each.bytes, each.chunks))
    for await (const each of documents) files.push(await tar.add(`documents/${each.name}`, each.content.length, [each.content]))
  }
  const manifest = manifestOf(wish, madeAt, contents, named.size, files)
  const json = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  await tar.add(MANIFEST, json.length, [json])
  await tar.finish()
  return manifest
}

const manifestOf = (
  { form, office: { id, slug, name } }: Wish,
  madeAt: Date,
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

type Snapshot = Disposable & { readonly db: Db; pack(tar: TarWriter): Promise<Packed> }

function encryptedSnapshot(deps: TakeawayDeps, wish: Wish, scratch: string, secret: Secret): Snapshot {
  const path = join(scratch, 'office.db')
  withOffice(deps, wish, (db) => copyInto(db, path, secret, LEFT_OUT))
  const db = openForeign({ path, secret })
  return { db, pack: (tar) => packFile(tar, 'database/office.db', path), [Symbol.dispose]: () => closeDb(db) }
}

function openSnapshot(deps: TakeawayDeps, wish: Wish): Snapshot {
  const image = withOffice(deps, wish, (db) => {
    if (sizeOf(db) > (deps.largestOpenBytes ?? LARGEST_OPEN)) throw unavailable(TOO_LARGE)
    return plainImage(db, LEFT_OUT)
  })
  const db = openForeign({ image })
  return { db, pack: (tar) => tar.add('database/office.db', image.length, [image]), [Symbol.dispose]: () => closeDb(db) }
}

/** A handle of its own: a database can be attached only outside a transaction. */
function withOffice<T>({ tenants }: TakeawayDeps, { office: { id } }: Wish, work: (db: Db) => T): T {
  const db = openDb({ ...tenants.locate(id), plane: 'tenant' })
  try {
    return work(db)
  } finally {
    closeDb(db)
  }
}

const packFile = (tar: TarWriter, name: string, path: string): Promise<Packed> =>
  tar.add(name, statSync(path).size, createReadStream(path) as AsyncIterable<Uint8Array>)
