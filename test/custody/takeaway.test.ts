import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { listEvents, verifyChain } from '../../src/audit/index.ts'
import { listContacts } from '../../src/contacts/index.ts'
import { sha256 } from '../../src/files/index.ts'
import { listTenants, removeHalfMade } from '../../src/tenancy/index.ts'
import { type Faxing, PDF } from '../support/faxing.ts'
import {
  ACTOR,
  arrive,
  away,
  change,
  documentIds,
  type Elsewhere,
  flip,
  openElsewhere,
  openFull,
  PASSPHRASE,
  placeIn,
  rowsOf,
  TIFF,
} from './takeaway-support.ts'

setDefaultTimeout(30_000)

let here: Faxing
let encrypted: Awaited<ReturnType<typeof away>>
let open: Awaited<ReturnType<typeof away>>
beforeAll(async () => {
  here = await openFull()
  encrypted = await away(here, 'encrypted')
  open = await away(here, 'open')
})
afterAll(() => here[Symbol.dispose]())

const nothingLeft = (elsewhere: Elsewhere) => {
  expect(elsewhere.slugs()).toEqual([])
  expect(readdirSync(elsewhere.dataDir, { withFileTypes: true }).filter((entry) => entry.isDirectory())).toEqual([])
}

test.each(['encrypted', 'open'] as const)(
  'an office taken away %s comes up elsewhere: the same ids, rows, trail and documents',
  async (form) => {
    const { manifest, out } = form === 'encrypted' ? encrypted : open
    using elsewhere = openElsewhere()
    const { tenant, documents } = await arrive(elsewhere, out)
    expect(tenant).toMatchObject({ id: here.ids.maple, slug: 'maple', state: 'active' })
    const there = elsewhere.tenants.as(tenant.id, ACTOR)
    expect(rowsOf(there, manifest.audit.entries)).toEqual(rowsOf(here.maple, manifest.audit.entries))
    const chain = there.read(verifyChain)
    expect(chain).toMatchObject({ valid: true, entries: manifest.audit.entries + 1 })
    const [, last] = there.read((tx) => listEvents(tx, { limit: 2 }))
    expect(last?.hash).toBe(manifest.audit.head)
    const ids = documentIds(here.maple)
    expect([documents, ids.length]).toEqual([ids.length, 6])
    for (const id of ids) expect(await elsewhere.files.read(tenant.id, id)).toEqual(await here.files.read(here.maple.id, id))
  },
)

test('two offices go to the same place and stay apart there', async () => {
  using elsewhere = openElsewhere()
  const harbor = await away(here, 'encrypted', { slug: 'harbor' })
  await arrive(elsewhere, encrypted.out)
  await arrive(elsewhere, harbor.out)
  expect(elsewhere.slugs().sort()).toEqual(['harbor active', 'maple active'])
  const names = (id: typeof here.ids.maple) =>
    elsewhere.tenants
      .as(id, ACTOR)
      .read((tx) => listContacts(tx, { limit: 9 }))
      .map(({ name }) => name)
  expect([names(here.ids.maple), names(here.ids.harbor)]).toEqual([['Thaddeus Ravensworth'], ['Ottoline Quillfeather']])
})

test('what was taken is in the trail, by whom and how much, and so is the arrival', async () => {
  using elsewhere = openElsewhere()
  const { tenant } = await arrive(elsewhere, encrypted.out)
  const made = here.maple.read((tx) => listEvents(tx, { action: 'takeaway' }))
  const rows = Object.values(encrypted.manifest.tables).reduce((sum, n) => sum + n, 0)
  expect(JSON.parse(made.at(-1)?.detail ?? '')).toEqual({ form: 'encrypted', documents: 6, rows })
  const [event] = elsewhere.tenants.as(tenant.id, ACTOR).read((tx) => listEvents(tx, { limit: 1 }))
  expect(event).toMatchObject({ action: 'takeaway.imported', actorId: 'test' })
})

