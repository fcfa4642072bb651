import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../../src/audit/index.ts'
import { accountKeys, askCarrier, cancelFax, currentAccount, receiveFax, removeAccount, setAccount } from '../../../src/fax/index.ts'
import type { Tenant } from '../../../src/tenancy/index.ts'
import { decryptedPages } from '../../support/decrypted.ts'
import { type Faxing, openFaxing } from '../../support/faxing.ts'
import { MAPLE_NUMBER } from '../../support/offices.ts'

const KEY = 'KEY0192_oak-and-elm_7f3c'
const FORM = { apiKey: KEY, publicKey: Buffer.alloc(32, 1).toString('base64'), connectionId: '77' }
const ANOTHER = { ...FORM, apiKey: 'KEY_of_another_account_9d1a', publicKey: Buffer.alloc(32, 2).toString('base64') }

const set = (faxing: Faxing, form = FORM, tenant: Tenant = faxing.maple) =>
  tenant.write((tx) => setAccount(tx, faxing.accountKeys, form)).id
const keysLeft = ({ maple }: Faxing) =>
  maple.read((tx) => tx.db.all<{ id: string }>(sql`SELECT id FROM carrier_accounts WHERE sealed_key IS NOT NULL`)).map(({ id }) => id)
const trail = ({ maple }: Faxing, action: string) => maple.read((tx) => listEvents(tx, { action })).length

test('the next fax goes through the office’s own account, and the other office’s through the platform’s', async () => {
  using faxing = openFaxing()
  const own = faxing.carrier.own(set(faxing))
  await faxing.submit()
  await faxing.work()
  expect([own.asked.length, faxing.carrier.asked.length]).toEqual([1, 0])
  expect(faxing.harbor.read(currentAccount)).toBeUndefined()
})

test('a fax under way ends with the account it began with: it is asked, watched and cancelled there', async () => {
  using faxing = openFaxing()
  const { carrier, maple } = faxing
  const before = await faxing.submit(['5552010101'])
  await faxing.work()
  const own = carrier.own(set(faxing))
  const after = await faxing.submit(['5552010102'])
  await faxing.work()
  const another = carrier.own(set(faxing, ANOTHER))
  const [first, second] = [[...carrier.taken.keys()], [...own.taken.keys()]]
  own.end(second[0] ?? '', 'delivered')
  faxing.later(6 * 60_000)
  await faxing.work()
  expect(faxing.show(after.id).fax.status).toBe('delivered')
  await askCarrier(carrier, maple, before.id)
  maple.write((tx) => cancelFax(tx, before.id))
  await faxing.work()
  expect([carrier.canceled, own.canceled, another.asked]).toEqual([first, [], []])
})

test('a call whose answer was lost is looked for where it was made, and never made elsewhere', async () => {
  using faxing = openFaxing()
  const own = faxing.carrier.own(set(faxing))
  own.next('accept_silently')
  const fax = await faxing.submit()
  await faxing.work()
  faxing.maple.write(removeAccount)
  faxing.later(10 * 60_000)
  await faxing.work()
  expect(faxing.show(fax.id).recipients).toMatchObject([{ status: 'sending', tries: 0 }])
  expect([own.asked.length, faxing.carrier.asked.length]).toEqual([1, 0])
})

test('the key of an account that was removed is destroyed with the end of the last fax that began with it', async () => {
  using faxing = openFaxing()
  const id = set(faxing)
  const own = faxing.carrier.own(id)
  await faxing.submit()
  await faxing.work()
  faxing.maple.write(removeAccount)
  await faxing.work()
  expect([keysLeft(faxing), faxing.maple.read(currentAccount)]).toEqual([[id], undefined])
  own.end([...own.taken.keys()][0] ?? '', 'delivered')
  for (let looks = 0; looks < 2; looks++) {
    faxing.later(6 * 60_000)
    await faxing.work()
  }
  expect([keysLeft(faxing), trail(faxing, 'carrier.account_removed'), trail(faxing, 'carrier.account_forgotten')]).toEqual([[], 1, 1])
})

test('a received document that is still to be fetched needs the key, too', async () => {
  using faxing = openFaxing()
  const id = set(faxing)
  const own = faxing.carrier.own(id)
  const fax = own.offer({ carrierId: 'came-1', from: '+15552010155', to: MAPLE_NUMBER, pages: 1 })
  faxing.maple.write((tx) => receiveFax(tx, fax, id))
  faxing.maple.write(removeAccount)
  await faxing.work()
  expect(keysLeft(faxing)).toEqual([id])
  own.documents.set('memory:came-1', { is: 'document', bytes: Buffer.from('%PDF-1.4 came') })
  faxing.later(6 * 60_000)
  await faxing.work()
  faxing.later(6 * 60_000)
  await faxing.work()
  expect(keysLeft(faxing)).toEqual([])
})

test('a new key of the same account takes the place of the old one, and what is under way goes on with it', async () => {
  using faxing = openFaxing()
  const first = set(faxing)
  await faxing.submit()
  await faxing.work()
  expect(set(faxing, { ...FORM, apiKey: 'KEY_made_anew_4e2b' })).toBe(first)
  expect(faxing.maple.read(currentAccount)).toMatchObject({ lastFour: '4e2b' })
  expect(keysLeft(faxing)).toEqual([first])
})

test('what came to the own account without a webhook is taken in, to this office’s numbers alone', async () => {
  using faxing = openFaxing()
  const own = faxing.carrier.own(set(faxing))
  own.offer({ carrierId: 'missed', from: '+15552010155', to: MAPLE_NUMBER })
  own.offer({ carrierId: 'of-others', from: '+15552010155', to: '+15550100200' })
  await faxing.work()
  const came = (tenant: Tenant) => tenant.read((tx) => tx.db.all<{ id: string }>(sql`SELECT carrier_id AS id FROM received_faxes`))
  expect([came(faxing.maple), came(faxing.harbor)]).toEqual([[{ id: 'missed' }], []])
})

test('the key lies sealed in the office’s file, opens for this office alone, and outlives an exchange of the office’s key', async () => {
  using faxing = openFaxing()
  set(faxing)
  const { maple, harbor, accountKeys: keys, dataDir, tenants } = faxing
  const row = maple.read(currentAccount)
  if (!row) throw new Error('There is no account.')
  expect(keys.open(maple.id, row)).toBe(KEY)
  expect(keys.open(harbor.id, row)).toBeUndefined()
  expect(keys.open(maple.id, { ...row, id: crypto.randomUUID() as typeof row.id })).toBeUndefined()
  expect(decryptedPages(join(dataDir, maple.id, 'tenant.db'), tenants.key(maple.id, 'database').toString('hex')).includes(KEY)).toBe(false)
  const exchanged = accountKeys({ key: () => Buffer.alloc(32, 9), earlierKeys: (id, purpose) => [tenants.key(id, purpose)] })
  const resealed = exchanged.reseal(maple.id, row)
  const later = accountKeys({ key: () => Buffer.alloc(32, 9), earlierKeys: () => [] })
  expect([later.open(maple.id, row), later.open(maple.id, { ...row, sealedKey: resealed ?? null })]).toEqual([undefined, KEY])
  expect(exchanged.reseal(maple.id, { ...row, sealedKey: resealed ?? null })).toBeUndefined()
})
