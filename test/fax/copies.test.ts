import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { composeCopyLetters, type FaxId, startBulk } from '../../src/fax/index.ts'
import { type OutboundCopy, setOutboundCopy } from '../../src/office/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { openBulking } from '../support/bulking.ts'
import { COLLEAGUES, type Faxing, openFaxing } from '../support/faxing.ts'

const FRONT = 'front@maple.test'
const TO_BOTH: OutboundCopy = { about: 'every', toSender: true, addresses: [FRONT] }

const want = (tenant: Tenant, copy: OutboundCopy | null) => tenant.write((tx) => void setOutboundCopy(tx, copy))
const waiting = (tenant: Tenant) =>
  tenant.read((tx) =>
    tx.db.all<{ letter: string; personId: string; address: string }>(
      sql`SELECT letter, person_id AS "personId", address FROM letters ORDER BY person_id`,
    ),
  )
const compose = composeCopyLetters({
  officeName: () => 'Maple Street',
  urlOf: () => 'https://maple.frontdesk.example',
  colleagues: () => COLLEAGUES,
})
const mailsOf = (tenant: Tenant) => tenant.write((tx) => waiting(tenant).map((letter) => compose(tx, letter)))

async function ended(faxing: Faxing, to: string, end: 'delivered' | string): Promise<FaxId> {
  const { id } = await faxing.submit([to])
  await faxing.work()
  const call = faxing.latest()
  faxing.webhook(end === 'delivered' ? faxing.carrier.end(call, end) : faxing.carrier.end(call, 'failed', end))
  return id
}

test('nobody is written to unless the office said so', async () => {
  using faxing = openFaxing()
  await ended(faxing, 'Oak Pharmacy <5552010100>', 'delivered')
  expect(waiting(faxing.maple)).toEqual([])
})

test('whoever sent it and the chosen addresses are told how it ended, and nothing of what it was', async () => {
  using faxing = openFaxing()
  want(faxing.maple, TO_BOTH)
  const id = await ended(faxing, 'Oak Pharmacy <5552010100>', 'delivered')
  const mails = mailsOf(faxing.maple)
  expect(mails.map((mail) => mail?.to)).toEqual(['ana@maple.test', FRONT])
  for (const mail of mails) {
    expect(mail?.subject).toBe('A fax was delivered: Maple Street')
    expect(mail?.text).toMatch(/A fax of 2 pages to 1 recipient that was submitted .* was delivered\. It was over /)
    expect(mail?.text).toContain(`https://maple.frontdesk.example/faxes/${id}`)
    expect(`${mail?.subject} ${mail?.text} ${mail?.html}`).not.toMatch(/Oak|555|labs/)
  }
})

test('a fax that failed says why; one that was delivered says nothing where only failures are asked for', async () => {
  using faxing = openFaxing()
  want(faxing.maple, { ...TO_BOTH, about: 'failed', toSender: false })
  await ended(faxing, '5552010100', 'delivered')
  expect(waiting(faxing.maple)).toEqual([])
  await ended(faxing, '5552010101', 'file_format_invalid')
  const [mail, ...more] = mailsOf(faxing.maple)
  expect([mail?.subject, more]).toEqual(['A fax was not delivered: Maple Street', []])
  expect(mail?.text).toContain('The carrier could not read the document.')
  expect(mail?.text).not.toContain('555')
})

test('two that end one after the other are told of apart', async () => {
  using faxing = openFaxing()
  want(faxing.maple, { ...TO_BOTH, toSender: false })
  await ended(faxing, '5552010100', 'delivered')
  await ended(faxing, '5552010101', 'delivered')
  expect(waiting(faxing.maple)).toHaveLength(2)
})

test('an address that is the sender’s gets one, and who is no longer wanted gets none', async () => {
  using faxing = openFaxing()
  want(faxing.maple, { ...TO_BOTH, addresses: ['Ana@Maple.test', FRONT] })
  await ended(faxing, '5552010100', 'delivered')
  expect(mailsOf(faxing.maple).map((mail) => mail?.to)).toEqual(['ana@maple.test', undefined, FRONT])
  want(faxing.maple, null)
  expect(mailsOf(faxing.maple)).toEqual([undefined, undefined, undefined])
})

test('a bulk is told of once, when all of it is over', async () => {
  using bulking = openBulking()
  const { maple } = bulking
  want(maple, { ...TO_BOTH, toSender: false })
  const id = await bulking.draft('Oak <+15552010001>\nElm <+15552010002>\nnobody')
  maple.write((tx) => void startBulk(tx, id, true))
  await bulking.work()
  expect(bulking.end((to) => (to.endsWith('1') ? 'delivered' : 'file_format_invalid'))).toBe(2)
  expect(waiting(maple)).toEqual([])
  bulking.later(60_000)
  await bulking.work()
  const [mail, ...more] = mailsOf(maple)
  expect([mail?.subject, more]).toEqual(['A bulk of faxes has ended: Maple Street', []])
  expect(mail?.text).toContain('A bulk to 3 recipients has ended: 1 delivered, 1 not delivered, 0 canceled, 1 left out.')
  expect(mail?.text).toContain(`/bulks/${id}`)
})
