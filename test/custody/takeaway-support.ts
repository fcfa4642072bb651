import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { addContact } from '../../src/contacts/index.ts'
import type { Arrival, Form, Wish } from '../../src/custody/index.ts'
import { takeAway, takeIn } from '../../src/custody/index.ts'
import { receiveFax } from '../../src/fax/index.ts'
import { diskFiles, type FileId } from '../../src/files/index.ts'
import { createTenants, listTenants, openControl, openKeyRing, system, type Tenant, type Tx } from '../../src/tenancy/index.ts'
import { type Faxing, openFaxing } from '../support/faxing.ts'

export const PASSPHRASE = "maple leaves don't fall in may"
export const TIFF = Buffer.from('II*\0 a scan of Larkspur, which only this test reads')

/** Maple Street with a fax that arrived, two that wait and one received; Harbor with a contact of its own. */
export async function openFull(): Promise<Faxing> {
  const faxing = openFaxing()
  faxing.maple.write((tx) =>
    addContact(tx, { name: 'Thaddeus Ravensworth', organization: '=1+1', fax: '+15550137654', note: 'a “note”, with; marks' }),
  )
  faxing.harbor.write((tx) => addContact(tx, { name: 'Ottoline Quillfeather', organization: '', fax: '+15550137655', note: '' }))
  await faxing.submit()
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'delivered'))
  await receive(faxing)
  await faxing.submit(['5552010101'])
  await faxing.work()
  await faxing.submit(['5552010102', '5552010103'], { sendAt: new Date(faxing.now.value.getTime() + 86_400_000) })
  return faxing
}

async function receive({ carrier, maple, work }: Faxing): Promise<void> {
  const offered = carrier.offer({ carrierId: 'in-1', from: '+15550139876', to: '+15550100100', pages: 1 })
  carrier.documents.set('memory:in-1', { is: 'document', bytes: TIFF })
  maple.write((tx) => receiveFax(tx, offered))
  await work()
}

/** Another machine: other keys, no offices. */
export function openElsewhere() {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-elsewhere-'))
  const clock = () => new Date('2026-03-09T15:00:00Z')
  const keys = openKeyRing({ masterKey: Buffer.alloc(32, 9), controlFile: join(dataDir, 'control.key') })
  const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock })
  const tenants = createTenants({ dataDir, control, keys, clock, capacity: 5, log: () => {} })
  const files = diskFiles({ dataDir, key: (id) => tenants.key(id, 'files') })
  return {
    dataDir,
    control,
    keys,
    tenants,
    files,
    clock,
    hold: (_tx: Tx) => 0,
    slugs: () => control.read(listTenants).map(({ slug, state }) => `${slug} ${state}`),
    [Symbol.dispose]() {
      tenants[Symbol.dispose]()
      control[Symbol.dispose]()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
export type Elsewhere = ReturnType<typeof openElsewhere>

export const ACTOR = system('test')
export const officeOf = (faxing: Faxing, slug: 'maple' | 'harbor') => {
  const office = faxing.control.read(listTenants).find((each) => each.slug === slug)
  if (!office) throw new Error('No such office.')
  return office
}

export const away = (faxing: Faxing, form: Form, more: Partial<Wish> & { slug?: 'maple' | 'harbor' } = {}) => {
  const { slug = 'maple', out = join(faxing.dataDir, `${slug}-${form}.tar`), ...wish } = more
  const passphrase = form === 'encrypted' ? PASSPHRASE : undefined
  const deps = { ...faxing, clock: () => faxing.now.value }
  return takeAway(deps, { office: officeOf(faxing, slug), actor: ACTOR, out, form, passphrase, ...wish }).then((manifest) => ({
    manifest,
    out,
  }))
}

export const arrive = (elsewhere: Elsewhere, path: string, more: Partial<Arrival> = {}) =>
  takeIn(elsewhere, { path, actor: ACTOR, passphrase: PASSPHRASE, ...more })

const TABLES = [
  'audit_events',
  'contacts',
  'faxes',
  'fax_files',
  'fax_recipients',
  'fax_attempts',
  'received_faxes',
  'fax_numbers',
  'office',
  'jobs',
]
/** Every row of every table that an import leaves as it was. */
export const rowsOf = (tenant: Tenant, upTo: number) =>
  tenant.read((tx) =>
    TABLES.map((table) => {
      const rows = tx.db.all(sql`SELECT * FROM ${sql.identifier(table)} ORDER BY rowid`)
      return [table, table === 'audit_events' ? rows.slice(0, upTo) : rows]
    }),
  )

export const documentIds = (tenant: Tenant): FileId[] =>
  tenant.read((tx) =>
    tx.db
      .all<{ id: FileId }>(
        sql`SELECT id FROM fax_files UNION SELECT document_id FROM faxes WHERE document_id IS NOT NULL UNION SELECT file_id FROM received_faxes WHERE file_id IS NOT NULL`,
      )
      .map(({ id }) => id),
  )

/** Where a file lies in a tar, so that a test can change it there. */
export function placeIn(
  bytes: Buffer,
  wanted: (name: string) => boolean,
): { readonly header: number; readonly at: number; readonly size: number } {
  for (let header = 0; bytes[header]; ) {
    const name = bytes.toString('utf8', header, header + 100).replace(/\0.*$/s, '')
    const size = Number.parseInt(bytes.toString('utf8', header + 124, header + 135), 8)
    if (wanted(name)) return { header, at: header + 512, size }
    header += 512 + Math.ceil(size / 512) * 512
  }
  throw new Error('No such file in the archive.')
}

export function change(path: string, wanted: (name: string) => boolean, edit: (content: Buffer) => Buffer): string {
  const bytes = readFileSync(path)
  const { at, size } = placeIn(bytes, wanted)
  edit(bytes.subarray(at, at + size)).copy(bytes, at)
  const changed = path.replace(/\.tar$/, `-${crypto.randomUUID()}.tar`)
  writeFileSync(changed, bytes)
  return changed
}

export const flip =
  (at: number) =>
  (content: Buffer): Buffer => {
    content[at] = (content[at] ?? 0) ^ 1
    return content
  }
