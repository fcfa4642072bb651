import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { listFaxes } from '../../src/fax/index.ts'
import { addSender } from '../../src/mailroom/index.ts'
import type { Tenant } from '../../src/tenancy/index.ts'
import { plainDocuments } from '../support/faxing.ts'
import { DOMAIN, dns, openMailWorld, PDF_FILE, TO, type World } from './world.ts'

const PEOPLE = () => [{ id: 'ana', name: 'Ana Ortiz' }]
const allow = (world: World, more: Partial<Parameters<typeof addSender>[1]> = {}, tenant: Tenant = world.maple) =>
  tenant.write((tx) => addSender(tx, { address: 'ana@maple.test', personId: 'ana', coverSubject: false, tellEnd: false, ...more }, PEOPLE))
const faxesOf = (tenant: Tenant) => tenant.read((tx) => listFaxes(tx, {}, { limit: 20 }))
const attachments = [PDF_FILE]

test('a signed mail of an allowed sender becomes a fax in that person’s name; it is durable when it is answered', async () => {
  using world = await openMailWorld()
  allow(world)
  const answer = await world.send({ attachments })
  const [fax, ...more] = faxesOf(world.maple)
  expect(more).toEqual([])
  expect(answer).toBe(`250 OK fax ${fax?.id}`)
  expect(fax).toMatchObject({ firstTo: '+15552010100', createdBy: 'ana', createdByKind: 'user', subject: '' })
  expect(world.maple.read((tx) => listEvents(tx, { action: 'fax.by_mail' }))).toHaveLength(1)
})

test('nothing of the mail stands in the log, the trail, the jobs or the names of files', async () => {
  using world = await openMailWorld()
  allow(world)
  await world.send({ attachments })
  await world.send({ attachments: [{ filename: 'Nettleship.docx', content: 'x' }] })
  const kept = world.maple.read((tx) =>
    ['audit_events', 'jobs', 'letters', 'faxes', 'fax_files', 'fax_texts'].flatMap((table) =>
      tx.db.all(sql`SELECT * FROM ${sql.identifier(table)}`),
    ),
  )
  expect(JSON.stringify([kept, world.logged])).not.toContain('Nettleship')
})

test('the subject stands on the cover only where the office says so', async () => {
  using world = await openMailWorld()
  allow(world, { coverSubject: true })
  await world.send({ attachments })
  expect(faxesOf(world.maple)[0]?.subject).toBe('About Nettleship')
})

test('the same mail again is the same fax; the same to another number is another', async () => {
  using world = await openMailWorld()
  allow(world)
  const mail = { attachments, messageId: '<1@maple.test>' }
  const [first, again] = [await world.send(mail), await world.send(mail)]
  expect(again).toBe(first)
  await world.send({ ...mail, to: `5552010101@maple.${DOMAIN}` })
  expect(faxesOf(world.maple)).toHaveLength(2)
})

test('a mail to two numbers is a fax for each', async () => {
  using world = await openMailWorld()
  allow(world)
  const answer = await world.send({ attachments, to: [TO, `maple+5552010101@${DOMAIN}`] })
  expect(answer).toMatch(/^250 OK fax \S+, fax \S+$/)
  expect(
    faxesOf(world.maple)
      .map(({ firstTo }) => firstTo)
      .sort(),
  ).toEqual(['+15552010100', '+15552010101'])
})

test.each([
  ['from somebody the office did not name', { from: 'eve@maple.test' }, {}, '550 5.7.1'],
  ['without a signature, from anywhere', {}, { dkim: false }, '550 5.7.1'],
  ['signed by another domain', { from: 'ana@elsewhere.test' }, {}, '550 5.7.1'],
  ['whose signature leaves out whom it is to', {}, { dkim: { skipFields: 'to' } }, '550 5.7.1'],
  ['over a line in clear', {}, { tls: false }, '530 5.7.0'],
  ['to no number', { to: `front-desk@maple.${DOMAIN}` }, {}, '550 5.1.1'],
  ['to an office that is not here', { to: `5552010100@oak.${DOMAIN}` }, {}, '550 5.1.1'],
  ['with nothing attached', { attachments: [] }, {}, '550 5.6.0'],
  ['with a file of another kind', { attachments: [{ filename: 'a.docx', content: 'x' }] }, {}, '550 5.6.0'],
] as const)('a mail %s is refused in clear words, and nothing is kept', async (_, mail, how, code) => {
  using world = await openMailWorld()
  allow(world)
  allow(world, { address: 'ana@elsewhere.test' })
  expect(await world.send({ attachments, ...(mail as object) }, how as object)).toStartWith(code)
  expect([faxesOf(world.maple), faxesOf(world.harbor)]).toEqual([[], []])
})

