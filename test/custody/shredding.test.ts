import { expect, setDefaultTimeout, test } from 'bun:test'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { record, verifyChain } from '../../src/audit/index.ts'
import {
  type Certificate,
  certificateKey,
  closeOffice,
  finishShredding,
  reopenOffice,
  shredTenant,
  verifyCertificate,
} from '../../src/custody/shredding/index.ts'
import { openDb } from '../../src/db/index.ts'
import { routeOf } from '../../src/fax/index.ts'
import { diskFiles } from '../../src/files/index.ts'
import { createDirectory } from '../../src/identity/index.ts'
import { saveHints } from '../../src/jobs/index.ts'
import { unavailable } from '../../src/kit/errors.ts'
import { publicPem } from '../../src/kit/signed.ts'
import { adoptTenant, findTenantBySlug, getTenantRow, listLingering, listTenants, system, type TenantId } from '../../src/tenancy/index.ts'
import { decryptedPages } from '../support/decrypted.ts'
import { HARBOR_NUMBER, MAPLE_NUMBER, type Offices, openOffices } from '../support/offices.ts'

setDefaultTimeout(60_000)

const OPERATOR = system('test')
const DAY = 86_400_000
const HEAD = 9
const WRAPPED = 69
const AT_ONCE = { by: 'Olive Park', now: true }

const depsOf = (offices: Offices, reached?: (step: string) => void) => ({
  ...offices,
  clock: () => offices.now.value,
  ...(reached && { reached }),
})
const pages = (offices: Offices) => decryptedPages(join(offices.dataDir, 'control.db'), offices.keys.controlKeyHex)
const wrappedKey = (offices: Offices, id: TenantId) => offices.control.read((tx) => getTenantRow(tx, id)).wrappedKey
const ourPem = (offices: Offices) => publicPem(certificateKey(offices))
const folder = (offices: Offices, id: TenantId) => join(offices.dataDir, id)

async function keepDocument(offices: Offices): Promise<void> {
  const files = diskFiles({ dataDir: offices.dataDir, key: (id) => offices.tenants.key(id, 'files') })
  await files.put(offices.ids.maple, Buffer.from('An invented page.'))
  offices.maple.write((tx) => record(tx, 'test.kept', 'page'))
}

test('a destroyed office is gone from the control plane and the disk; the other is whole', async () => {
  using offices = openOffices()
  const { ids, control, dataDir } = offices
  await keepDocument(offices)
  writeFileSync(join(folder(offices, ids.maple), 'scratch.part'), 'left by an export')
  saveHints(
    control,
    new Map([
      [ids.maple, 1],
      [ids.harbor, 2],
    ]),
    new Map(),
  )
  const { certificate } = await shredTenant(depsOf(offices), ids.maple, AT_ONCE)
  expect(existsSync(folder(offices, ids.maple))).toBe(false)
  expect(control.read(listTenants).map(({ slug }) => slug)).toEqual(['harbor'])
  expect(control.read((tx) => [routeOf(tx, MAPLE_NUMBER), routeOf(tx, HARBOR_NUMBER)])).toEqual([undefined, ids.harbor])
  expect(control.read((tx) => tx.db.all(sql`SELECT tenant_id FROM due_hints`))).toEqual([{ tenant_id: ids.harbor }])
  expect(() => offices.maple.read(() => 1)).toThrow('Tenant not found.')
  expect(offices.harbor.read(verifyChain).valid).toBe(true)
  expect(certificate).toMatchObject({
    office: { id: ids.maple, slug: 'maple' },
    destroyedBy: 'Olive Park',
    removed: { documents: 1, files: 3 },
    key: { id: expect.stringMatching(/^[0-9a-f]{16}$/) },
  })
  expect(readdirSync(dataDir).filter((name) => statSync(join(dataDir, name)).isDirectory())).toEqual([ids.harbor])
})

