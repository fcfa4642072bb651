import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../../src/audit/index.ts'
import { accountKeys, listReceived, receiveFax } from '../../../src/fax/index.ts'
import { mailingApi } from '../../../src/fax/received/mailing/api.routes.ts'
import { MOST_BYTES } from '../../../src/fax/received/mailing/mailing.ts'
import { addMailing, listMailings, type NewMailing, removeMailing, resealMailings } from '../../../src/fax/received/mailing/mailings.ts'
import { mailingRoutes } from '../../../src/fax/received/mailing/routes.tsx'
import { setRouting } from '../../../src/fax/received/number-routing.ts'
import type { ReceivedId } from '../../../src/fax/received/received.ts'
import { sortFaxes } from '../../../src/fax/received/sorting.ts'
import { trashFaxes } from '../../../src/fax/trash/trash.ts'
import type { Mail } from '../../../src/mail/index.ts'
import type { Tenant } from '../../../src/tenancy/index.ts'
import { COLLEAGUES, type Faxing, openFaxing, PDF, plainDocuments } from '../../support/faxing.ts'
import { openPages } from '../../support/pages.ts'

const PASSWORD = 'correct horse battery'
const LINK: NewMailing = { number: null, personId: null, address: 'records@maple.test', form: 'link', password: '', accepted: false }
const DOCUMENT: NewMailing = { ...LINK, form: 'document', password: PASSWORD, accepted: true }
const colleagues = () => COLLEAGUES
const add = (faxing: Faxing, wish: NewMailing, tenant: Tenant = faxing.maple) =>
  tenant.write((tx) => addMailing(tx, faxing.accountKeys, wish, colleagues))

/** A fax comes in at Maple Street. Answers the mails that went for it. */
async function comesIn(faxing: Faxing): Promise<readonly Mail[]> {
  const before = faxing.mailbox.mails.length
  const offered = faxing.carrier.offer({ carrierId: crypto.randomUUID(), from: '+15550139876', to: '+15550100100', pages: 2 })
  faxing.carrier.documents.set(offered.mediaUrl ?? '', { is: 'document', bytes: PDF })
  faxing.maple.write((tx) => receiveFax(tx, offered))
  await faxing.work()
  return faxing.mailbox.mails.slice(before)
}
const trail = ({ maple }: Faxing, action: string) =>
  maple.read((tx) => listEvents(tx, { action })).map(({ detail }) => JSON.parse(detail) as Record<string, unknown>)
const newest = ({ maple }: Faxing) => maple.read((tx) => listReceived(tx, {}, { limit: 1 }))[0]

test('nobody is mailed a fax unless an owner said so', async () => {
  using faxing = openFaxing()
  expect(await comesIn(faxing)).toEqual([])
})

test('a link goes out with when, where and how long, and nothing of whom it is from', async () => {
  using faxing = openFaxing()
  add(faxing, LINK)
  const [mail, ...more] = await comesIn(faxing)
  expect(more).toEqual([])
  expect(mail).toMatchObject({ to: 'records@maple.test', subject: 'A fax has come in at Maple Street Family Practice' })
  expect(mail?.text).toContain(`http://maple.us.test/received/${newest(faxing)?.id}`)
  expect(mail?.text).toContain('A fax of 2 pages has come in at (555) 010-0100')
  expect(mail?.locked).toBeUndefined()
  for (const secret of ['555013', '(555) 013-9876', PASSWORD]) expect(JSON.stringify(mail)).not.toContain(secret)
  expect([trail(faxing, 'received.mailed').length, trail(faxing, 'received.mail_sent')]).toEqual([
    0,
    [{ mailing: expect.any(String), form: 'link' }],
  ])
})

test('the document goes out locked with the office’s password, which is in no mail and sealed in the file; the trail says so before', async () => {
  using faxing = openFaxing()
  add(faxing, DOCUMENT)
  const [mail] = await comesIn(faxing)
  expect(Buffer.from(mail?.locked?.bytes ?? []).toString()).toBe(`locked with ${PASSWORD}: ${PDF}`)
  const { locked, ...words } = mail as Mail
  expect(JSON.stringify(words)).not.toContain(PASSWORD)
  expect(trail(faxing, 'received.mailed')).toEqual([{ mailing: expect.any(String), form: 'document' }])
  const kept = faxing.maple.read((tx) => tx.db.get<{ sealed: Buffer }>(sql`SELECT sealed_password AS sealed FROM fax_mailings`))
  expect(kept?.sealed.toString('latin1')).not.toContain(PASSWORD)
  const [theirs] = faxing.maple.read(listMailings)
  expect(faxing.accountKeys.open(faxing.harbor.id, { id: theirs?.id ?? '', sealedKey: kept?.sealed ?? null })).toBeUndefined()
})

test('a document that is too large goes as a link, and says so', async () => {
  using faxing = openFaxing(undefined, { ...plainDocuments, lock: async () => new Uint8Array(MOST_BYTES + 1) })
  add(faxing, DOCUMENT)
  const [mail] = await comesIn(faxing)
  expect([mail?.locked, mail?.text]).toEqual([undefined, expect.stringContaining('too large to be attached')])
})

