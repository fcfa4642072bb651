import { expect, test } from 'bun:test'
import { readConfig } from '../../src/config.ts'
import { smtpMailer } from '../../src/mail/index.ts'
import { openMailbox } from '../support/mailbox.ts'

const MAIL = { to: 'nora@maple.test', subject: 'Hello', text: 'Words', html: '<p>Words</p>' }
const FROM = 'desk@frontdesk.test'

test('a mail arrives as it was written, in words and in HTML', async () => {
  await using mailbox = await openMailbox()
  expect(await smtpMailer({ url: `smtp://127.0.0.1:${mailbox.port}`, from: FROM }).send(MAIL)).toEqual({ is: 'sent' })
  expect(mailbox.mails).toMatchObject([{ from: FROM, to: [MAIL.to], text: expect.stringContaining('<p>Words</p>') }])
})

test('a server outside this machine that offers no encryption gets nothing', async () => {
  // An address of this machine that is not known as one.
  await using mailbox = await openMailbox({}, '127.0.0.2')
  const answer = await smtpMailer({ url: `smtp://127.0.0.2:${mailbox.port}`, from: FROM }).send(MAIL)
  expect(answer).toEqual({ is: 'later', because: 'The mail server offers no encrypted connection.' })
  expect(mailbox.mails).toEqual([])
})

test('an address that is refused is not tried again; a server that is away or busy is', async () => {
  const refusing = (responseCode: number) =>
    openMailbox({ onRcptTo: (_, __, done) => done(Object.assign(new Error(`${MAIL.to} is not here`), { responseCode })) })
  await using never = await refusing(550)
  await using busy = await refusing(451)
  const send = (port: number) => smtpMailer({ url: `smtp://127.0.0.1:${port}`, from: FROM }).send(MAIL)
  const answers = [await send(never.port), await send(busy.port), await send(1)]
  expect(answers.map(({ is }) => is)).toEqual(['refused', 'later', 'later'])
  expect(JSON.stringify(answers)).not.toContain(MAIL.to)
})

test('bad settings stop the start and are named', () => {
  expect(() => readConfig({ SMTP_URL: 'smtp://mail.test' })).toThrow('MAIL_FROM')
  expect(() => readConfig({ SMTP_URL: 'http://mail.test' })).toThrow('SMTP_URL')
  expect(() => readConfig({ SMTP_URL: 'smtp://mail.test', MAIL_FROM: 'nobody' })).toThrow('MAIL_FROM')
  expect(readConfig({ SMTP_URL: 'smtp://mail.test', MAIL_FROM: FROM }).mail).toEqual({ url: 'smtp://mail.test', from: FROM })
})