test('nobody’s session, link, refresh token or kept answer leaves; what is left out is said', async () => {
  using faxing = await openFull()
  faxing.maple.write((tx) => {
    tx.db.run(sql`INSERT INTO users VALUES ('u1', 'ana@maple.test', 'Ana', 'owner_admin', 'active', 'hash', 0, NULL, 0, NULL, NULL, NULL)`)
    tx.db.run(sql`INSERT INTO sessions VALUES ('a-secret-session', 'u1', 0, 0, 'browser', NULL, 'a-secret-address', NULL)`)
    tx.db.run(sql`INSERT INTO refresh_tokens VALUES ('a-secret-token', 'f', 'u1', 0, NULL, NULL, 0, 'program', 'a-secret-address')`)
    tx.db.run(sql`INSERT INTO welcome_links VALUES ('a-secret-link', 'u1', 0, NULL)`)
    tx.db.run(sql`INSERT INTO account_links VALUES ('a-secret-reset', 'u1', 'reset', NULL, 0)`)
    tx.db.run(sql`INSERT INTO letters VALUES ('l', 'reset', 'u1', 'a-secret-address', 0, NULL)`)
    tx.db.run(sql`INSERT INTO half_open VALUES ('a-secret-step', 'u1', 'browser', 0)`)
    tx.db.run(sql`INSERT INTO factor_setups VALUES ('h', 'u1', 'a-secret-setup', 0)`)
    const settings = sql`'{}', 1, 0, NULL, '[]', 0, 0, 0, 0`
    tx.db.run(sql`INSERT INTO sso_connections VALUES ('c', 'oidc', 'Provider', ${settings})`)
    tx.db.run(sql`INSERT INTO sso_secrets VALUES ('c', 'client', 'a-secret-provider')`)
    tx.db.run(
      sql`INSERT INTO carrier_accounts VALUES ('a', '1', 'p', CAST('a-secret-account' AS BLOB), 'abcd', 'ana', 0, NULL, NULL, NULL)`,
    )
    tx.db.run(
      sql`INSERT INTO fax_mailings VALUES ('m', NULL, NULL, 'a-secret-recipient', 'document', CAST('a-secret-pdf' AS BLOB), 'ana', 0)`,
    )
    tx.db.run(sql`INSERT INTO sso_requests VALUES ('h', 'c', 'h', 'a-secret-nonce', 'a-secret-verifier', '/', 0, 0, NULL)`)
    tx.db.run(sql`INSERT INTO saml_keys VALUES ('k', 'a-secret-own-key', 'certificate', 0)`)
    tx.db.run(sql`INSERT INTO saml_answers VALUES ('h', 'c', 'r', '"a-secret-claim"', 0)`)
    tx.db.run(sql`INSERT INTO saml_trials VALUES ('t', 'c', 'h', '"a-secret-trial"', 0)`)
    tx.db.run(sql`INSERT INTO sso_sessions VALUES ('a-secret-session', 'c')`)
    tx.db.run(sql`INSERT INTO factors VALUES ('u1', 'a-secret-factor', 0, 0)`)
    tx.db.run(sql`INSERT INTO passkeys VALUES ('p', 'u1', 'a-secret-id', 'a-secret-key', 0, '[]', 0, 0, 'a-secret-name', 0, NULL)`)
    tx.db.run(sql`INSERT INTO passkey_challenges VALUES ('a-secret-challenge', 'h', 'proof', 'u1', 0)`)
    tx.db.run(sql`INSERT INTO known_browsers VALUES ('u1', 'a-secret-browser', 'browser', 'a-secret-address', 0, 0, 0)`)
    tx.db.run(sql`INSERT INTO devices VALUES ('d', 'a-secret-device', 'browser', 'a-secret-address', 'u1', 0, NULL, NULL)`)
    tx.db.run(sql`INSERT INTO device_rule VALUES (1, 0)`)
    tx.db.run(sql`INSERT INTO support_grants VALUES ('g', 'why', 'u1', 0, 0, NULL)`)
    tx.db.run(sql`INSERT INTO support_doors VALUES ('a-secret-ticket', 'ticket', 'g', 'o', 'Olu', NULL, 0)`)
    tx.db.run(sql`INSERT INTO recovery_codes VALUES ('a-secret-code', 'u1', NULL)`)
    tx.db.run(sql`INSERT INTO idempotency_keys VALUES ('a-secret-answer', 'f', 200, '', '', 0)`)
  })
  const { manifest, out } = await away(faxing, 'open')
  const passing = [
    'sessions',
    'refresh_tokens',
    'welcome_links',
    'half_open',
    'factor_setups',
    'passkey_challenges',
    'sso_requests',
    'sso_sessions',
    'saml_answers',
    'saml_assertions',
    'saml_trials',
    'account_links',
    'support_doors',
    'letters',
    'idempotency_keys',
  ]
  const factors = [
    'factors',
    'passkeys',
    'recovery_codes',
    'known_browsers',
    'devices',
    'device_rule',
    'sso_secrets',
    'saml_keys',
    'carrier_accounts',
    'fax_mailings',
  ]
  expect(manifest.leftOut).toEqual([
    ...passing,
    'takeaways',
    'takeaway_parts',
    'takeaway_entries',
    ...factors,
    'stored_files',
    'orphaned_files',
    'doomed_files',
  ])
  expect([...passing, ...factors].map((table) => manifest.tables[table])).toEqual(Array(25).fill(0))
  const bytes = readFileSync(out)
  for (const secret of [
    'session',
    'token',
    'link',
    'answer',
    'step',
    'recipient',
    'pdf',
    'setup',
    'factor',
    'code',
    'reset',
    'address',
    'provider',
    'nonce',
    'verifier',
    'own-key',
    'claim',
    'trial',
  ])
    expect(bytes.includes(`a-secret-${secret}`)).toBe(false)
  expect([bytes.includes('ana@maple.test'), manifest.tables['users']]).toEqual([true, 1])
})