test('a mail that was signed for one number cannot be handed in for another', async () => {
  using world = await openMailWorld()
  allow(world)
  const stolen = { attachments, to: TO, envelope: { from: 'eve@evil.test', to: [`5552010199@maple.${DOMAIN}`] } }
  expect(await world.send(stolen)).toStartWith('550 5.7.1')
  expect(faxesOf(world.maple)).toEqual([])
})

const OTHER = `5552010199@maple.${DOMAIN}`
test.each([
  ['a second To', `To: ${OTHER}`],
  ['a Cc that is not signed', `Cc: ${OTHER}`],
  ['a To that one reader takes for the end of the line above', `X-Note: a\r\n\vTo: ${OTHER}`],
])('nor with %s above what was signed', async (_, line) => {
  using world = await openMailWorld()
  allow(world)
  expect(await world.send({ attachments }, { above: { line, to: OTHER } })).toStartWith('550')
  expect(faxesOf(world.maple)).toEqual([])
})

test('a number in a Cc that is signed is one it was sent to', async () => {
  using world = await openMailWorld()
  allow(world)
  expect(await world.send({ attachments, to: 'ben@maple.test', cc: TO, envelope: { from: 'ana@maple.test', to: [TO] } })).toStartWith('250')
})

test('a mail with a second Message-ID above the signed one is not another fax', async () => {
  using world = await openMailWorld()
  allow(world)
  await world.send({ attachments })
  expect(await world.send({ attachments }, { above: { line: 'Message-ID: <2@evil.test>', to: TO } })).toStartWith('550')
  expect(faxesOf(world.maple)).toHaveLength(1)
})

test('a signature that leaves out whom the mail is from binds it to nobody', async () => {
  using world = await openMailWorld()
  allow(world)
  expect(await world.send({ attachments }, { dkim: { skipFields: 'from' } })).toStartWith('550 5.7.1')
})

test('without a signature it is taken from where the domain sends; what the domain wants refused is refused', async () => {
  using world = await openMailWorld()
  allow(world)
  dns.set('TXT maple.test', 'v=spf1 ip4:127.0.0.1 -all')
  expect(await world.send({ attachments }, { dkim: false })).toStartWith('250')
  dns.set('TXT maple.test', 'v=spf1 ip4:192.0.2.1 -all')
  dns.set('TXT _dmarc.maple.test', 'v=DMARC1; p=reject')
  expect(await world.send({ attachments }, { dkim: false })).toStartWith('550 5.7.1')
})

test('a sender of one office sends nothing at the other', async () => {
  using world = await openMailWorld()
  allow(world)
  expect(await world.send({ attachments, to: `5552010100@harbor.${DOMAIN}` })).toStartWith('550 5.7.1')
  expect(await world.send({ attachments, to: [TO, `5552010100@harbor.${DOMAIN}`] })).toStartWith('250')
  expect([faxesOf(world.maple).length, faxesOf(world.harbor).length]).toEqual([1, 0])
})

test('whoever may no longer send faxes sends none by mail', async () => {
  using world = await openMailWorld(undefined, () => false)
  allow(world)
  expect(await world.send({ attachments })).toStartWith('550 5.7.1')
  expect(faxesOf(world.maple)).toEqual([])
})

