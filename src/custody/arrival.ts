import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { record } from '../audit/index.ts'
import { closeDb, copyInto, openDb, rawKey } from '../db/index.ts'
import { type FileId, type Files, keepFile, type Stored, sha256 } from '../files/index.ts'
import { notFound } from '../kit/errors.ts'
import {
  type Actor,
  adoptTenant,
  type ProvisionDeps,
  type Site,
  type TenantId,
  type TenantSummary,
  type Tenants,
  type Tx,
} from '../tenancy/index.ts'
import { checkContents, checkSchema, checkSound } from './checking.ts'
import { LEFT_OUT, type Named } from './contents.ts'
import type { Progress } from './documents.ts'
import { checkFiles, type Manifest, readManifest } from './manifest.ts'
import { refusalOf, refused } from './refusal.ts'
import { checkSecret } from './secret.ts'
import { openSource, type Source } from './sources.ts'
import { openTar, type TarReader } from './tar.ts'

export type ArrivalDeps = ProvisionDeps & {
  readonly tenants: Tenants
  readonly files: Files
  /** What had not ended elsewhere may have ended there since: a person decides, in the transaction that lets the office in. */
  readonly hold: (tx: Tx) => number
}
export type Arrival = {
  readonly path: string
  readonly actor: Actor
  readonly slug?: string | undefined
  readonly passphrase?: string | undefined
}
export type Arrived = { readonly tenant: TenantSummary; readonly documents: number; readonly held: number }

/**
 * Brings an office up from its take-away, with the ids it had. Everything is checked before it is active, and what fails leaves
 * nothing. Throws AppError.
 */
export async function takeIn(deps: ArrivalDeps, arrival: Arrival, say: Progress = () => {}): Promise<Arrived> {
  if (!existsSync(arrival.path)) throw notFound('The archive')
  try {
    await using archive = await openTar(arrival.path)
    const manifest = await readManifest(archive)
    const secret = manifest.form === 'encrypted' ? checkSecret(arrival.passphrase) : ''
    say('comparing the archive with its manifest')
    await checkFiles(archive, manifest)
    const id = manifest.tenant.id as TenantId
    const input = { id, name: manifest.tenant.name, slug: arrival.slug ?? manifest.tenant.slug }
    const { tenant, made } = await adoptTenant(deps, input, (site) => settle(deps, arrival, { archive, manifest, secret, site }, say))
    return { tenant, ...made }
  } catch (error) {
    throw refusalOf(error)
  }
}

type Opened = { readonly archive: TarReader; readonly manifest: Manifest; readonly secret: string; readonly site: Site }

async function settle(deps: ArrivalDeps, { actor }: Arrival, opened: Opened, say: Progress) {
  const id = opened.manifest.tenant.id as TenantId
  const scratch = join(opened.site.directory, 'scratch')
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  try {
    using source = await openSource({ ...opened, scratch })
    const documents = await place(source, opened, scratch, say)
    const placed = await placeDocuments(deps, id, source, documents, say)
    const held = deps.tenants.as(id, actor).write((tx) => {
      for (const stored of placed) keepFile(tx, stored)
      const waiting = deps.hold(tx)
      record(tx, 'takeaway.imported', id, { form: opened.manifest.form, documents: documents.size, held: waiting })
      return waiting
    })
    return { documents: documents.size, held }
  } catch (error) {
    deps.tenants.close(id)
    throw error
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Checked where it was, written under the key it has here, brought up to date and checked again. */
async function place({ db }: Source, { manifest, site }: Opened, scratch: string, say: Progress): Promise<Named> {
  say('checking the database')
  checkSound(db)
  const { documents } = await checkContents(db, manifest)
  const path = join(site.directory, 'tenant.db')
  await copyInto(db, path, rawKey(site.keyHex), { without: LEFT_OUT })
  const placed = openDb({ path, keyHex: site.keyHex, plane: 'tenant' })
  try {
    checkSchema(placed, scratch, site.keyHex)
    checkSound(placed)
  } finally {
    closeDb(placed)
  }
  return documents
}

async function placeDocuments({ files }: ArrivalDeps, id: TenantId, source: Source, named: Named, say: Progress): Promise<Stored[]> {
  const stranger = source.documentIds.find((each) => !named.has(each as FileId))
  if (stranger !== undefined) throw refused(`No row names the document ${stranger}.`)
  const placed: Stored[] = []
  for (const [document, digest] of named) {
    const content = await source.document(document)
    if (!content) throw refused(`The document ${document} is missing.`)
    if (sha256(content) !== digest) throw refused(`The document ${document} is not the one its row names.`)
    placed.push(await files.put(id, content, document))
    if (placed.length % 100 === 0 || placed.length === named.size) say(`${placed.length} of ${named.size} documents`)
  }
  return placed
}