test('nothing of the office lies open in the encrypted archive', () => {
  const bytes = readFileSync(encrypted.out)
  const planted = ['Ravensworth', '5550137654', '5552010101', 'labs.pdf', 'Larkspur', PDF.toString(), PASSPHRASE]
  expect(planted.filter((each) => bytes.includes(each))).toEqual([])
  const plain = readFileSync(open.out)
  expect(planted.slice(0, -1).filter((each) => !plain.includes(each))).toEqual([])
})

test('neither form leaves anything beside the archive', () => {
  expect(readdirSync(join(here.dataDir, here.ids.maple, 'scratch'))).toEqual([])
  expect(readdirSync(here.dataDir).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('the open form has every table as CSV and JSON, and every document by its kind', () => {
  const bytes = readFileSync(open.out)
  const text = (name: string) => {
    const { at, size } = placeIn(bytes, (each) => each === name)
    return bytes.toString('utf8', at, at + size)
  }
  const [contact] = JSON.parse(text('tables/contacts.json'))
  expect(contact).toMatchObject({ name: 'Thaddeus Ravensworth', organization: '=1+1', fax: '+15550137654' })
  expect(text('tables/contacts.csv')).toContain(`Thaddeus Ravensworth,'=1+1,'+15550137654,"a “note”, with; marks"`)
  const names = open.manifest.files.map(({ name }) => name)
  for (const table of Object.keys(open.manifest.tables)) {
    expect(names).toContain(`tables/${table}.csv`)
    expect(JSON.parse(text(`tables/${table}.json`))).toHaveLength(open.manifest.tables[table] ?? -1)
  }
  expect(names.filter((name) => name.endsWith('.tif'))).toHaveLength(1)
  expect(open.manifest.files.filter(({ name }) => name.startsWith('documents/')).map((each) => each.sha256)).toContain(sha256(TIFF))
  expect(text('README.txt')).toContain('NOTHING IN THIS ARCHIVE IS ENCRYPTED')
})

test.each([
  ['the database of the encrypted form', 'encrypted', (name: string) => name === 'database/office.db'],
  ['its documents', 'encrypted', (name: string) => name === 'database/documents.db'],
  ['the plain database', 'open', (name: string) => name === 'database/office.db'],
  ['a document', 'open', (name: string) => name.endsWith('.tif')],
  ['a table', 'open', (name: string) => name === 'tables/faxes.csv'],
] as const)('an archive with one byte changed in %s is refused, and nothing is left of it', async (_, form, wanted) => {
  using elsewhere = openElsewhere()
  const { out } = form === 'encrypted' ? encrypted : open
  await expect(arrive(elsewhere, change(out, wanted, flip(20)))).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('is not what was packed'),
  })
  nothingLeft(elsewhere)
})

/** The change and the digest that goes with it, as somebody would who knows the format. */
function forge(path: string, wanted: (name: string) => boolean, edit: (content: Buffer) => Buffer): string {
  const before = readFileSync(path)
  const { at, size } = placeIn(before, wanted)
  const old = sha256(before.subarray(at, at + size))
  const changed = change(path, wanted, edit)
  const after = readFileSync(changed)
  const digest = sha256(after.subarray(at, at + size))
  return change(
    changed,
    (name) => name === 'manifest.json',
    (json) => Buffer.from(json.toString().replace(old, digest)),
  )
}

test.each(['database/office.db', 'database/documents.db'])(
  'a forger who also mends the manifest does not pass the seal of %s',
  async (file) => {
    using elsewhere = openElsewhere()
    const forged = forge(encrypted.out, (name) => name === file, flip(5000))
    await expect(arrive(elsewhere, forged)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('damaged') })
    nothingLeft(elsewhere)
  },
)