/** Every key that this master ever wrapped, wherever it lies in what is left on the machine, tried as the key of that office. */
function keysThatOpen(offices: Offices, id: TenantId): number {
  const names = readdirSync(offices.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const left = Buffer.concat([pages(offices), ...names.map((entry) => readFileSync(join(entry.parentPath, entry.name)))])
  const head = Buffer.concat([Buffer.of(1), Buffer.from(offices.keys.masterId, 'hex')])
  let opened = 0
  for (let at = left.indexOf(head); at >= 0; at = left.indexOf(head, at + HEAD)) {
    try {
      offices.keys.open(id, left.subarray(at, at + WRAPPED))
      opened++
    } catch {}
  }
  return opened
}

test('a copy of the office taken before does not open with anything left on the machine', async () => {
  using offices = openOffices()
  const { ids, keys } = offices
  await keepDocument(offices)
  offices.tenants.close(ids.maple)
  const copy = mkdtempSync(join(tmpdir(), 'frontdesk-copy-'))
  cpSync(folder(offices, ids.maple), copy, { recursive: true })
  const path = join(copy, 'tenant.db')
  const keyHex = (id: TenantId) => keys.derive(id, wrappedKey(offices, id), 'database').toString('hex')
  openDb({ path, keyHex: keyHex(ids.maple), plane: 'tenant' }).$client.close()
  expect(keysThatOpen(offices, ids.maple)).toBeGreaterThan(0)
  await shredTenant(depsOf(offices), ids.maple, AT_ONCE)
  expect(keysThatOpen(offices, ids.maple)).toBe(0)
  expect(keysThatOpen(offices, ids.harbor)).toBeGreaterThan(0)
  for (const hex of [keys.controlKeyHex, keyHex(ids.harbor), Buffer.alloc(32, 7).toString('hex'), '0'.repeat(64)])
    expect(() => openDb({ path, keyHex: hex, plane: 'tenant' })).toThrow(expect.objectContaining({ code: 'SQLITE_NOTADB' }))
  cpSync(copy, folder(offices, ids.maple), { recursive: true })
  expect(() => offices.maple.read(() => 1)).toThrow('Tenant not found.')
})

/** Rows that come, grow, shrink and go, so that pages are split and joined. Answers the keys that went. */
function churn(offices: Offices): Buffer[] {
  const keys = new Map<string, Buffer>()
  const gone: Buffer[] = []
  for (let round = 0; round < 20; round++) {
    offices.control.write((tx) => {
      for (let n = 0; n < 10; n++) {
        const id = `${round * 10 + n}`.padStart(36, '0')
        const wrapped = offices.keys.newWrappedKey(id as TenantId)
        keys.set(id, wrapped)
        tx.db.run(
          sql`INSERT INTO tenants (id, slug, name, state, wrapped_key, created_at) VALUES (${id}, ${id}, 'Elm', 'suspended', ${wrapped}, 0)`,
        )
      }
      for (const [id, wrapped] of keys) {
        const chance = (Number(id) * 7919 + round * 104_729) % 100
        if (chance < 40) tx.db.run(sql`UPDATE tenants SET name = ${'x'.repeat((chance * 97) % 1500)} WHERE id = ${id}`)
        if (chance < 90) continue
        tx.db.run(sql`DELETE FROM tenants WHERE id = ${id}`)
        keys.delete(id)
        gone.push(wrapped)
      }
    })
  }
  return gone
}

test('no byte of the wrapped key stays in the control file or its log, however its pages were split', async () => {
  using offices = openOffices()
  const { ids } = offices
  const wrapped = wrappedKey(offices, ids.maple)
  const gone = [...churn(offices), wrapped]
  expect(gone.length).toBeGreaterThan(50)
  expect(pages(offices).includes(wrapped)).toBe(true)
  await shredTenant(depsOf(offices), ids.maple, AT_ONCE)
  const after = pages(offices)
  const parts = gone.flatMap((each) => [HEAD, HEAD + 20, HEAD + 40].map((at) => each.subarray(at, at + 20)))
  expect(parts.filter((part) => after.includes(part))).toEqual([])
  expect(after.includes(wrappedKey(offices, ids.harbor))).toBe(true)
})

test('an office is destroyed only after its grace, and can be opened again until then', async () => {
  using offices = openOffices()
  const { ids } = offices
  const shred = () => shredTenant(depsOf(offices), ids.maple, { by: 'Olive Park', now: false })
  const directory = createDirectory({ control: offices.control, clock: () => offices.now.value })
  await expect(shred()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('not closed') })
  const from = closeOffice(offices, ids.maple, 30, OPERATOR)
  expect(from.getTime() - offices.now.value.getTime()).toBe(30 * DAY)
  expect(() => directory.at('maple')).toThrow('suspended or closed')
  offices.later(30 * DAY - 1)
  await expect(shred()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('may be destroyed from') })
  reopenOffice(offices, ids.maple, OPERATOR)
  expect(directory.at('maple').slug).toBe('maple')
  expect(() => reopenOffice(offices, ids.maple, OPERATOR)).toThrow('not closing')
  closeOffice(offices, ids.maple, 1, OPERATOR)
  expect(() => closeOffice(offices, ids.maple, 1, OPERATOR)).toThrow('cannot be closed')
  expect(offices.maple.read(verifyChain).valid).toBe(true)
  offices.later(DAY)
  expect((await shred()).certificate.office.slug).toBe('maple')
})

test('an office that is on its way to another cell is not destroyed here', async () => {
  using offices = openOffices()
  const { ids, control } = offices
  const guard = { mayWrite: () => void (asked++ >= from && refuse()) }
  const refuse = () => {
    throw unavailable('It is served elsewhere.')
  }
  let [asked, from] = [0, 0]
  for (from of [0, 1]) {
    asked = 0
    await expect(shredTenant({ ...depsOf(offices), guard }, ids.maple, AT_ONCE)).rejects.toThrow('served elsewhere')
    expect(control.read((tx) => getTenantRow(tx, ids.maple)).state).toBe('active')
    expect(offices.maple.read(verifyChain).valid).toBe(true)
  }
})

