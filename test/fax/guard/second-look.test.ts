import { describe, expect, test } from 'bun:test'
import { addContact, type ContactInput } from '../../../src/contacts/index.ts'
import { acceptFax } from '../../../src/fax/accepting.ts'
import { setSendRules } from '../../../src/fax/guard/rules.ts'
import { SecondLook, type Submitter } from '../../../src/fax/guard/second-look.ts'
import { dropHeld, type FaxId, listFaxes, markSent, type SubmittedFax, sendAgain } from '../../../src/fax/index.ts'
import { system } from '../../../src/tenancy/index.ts'
import { type Faxing, openFaxing, PDF } from '../../support/faxing.ts'

const HOUR = 3_600_000
const PROGRAM: Submitter = { is: 'program' }
const person = (...looked: string[]): Submitter => ({ is: 'person', looked: new Set(looked) })
const words = (to: string) => ({ to: [to], cover: false, subject: '', note: '', from: undefined, sendAt: undefined })

async function send(faxing: Faxing, to: string, submitter: Submitter, text: string | Buffer = PDF, office: 'maple' | 'harbor' = 'maple') {
  const uploads = [{ name: 'labs.pdf', bytes: new Uint8Array(Buffer.from(text)) }]
  const { answer } = await acceptFax(faxing, faxing[office], words(to), { uploads }, undefined, submitter)
  return JSON.parse(answer.body) as SubmittedFax
}
/** What a person is asked, as kind and message. */
async function asked(
  faxing: Faxing,
  to: string,
  submitter: Submitter = person(),
  text: string | Buffer = PDF,
  office: 'maple' | 'harbor' = 'maple',
) {
  const refusal = await send(faxing, to, submitter, text, office).catch((error: unknown) => error)
  if (!(refusal instanceof SecondLook)) return []
  return refusal.concerns.map(({ kind, message }) => [kind, message] as const)
}
async function deliver(faxing: Faxing, to: string, text: string | Buffer = PDF): Promise<FaxId> {
  const { id } = await send(faxing, to, PROGRAM, text)
  await faxing.work()
  faxing.webhook(faxing.carrier.end(faxing.latest(), 'delivered'))
  return id
}
const know = (faxing: Faxing, contact: Partial<ContactInput> & { readonly fax: string }) =>
  faxing.maple.write((tx) => addContact(tx, { name: 'Oak Cardiology', organization: '', note: '', ...contact }))
const faxesOf = (faxing: Faxing) => faxing.maple.read((tx) => listFaxes(tx, {}, { limit: 50 })).length

describe('a number', () => {
  test('that nobody here ever faxed is read back before it is dialed, and nothing is queued until then', async () => {
    using faxing = openFaxing()
    expect(await asked(faxing, '5552010100')).toEqual([['new_number', expect.stringContaining('Read it back')]])
    expect(faxesOf(faxing)).toBe(0)
    expect((await send(faxing, '5552010100', person('new_number +15552010100'))).status).toBe('queued')
  })

  test('that a fax was delivered to, or that is in the contacts, is not asked about', async () => {
    using faxing = openFaxing()
    await deliver(faxing, '5552010100', 'another document')
    know(faxing, { fax: '5552010177' })
    expect(await asked(faxing, '5552010100')).toEqual([])
    expect(await asked(faxing, '5552010177')).toEqual([])
  })

  test('that another office knows is new here', async () => {
    using faxing = openFaxing()
    await deliver(faxing, '5552010100')
    expect(await asked(faxing, '5552010100', person(), PDF, 'harbor')).toMatchObject([['new_number', expect.anything()]])
  })

  test('one slip away from a known one is asked about by the known one’s name', async () => {
    using faxing = openFaxing()
    know(faxing, { fax: '5552010177' })
    expect(await asked(faxing, '5552010117')).toEqual([['look_alike', expect.stringContaining('Oak Cardiology, (555) 201-0177')]])
    await deliver(faxing, '5552010100', 'another document')
    expect(await asked(faxing, '5552011000')).toEqual([['look_alike', expect.stringContaining('(555) 201-0100')]])
  })

  test('typed with another name than the contacts have for it is asked about', async () => {
    using faxing = openFaxing()
    know(faxing, { fax: '5552010177', organization: 'Oak Clinic' })
    expect(await asked(faxing, 'Elm Pharmacy <5552010177>')).toEqual([['named_otherwise', expect.stringContaining('Oak Cardiology’s')]])
    for (const name of ['oak cardiology', 'Oak Clinic', 'Oak Cardiology, front desk'])
      expect(await asked(faxing, `${name} <5552010177>`, person(), name)).toEqual([])
  })

  test('with a patient’s restriction is asked about each time', async () => {
    using faxing = openFaxing()
    know(faxing, { fax: '5552010177', restricted: true })
    expect(await asked(faxing, '5552010177')).toEqual([['restricted', expect.stringContaining('164.522')]])
  })
})