test('a forged document is not the one its row names', async () => {
  using elsewhere = openElsewhere()
  const forged = forge(open.out, (name) => name.endsWith('.tif'), flip(20))
  await expect(arrive(elsewhere, forged)).rejects.toMatchObject({ message: expect.stringContaining('not the one its row names') })
  nothingLeft(elsewhere)
})

test('a trail rewritten in the open form is found out by its chain', async () => {
  using elsewhere = openElsewhere()
  const rewrite = (content: Buffer) => {
    const at = content.indexOf('contact.added')
    expect(at).toBeGreaterThan(0)
    content.write('contact.ADDED', at)
    return content
  }
  const forged = forge(open.out, (name) => name === 'database/office.db', rewrite)
  await expect(arrive(elsewhere, forged)).rejects.toMatchObject({ message: expect.stringMatching(/audit trail is broken|damaged/) })
  nothingLeft(elsewhere)
})

test.each([
  ['a row more', /("contacts": )1/, '$12'],
  ['another head', /("head": "\w{63})\w/, '$1g'],
  ['an entry more', /("entries": )(\d)/, '$19'],
  ['another owner', /"id": "\w/, '"id": "e'],
])('a manifest that claims %s is refused', async (_, from, to) => {
  using elsewhere = openElsewhere()
  const claimed = change(
    encrypted.out,
    (name) => name === 'manifest.json',
    (json) => Buffer.from(json.toString().replace(from, to)),
  )
  await expect(arrive(elsewhere, claimed)).rejects.toMatchObject({ code: 'invalid' })
  nothingLeft(elsewhere)
})

test('a trigger that somebody added to the open database does not come in', async () => {
  using elsewhere = openElsewhere()
  using faxing = await openFull()
  faxing.maple.write((tx) => void tx.db.run(sql`CREATE TRIGGER quiet AFTER INSERT ON contacts BEGIN DELETE FROM contacts; END`))
  const { out } = await away(faxing, 'open')
  await expect(arrive(elsewhere, out)).rejects.toMatchObject({ message: expect.stringContaining('not built like one of this release') })
  nothingLeft(elsewhere)
})

test('an archive cut short, or no archive, is refused in words', async () => {
  using elsewhere = openElsewhere()
  const bytes = readFileSync(encrypted.out)
  for (const [content, words] of [
    [bytes.subarray(0, 100_000), /cut short|no manifest/],
    [Buffer.from('hello'), /cut short/],
    [Buffer.alloc(2048, 'x'), /not a tar/],
  ] as const) {
    const path = join(elsewhere.dataDir, 'broken.tar')
    await Bun.write(path, content)
    await expect(arrive(elsewhere, path)).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(words) })
  }
  await expect(arrive(elsewhere, '/nowhere.tar')).rejects.toMatchObject({ code: 'not_found' })
  nothingLeft(elsewhere)
})

test('another passphrase does not open it, and a weak one is never used', async () => {
  using elsewhere = openElsewhere()
  await expect(arrive(elsewhere, encrypted.out, { passphrase: `${PASSPHRASE}!` })).rejects.toMatchObject({
    fields: { passphrase: expect.stringContaining('does not open') },
  })
  nothingLeft(elsewhere)
  const out = join(here.dataDir, 'weak.tar')
  for (const passphrase of ['', 'short', "x'12'", `x'${'0'.repeat(63)}g'`])
    await expect(away(here, 'encrypted', { passphrase, out })).rejects.toMatchObject({ fields: { passphrase: expect.any(String) } })
  expect(existsSync(out)).toBe(false)
})

test('a raw key serves as well as a passphrase', async () => {
  using elsewhere = openElsewhere()
  const passphrase = `x'${'5a'.repeat(32)}'`
  const { out } = await away(here, 'encrypted', { passphrase, out: join(here.dataDir, 'raw.tar') })
  expect((await arrive(elsewhere, out, { passphrase })).tenant.state).toBe('active')
})

test('an office that is here already stays as it is, under whatever web name it would come', async () => {
  const before = rowsOf(here.maple, 1_000)
  const target = { ...here, clock: () => here.now.value, hold: () => 0 } as unknown as Elsewhere
  for (const more of [{}, { slug: 'another' }])
    await expect(arrive(target, encrypted.out, more)).rejects.toMatchObject({ code: 'conflict' })
  expect(rowsOf(here.maple, 1_000)).toEqual(before)
  expect(here.control.read(listTenants)).toHaveLength(2)
})

test('a web name that is taken is refused; under a new one the office comes in', async () => {
  using elsewhere = openElsewhere()
  const harbor = await away(here, 'encrypted', { slug: 'harbor', out: join(here.dataDir, 'second.tar') })
  await arrive(elsewhere, harbor.out, { slug: 'maple' })
  await expect(arrive(elsewhere, encrypted.out)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('taken') })
  expect(elsewhere.slugs()).toEqual(['maple active'])
  expect((await arrive(elsewhere, encrypted.out, { slug: 'maple-street' })).tenant).toMatchObject({
    id: here.ids.maple,
    slug: 'maple-street',
  })
})

