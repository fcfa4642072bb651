import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { drain } from '../../src/jobs/index.ts'
import { type Delivery, failedLetter, letterSender, type Mail, sendLetter } from '../../src/mail/index.ts'
import { openOffices } from '../support/offices.ts'

const LETTER = { letter: 'invitation', personId: 'nora', address: 'nora@maple.test' }

function mailing(answers: Delivery[]) {
  const sent: Mail[] = []
  const mailer = {
    async send(mail: Mail): Promise<Delivery> {
      sent.push(mail)
      return answers.shift() ?? { is: 'sent' }
    },
  }
  let tries = 0
  const compose = () => {
    tries += 1
    return { to: LETTER.address, subject: 'Come in', text: `link ${tries}`, html: '' }
  }
  return { sent, handlers: [letterSender({ mailer, compose })] }
}

test('a letter is tried again later, with a new link each time', async () => {
  using offices = openOffices()
  const { sent, handlers } = mailing([{ is: 'later', because: 'The mail server could not be reached.' }])
  offices.maple.write((tx) => sendLetter(tx, LETTER))
  await drain(offices.maple, handlers)
  expect(sent.length).toBe(1)
  offices.later(60_000)
  await drain(offices.maple, handlers)
  expect(sent.map(({ text }) => text)).toEqual(['link 1', 'link 2'])
  expect(offices.maple.read((tx) => tx.db.all(sql`SELECT * FROM letters`))).toEqual([])
  expect(offices.maple.read((tx) => listEvents(tx))[0]).toMatchObject({ action: 'mail.sent', subjectId: 'nora' })
})

test('a letter that is refused is given up at once, and says why', async () => {
  using offices = openOffices()
  const { sent, handlers } = mailing([{ is: 'refused', because: 'The mail server refused it.' }])
  offices.maple.write((tx) => sendLetter(tx, LETTER))
  await drain(offices.maple, handlers)
  offices.later(3_600_000)
  await drain(offices.maple, handlers)
  expect(sent.length).toBe(1)
  expect(offices.maple.read((tx) => failedLetter(tx, 'nora'))).toBe('The mail server refused it.')
})

test('a server that stays away ends as a dead letter that an administrator sees', async () => {
  using offices = openOffices()
  const { sent, handlers } = mailing(Array(50).fill({ is: 'later', because: 'The mail server could not be reached.' }))
  offices.maple.write((tx) => sendLetter(tx, LETTER))
  for (let hour = 0; hour < 20; hour++) {
    await drain(offices.maple, handlers)
    offices.later(2 * 3_600_000)
  }
  expect(sent.length).toBe(12)
  expect(offices.maple.read((tx) => tx.db.get(sql`SELECT state, kind FROM jobs`))).toEqual({ state: 'dead', kind: 'mail.send' })
  expect(offices.maple.read((tx) => failedLetter(tx, 'nora'))).toBe('The mail server could not be reached.')
})

test('a second letter of its kind takes the place of the first', async () => {
  using offices = openOffices()
  const { sent, handlers } = mailing([])
  offices.maple.write((tx) => {
    sendLetter(tx, LETTER)
    sendLetter(tx, LETTER)
  })
  await drain(offices.maple, handlers)
  expect(sent.length).toBe(1)
})