describe('the same files', () => {
  test('to the same number within the office’s hours are asked about; others, elsewhere, or later are not', async () => {
    using faxing = openFaxing()
    await deliver(faxing, '5552010100')
    const asking = () => asked(faxing, '5552010100')
    expect(await asking()).toEqual([['duplicate', expect.stringContaining('a moment ago, and arrived')]])
    expect(await asked(faxing, '5552010100', person(), 'another document')).toEqual([])
    faxing.later(23 * HOUR)
    expect(await asking()).toEqual([['duplicate', expect.stringContaining('23 hours ago')]])
    faxing.later(2 * HOUR)
    expect(await asking()).toEqual([])
    faxing.maple.write((tx) => setSendRules(tx, { duplicateHours: 48, askNewNumbers: true, holdPrograms: false, secondOver: 0 }))
    expect(await asking()).toHaveLength(1)
  })

  test('are not asked about when the first did not arrive', async () => {
    using faxing = openFaxing()
    know(faxing, { fax: '5552010100' })
    await send(faxing, '5552010100', PROGRAM)
    await faxing.work()
    expect(await asked(faxing, '5552010100')).toEqual([['duplicate', expect.stringContaining('not settled yet')]])
    faxing.webhook(faxing.carrier.end(faxing.latest(), 'failed', 'receiver_unallocated_number'))
    expect(await asked(faxing, '5552010100')).toEqual([])
  })

  test('from a program are held when the office says so, and wait however long it takes', async () => {
    using faxing = openFaxing()
    await deliver(faxing, '5552010100')
    expect((await send(faxing, '5552010100', PROGRAM)).status).toBe('queued')
    await faxing.work()
    faxing.maple.write((tx) => setSendRules(tx, { duplicateHours: 24, askNewNumbers: true, holdPrograms: true, secondOver: 0 }))
    const calls = faxing.carrier.asked.length
    const { id, status, recipients } = await send(faxing, '5552010100', PROGRAM)
    expect([status, recipients[0]?.status]).toEqual(['held', 'held'])
    faxing.later(400 * 24 * HOUR)
    await faxing.work()
    expect([faxing.show(id).fax.status, faxing.show(id).recipients[0]?.cause, faxing.carrier.asked.length]).toEqual([
      'held',
      'possible_duplicate',
      calls,
    ])
  })
})

describe('a held fax', () => {
  async function held(faxing: Faxing, more: Partial<ContactInput> = { sensitive: true }) {
    know(faxing, { fax: '5552010177', ...more })
    const uma = faxing.tenants.as(faxing.ids.maple, { kind: 'user', id: 'uma' })
    const uploads = [{ name: 'labs.pdf', bytes: new Uint8Array(PDF) }]
    const { answer } = await acceptFax(faxing, uma, words('5552010177'), { uploads }, undefined, person())
    const { id, status, recipients } = JSON.parse(answer.body) as SubmittedFax
    expect(status).toBe('held')
    return { id, recipient: recipients[0]?.id ?? ('' as never), uma, bo: faxing.tenants.as(faxing.ids.maple, { kind: 'user', id: 'bo' }) }
  }

  test('for a contact that needs a second person goes when another person lets it, and not before', async () => {
    using faxing = openFaxing()
    const { id, recipient, uma, bo } = await held(faxing)
    await faxing.work()
    expect(faxing.carrier.asked).toHaveLength(0)
    expect(() => uma.write((tx) => sendAgain(tx, id, recipient))).toThrow('ask a colleague')
    const key = faxing.tenants.as(faxing.ids.maple, { kind: 'key', id: 'key' })
    expect(() => key.write((tx) => sendAgain(tx, id, recipient))).toThrow('a key cannot')
    expect(() => faxing.harbor.write((tx) => sendAgain(tx, id, recipient))).toThrow('Fax not found.')
    bo.write((tx) => sendAgain(tx, id, recipient))
    await faxing.work()
    expect([faxing.carrier.asked.length, faxing.show(id).fax.status]).toEqual([1, 'sending'])
    const entry = faxing.show(id).timeline.find(({ action }) => action === 'fax.confirmed')
    expect([entry?.actorId, entry?.detail]).toEqual(['bo', expect.stringContaining('second_person')])
  })

  test('let go before its pages are ready goes as soon as they are', async () => {
    using faxing = openFaxing()
    know(faxing, { fax: '5552010177', sensitive: true })
    const uma = faxing.tenants.as(faxing.ids.maple, { kind: 'user', id: 'uma' })
    const uploads = [{ name: 'labs.pdf', bytes: new Uint8Array(PDF) }]
    const { answer } = await acceptFax(faxing, uma, { ...words('5552010177'), cover: true }, { uploads }, undefined, person())
    const { id, recipients } = JSON.parse(answer.body) as SubmittedFax
    const bo = faxing.tenants.as(faxing.ids.maple, { kind: 'user', id: 'bo' })
    bo.write((tx) => sendAgain(tx, id, recipients[0]?.id ?? ('' as never)))
    expect(faxing.carrier.asked).toHaveLength(0)
    await faxing.work()
    expect(faxing.carrier.asked).toHaveLength(1)
  })

  test('may be dropped, and is never said to have arrived', async () => {
    using faxing = openFaxing()
    const { id, recipient, bo } = await held(faxing)
    expect(() => bo.write((tx) => markSent(tx, id, recipient))).toThrow('was not sent yet')
    bo.write((tx) => dropHeld(tx, id, recipient))
    expect(faxing.show(id).fax.status).toBe('canceled')
    await faxing.work()
    expect(faxing.carrier.asked).toHaveLength(0)
  })

  test('beside recipients who need nobody lets those go', async () => {
    using faxing = openFaxing()
    know(faxing, { fax: '5552010177', sensitive: true })
    const uploads = [{ name: 'labs.pdf', bytes: new Uint8Array(PDF) }]
    const input = { ...words('5552010177'), to: ['5552010177', '5552010100'] }
    const { answer } = await acceptFax(faxing, faxing.tenants.as(faxing.ids.maple, system('test')), input, { uploads }, undefined, PROGRAM)
    const { id, recipients } = JSON.parse(answer.body) as SubmittedFax
    expect(recipients.map(({ status }) => status)).toEqual(['held', 'queued'])
    await faxing.work()
    expect(faxing.carrier.asked.map(({ to }) => to)).toEqual(['+15552010100'])
    expect(faxing.show(id).recipients.map(({ status }) => status)).toEqual(['held', 'sending'])
  })
})