test('one for a number gets what comes in there; one for a person what is theirs, then or later', async () => {
  using faxing = openFaxing()
  const { maple } = faxing
  add(faxing, { ...LINK, number: '+15550100100', address: 'front@maple.test' })
  add(faxing, { ...LINK, personId: 'rita' })
  expect((await comesIn(faxing)).map(({ to }) => to)).toEqual(['front@maple.test'])
  maple.write((tx) => sortFaxes(tx, [newest(faxing)?.id as never], { assignedTo: 'rita' }, colleagues))
  await faxing.work()
  expect(faxing.mailbox.mails.at(-1)?.to).toBe('rita@maple.test')
  maple.write((tx) => setRouting(tx, { number: '+15550100100', assignedTo: 'rita', tags: [] }, colleagues))
  expect((await comesIn(faxing)).map(({ to }) => to).sort()).toEqual(['front@maple.test', 'rita@maple.test'])
})

test('a mail server that is away gets it later; the disclosure is told once', async () => {
  using faxing = openFaxing()
  add(faxing, DOCUMENT)
  faxing.mailbox.answers.push({ is: 'later', because: 'Away.' })
  expect(await comesIn(faxing)).toEqual([])
  faxing.later(60_000)
  await faxing.work()
  expect(faxing.mailbox.mails).toHaveLength(1)
  expect([trail(faxing, 'received.mailed').length, trail(faxing, 'received.mail_sent').length]).toEqual([1, 1])
})

test('removed before it went, nothing goes', async () => {
  using faxing = openFaxing()
  const { id } = add(faxing, LINK)
  faxing.mailbox.answers.push({ is: 'later', because: 'Away.' })
  await comesIn(faxing)
  faxing.maple.write((tx) => removeMailing(tx, id))
  faxing.later(60_000)
  await faxing.work()
  expect(faxing.mailbox.mails).toEqual([])
})

test.each([
  ['put in the trash', ({ maple }: Faxing, id: ReceivedId) => maple.write((tx) => trashFaxes(tx, [id]))],
  [
    'given to somebody else',
    ({ maple }: Faxing, id: ReceivedId) => maple.write((tx) => sortFaxes(tx, [id], { assignedTo: 'ana' }, colleagues)),
  ],
] as const)('%s before it went, it goes to nobody whose it no longer is', async (_, move) => {
  using faxing = openFaxing()
  faxing.maple.write((tx) => setRouting(tx, { number: '+15550100100', assignedTo: 'rita', tags: [] }, colleagues))
  add(faxing, { ...DOCUMENT, personId: 'rita' })
  faxing.mailbox.answers.push({ is: 'later', because: 'Away.' })
  await comesIn(faxing)
  move(faxing, newest(faxing)?.id as ReceivedId)
  faxing.later(60_000)
  await faxing.work()
  expect(faxing.mailbox.mails).toEqual([])
})

test('the password stays readable when the office’s key is exchanged', () => {
  using faxing = openFaxing()
  const { maple, tenants } = faxing
  const { id } = add(faxing, DOCUMENT)
  const exchanged = accountKeys({ key: () => Buffer.alloc(32, 9), earlierKeys: (of, purpose) => [tenants.key(of, purpose)] })
  maple.write((tx) => resealMailings(tx, exchanged))
  const later = accountKeys({ key: () => Buffer.alloc(32, 9), earlierKeys: () => [] })
  const [mailing] = maple.read(listMailings)
  expect(later.open(maple.id, { id, sealedKey: mailing?.sealedPassword ?? null })).toBe(PASSWORD)
})

test('a document needs a word of agreement and a long password; what is wrong changes nothing', async () => {
  using faxing = openFaxing()
  const wrong: [Partial<NewMailing>, string][] = [
    [{ accepted: false }, 'accepted'],
    [{ password: 'short' }, 'password'],
    [{ password: 'пароль-пароль-пароль' }, 'password'],
    [{ address: 'nobody' }, 'address'],
    [{ personId: 'sam' }, 'personId'],
    [{ number: '+15550109999' }, 'number'],
  ]
  for (const [change, field] of wrong) {
    const fields = (() => {
      try {
        add(faxing, { ...DOCUMENT, ...change })
        return {}
      } catch (error) {
        return (error as { fields: object }).fields
      }
    })()
    expect(Object.keys(fields)).toEqual([field])
  }
  expect(faxing.maple.read(listMailings)).toEqual([])
})

test('an owner adds and removes one on the page, and a program does; the other office sees none and removes none', async () => {
  using faxing = openFaxing()
  const pages = openPages(faxing, (around) => {
    const deps = { ...around, keys: faxing.accountKeys, colleagues, byMail: true }
    return [mailingRoutes(deps), mailingApi(deps)]
  })
  const form = { number: '', personId: '', address: 'records@maple.test', form: 'document', password: PASSWORD, accepted: 'on' }
  expect((await pages.visit('ana', '/settings/mailings', form)).status).toBe(303)
  const html = await pages.html('ana', '/settings/mailings')
  expect([html.includes('records@maple.test'), html.includes(PASSWORD)]).toEqual([true, false])
  expect((await pages.visit('ana', '/settings/mailings', { ...form, password: 'no' })).status).toBe(422)
  const made = await pages.call('ana', 'POST', '/api/mailings', { number: null, personId: 'ana', address: '', form: 'link' })
  expect(made.status).toBe(201)
  expect(await pages.call('sam', 'GET', '/api/mailings')).toMatchObject({ body: { data: [] } })
  const { id } = made.body as { id: string }
  expect((await pages.call('sam', 'DELETE', `/api/mailings/${id}`)).status).toBe(404)
  expect((await pages.call('ana', 'DELETE', `/api/mailings/${id}`)).status).toBe(204)
  expect([trail(faxing, 'received.mailing_added').length, trail(faxing, 'received.mailing_removed').length]).toEqual([2, 1])
})