test('what a bucket has of an office that was brought in again after its destruction is left there', async () => {
  using offices = openOffices()
  const { ids, control } = offices
  const lingering = () => control.read((tx) => listLingering(tx, 'bucket')).map(({ id }) => id)
  await shredTenant({ ...depsOf(offices), place: 'bucket' }, ids.maple, AT_ONCE)
  expect(lingering()).toEqual([ids.maple])
  await adoptTenant(offices, { id: ids.maple, slug: 'maple', name: 'Maple Street' }, async () => {})
  expect(lingering()).toEqual([])
})

test.each([-1, 1.5, Number.NaN, 4_000])('a grace of %p days is refused', (days) => {
  using offices = openOffices()
  expect(() => closeOffice(offices, offices.ids.maple, days, OPERATOR)).toThrow(expect.objectContaining({ code: 'invalid' }))
})

test('a crash at any step leaves the office whole or its destruction to be finished, once', async () => {
  const steps: string[] = []
  using first = openOffices()
  await shredTenant(
    depsOf(first, (step) => void steps.push(step)),
    first.ids.maple,
    AT_ONCE,
  )
  expect(steps).toEqual(['counted', 'key destroyed', 'control database scrubbed', 'files removed', 'certified'])
  for (const last of steps) {
    using offices = openOffices()
    const { ids, control } = offices
    const wrapped = wrappedKey(offices, ids.maple)
    const crash = (step: string) => {
      if (step === last) throw new Error('crash')
    }
    await expect(shredTenant(depsOf(offices, crash), ids.maple, AT_ONCE)).rejects.toThrow('crash')
    if (last === 'counted') {
      expect(offices.maple.read(verifyChain).valid).toBe(true)
      continue
    }
    expect(() => offices.maple.read(() => 1)).toThrow('Tenant not found.')
    const finished = await finishShredding(depsOf(offices))
    const again = await finishShredding(depsOf(offices))
    expect([last, finished.length, again.length]).toEqual([last, last === 'certified' ? 0 : 1, 0])
    expect([last, existsSync(folder(offices, ids.maple)), pages(offices).includes(wrapped.subarray(HEAD))]).toEqual([last, false, false])
    expect(control.read((tx) => findTenantBySlug(tx, 'maple'))).toBeUndefined()
    expect(control.read((tx) => tx.db.all(sql`SELECT id FROM destroyed_tenants WHERE certificate IS NOT NULL`))).toEqual([
      { id: ids.maple },
    ])
  }
})

test('an office whose key no longer opens is destroyed as well', async () => {
  using offices = openOffices()
  const { ids, control } = offices
  control.write((tx) => void tx.db.run(sql`UPDATE tenants SET wrapped_key = ${Buffer.alloc(WRAPPED)} WHERE id = ${ids.maple}`))
  expect((await shredTenant(depsOf(offices), ids.maple, AT_ONCE)).certificate.key.id).toBe('one that did not open')
})

async function certified(offices: Offices): Promise<Certificate> {
  return await shredTenant(depsOf(offices), offices.ids.maple, AT_ONCE)
}

test('a certificate is believed only as it was signed, by this installation', async () => {
  using offices = openOffices()
  using others = openOffices()
  const made = await certified(offices)
  const verdict = (given: unknown) => verifyCertificate(JSON.stringify(given, null, 2), ourPem(offices))
  expect(verdict(made)).toBe('ours')
  expect(verdict(await certified(others))).toBe('another installation')
  const { certificate } = made
  const changed = [
    { ...certificate, destroyedBy: 'Nobody' },
    { ...certificate, removed: { ...certificate.removed, documents: 7 } },
    { ...certificate, publicKey: ourPem(others) },
    { ...certificate, publicKey: 'no key' },
    { ...certificate, more: 'words' },
  ]
  for (const each of changed) expect(verdict({ ...made, certificate: each })).toBe('changed')
  expect(verdict({ ...made, signature: 'AAAA' })).toBe('changed')
  for (const text of ['', '{}', '[]', JSON.stringify({ certificate })]) expect(verifyCertificate(text, '')).toBe('not a certificate')
})

test.skipIf(!Bun.which('jq') || !Bun.which('openssl'))(
  'the certificate’s own words are enough to verify it without Frontdesk',
  async () => {
    using offices = openOffices()
    const made = await certified(offices)
    const directory = mkdtempSync(join(tmpdir(), 'frontdesk-certificate-'))
    const recipe = /With jq and OpenSSL 3: (.*?)\. Compare/.exec(made.certificate.verifying)?.[1] ?? ''
    const follow = (given: unknown) => {
      writeFileSync(join(directory, 'FILE'), JSON.stringify(given, null, 2))
      return Bun.spawnSync(['/bin/sh', '-ec', recipe], { cwd: directory })
    }
    expect(follow(made).stdout.toString()).toContain('Signature Verified Successfully')
    expect(follow({ ...made, certificate: { ...made.certificate, destroyedBy: 'Nobody' } }).exitCode).not.toBe(0)
  },
)