test('an import that fails at its last step leaves nothing, and can be made again', async () => {
  using elsewhere = openElsewhere()
  const hold = () => {
    throw new Error('the power failed')
  }
  await expect(arrive({ ...elsewhere, hold }, encrypted.out)).rejects.toThrow('the power failed')
  nothingLeft(elsewhere)
  expect((await arrive(elsewhere, encrypted.out)).tenant.state).toBe('active')
})

test('so does one that fails between two documents', async () => {
  using elsewhere = openElsewhere()
  let puts = 0
  const files = {
    ...elsewhere.files,
    put: (...args: Parameters<typeof elsewhere.files.put>) => {
      if (++puts === 3) throw new Error('the disk is full')
      return elsewhere.files.put(...args)
    },
  }
  await expect(arrive({ ...elsewhere, files }, encrypted.out)).rejects.toThrow('the disk is full')
  nothingLeft(elsewhere)
})

test('an import that a starting server cleared away says so instead of half standing', async () => {
  using elsewhere = openElsewhere()
  const hold = () => removeHalfMade(elsewhere)
  await expect(arrive({ ...elsewhere, hold }, encrypted.out)).rejects.toMatchObject({ code: 'conflict' })
  nothingLeft(elsewhere)
})

test('a take-away that fails leaves no file, and the trail does not say it was made', async () => {
  using faxing = await openFull()
  const [id] = documentIds(faxing.maple)
  if (!id) throw new Error('No document.')
  await faxing.files.remove(faxing.maple.id, id)
  for (const form of ['encrypted', 'open'] as const) await expect(away(faxing, form)).rejects.toMatchObject({ code: 'unavailable' })
  expect(readdirSync(faxing.dataDir).filter((name) => name.includes('.tar'))).toEqual([])
  expect(faxing.maple.read((tx) => listEvents(tx, { action: 'takeaway' }))).toEqual([])
})

test('a file that is there is not written over', async () => {
  await expect(away(here, 'open')).rejects.toMatchObject({ code: 'conflict' })
})
