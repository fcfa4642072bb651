import { expect, test } from 'bun:test'
import { readConfig } from '../../src/config.ts'
import { mailroomApi } from '../../src/mailroom/api.routes.ts'
import { listSenders } from '../../src/mailroom/index.ts'
import { mailroomRoutes } from '../../src/mailroom/routes.tsx'
import { openOffices } from '../support/offices.ts'
import { openPages } from '../support/pages.ts'

const faxers = () => [{ id: 'ana', name: 'Ana Ortiz' }]
const FORM = { address: 'Ana@Maple.test', personId: 'ana', tellEnd: 'on' }

test('an owner allows and removes a sender on the page, and a program does; the other office sees none and removes none', async () => {
  using offices = openOffices()
  const pages = openPages(offices, (around) => [
    mailroomRoutes({ ...around, faxers, domain: 'fax.us.test' }),
    mailroomApi({ ...around, faxers }),
  ])
  expect(await pages.html('ana', '/settings/mailroom')).toContain('5552010100@maple.fax.us.test')
  expect((await pages.visit('ana', '/settings/mailroom', FORM)).status).toBe(303)
  expect(await pages.html('ana', '/settings/mailroom')).toContain('ana@maple.test')
  expect((await pages.visit('ana', '/settings/mailroom', FORM)).status).toBe(422)
  const wish = { address: 'ben@maple.test', personId: 'ana', coverSubject: true, tellEnd: false }
  const made = await pages.call('ana', 'POST', '/api/mail-senders', wish)
  expect(made).toMatchObject({ status: 201, body: wish })
  expect((await pages.call('ana', 'POST', '/api/mail-senders', { ...wish, address: 'x', personId: 'sam' })).status).toBe(422)
  const { id } = made.body as { id: string }
  expect((await pages.call('sam', 'GET', '/api/mail-senders')).body).toEqual({ data: [] })
  expect((await pages.call('sam', 'DELETE', `/api/mail-senders/${id}`)).status).toBe(404)
  expect((await pages.call('ana', 'DELETE', `/api/mail-senders/${id}`)).status).toBe(204)
  expect(offices.maple.read(listSenders).map(({ address }) => address)).toEqual(['ana@maple.test'])
})

test('mail comes in only where all of it is configured, and a half of it stops the start by name', () => {
  const whole = { MAIL_IN_PORT: '2525', MAIL_IN_DOMAIN: 'fax.us.test', MAIL_IN_CERT_FILE: '/c.pem', MAIL_IN_KEY_FILE: '/k.pem' }
  expect(readConfig({}).mailroom).toBeUndefined()
  expect(readConfig(whole).mailroom).toEqual({ port: 2525, domain: 'fax.us.test', certFile: '/c.pem', keyFile: '/k.pem' })
  for (const name of ['MAIL_IN_DOMAIN', 'MAIL_IN_CERT_FILE', 'MAIL_IN_KEY_FILE'])
    expect(() => readConfig({ ...whole, [name]: '' })).toThrow(name)
})