test('a file that cannot be faxed is refused without its name', async () => {
  const broken = {
    ...plainDocuments,
    inspect: async (_: unknown, __: unknown, name: string) => ({ ok: false, message: `${name} is broken.` }) as never,
  }
  using world = await openMailWorld(broken)
  allow(world)
  const answer = await world.send({ attachments })
  expect(answer).toContain('E-mail attachment 1.pdf is broken.')
  expect(answer).not.toContain('Nettleship')
})

test('what somebody would be asked about waits for them: a new number, then the same files again', async () => {
  using world = await openMailWorld()
  allow(world)
  await world.send({ attachments })
  expect(faxesOf(world.maple)[0]).toMatchObject({ status: 'held', cause: 'unlooked' })
})

test('the sender is told that it was taken, and how it ended where that is wanted, without to whom or what', async () => {
  using world = await openMailWorld()
  const { id } = allow(world, { tellEnd: true })
  await world.send({ attachments })
  const letters = world.maple.read((tx) => tx.db.all(sql`SELECT letter, address FROM letters`))
  expect(letters).toEqual([{ letter: 'mailed_fax_taken', address: 'ana@maple.test' }])
  expect(world.maple.read((tx) => tx.db.get<{ args: string }>(sql`SELECT args FROM jobs WHERE kind = 'mailroom.watch'`)?.args)).toContain(
    id,
  )
})

test('a mail that no program would write is refused before it is taken apart', async () => {
  using world = await openMailWorld()
  allow(world)
  const above = { line: `X-Note: a\r\n${' a\r\n'.repeat(1_000).trimEnd()}`, to: TO }
  expect(await world.send({ attachments }, { above })).toContain('more lines above its text')
})

test('mails that would be too much together are asked to come later, and room is made by what was dealt with', async () => {
  using world = await openMailWorld(undefined, undefined, { mostLying: 5_000 })
  allow(world)
  const large = [{ ...PDF_FILE, content: Buffer.alloc(10_000, '%PDF-1.4 ') }]
  expect(await world.send({ attachments: large })).toStartWith('452 4.3.1')
  for (const messageId of ['<1@maple.test>', '<2@maple.test>', '<3@maple.test>'])
    expect(await world.send({ attachments, messageId })).toStartWith('250')
})

test('a mail that is handed in again while it is dealt with is asked to come later, and is one fax', async () => {
  const mail = { attachments, messageId: '<1@maple.test>' }
  const answers: string[] = []
  const slow: typeof plainDocuments = {
    ...plainDocuments,
    inspect: async (...asked) => {
      if (answers.length === 0) answers.push('', await world.send(mail))
      return plainDocuments.inspect(...asked)
    },
  }
  using world = await openMailWorld(slow)
  allow(world)
  expect(await world.send(mail)).toStartWith('250')
  expect(answers[1]).toStartWith('451 4.3.0')
  expect(faxesOf(world.maple)).toHaveLength(1)
})

/** What the server says to somebody who only connects, and that it has hung up. */
async function connected(port: number) {
  const greeted = Promise.withResolvers<string>()
  const gone = Promise.withResolvers<void>()
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: { data: (_, bytes) => greeted.resolve(bytes.toString()), close: () => gone.resolve(), end: (its) => void its.end() },
  })
  return { socket, gone: gone.promise, greeting: await greeted.promise }
}

test('who holds many lines open keeps nobody out but those beside them, until they hang up', async () => {
  using world = await openMailWorld(undefined, undefined, { mostFromOne: 2 })
  allow(world)
  const [one, two] = [await connected(world.mailroom.port), await connected(world.mailroom.port)]
  expect(await world.send({ attachments })).toStartWith('421 4.7.0')
  expect((await connected(world.mailroom.port)).greeting).toStartWith('421 4.7.0')
  one.socket.end()
  two.socket.end()
  await Promise.all([one.gone, two.gone])
  expect(await world.send({ attachments })).toStartWith('250')
})

test('who says nothing of use is hung up on after a while, however much they say', async () => {
  using world = await openMailWorld(undefined, undefined, { longestMs: 60 })
  const { socket, gone } = await connected(world.mailroom.port)
  const talk = setInterval(() => socket.write('NOOP\r\n'), 10)
  await gone
  clearInterval(talk)
})
