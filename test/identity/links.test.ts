import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { linkTo } from '../support/mailbox.ts'
import { codeOf, SURE } from '../support/second-factor.ts'
import { PASSWORD } from '../support/server.ts'
import { openPeople } from './people-world.ts'

const NEW = 'a kettle sings on the stove'
const HOUR = 3_600_000

test('who forgot a password gets a link by mail, chooses another, and is signed out everywhere else', async () => {
  await using people = await openPeople()
  const { ask, maple, mailbox } = people
  const email = maple.emails.user
  const uma = await people.as('maple', 'user')
  expect((await ask('maple', 'POST', '/forgotten', { form: { email: email.toUpperCase() } })).status).toBe(200)
  await people.post()
  const { pathname } = new URL(linkTo(mailbox, email))
  const token = pathname.split('/')[2] ?? ''
  expect((await ask('harbor', 'GET', pathname)).status).toBe(404)
  expect((await ask('maple', 'POST', '/reset', { form: { token, password: 'short' } })).status).toBe(422)
  expect((await ask('maple', 'POST', '/reset', { form: { token, password: NEW } })).headers.get('location')).toBe('/sign-in?reset=1')
  expect((await ask('maple', 'GET', '/api/me', { cookie: uma })).status).toBe(401)
  expect(await people.signIn('maple', email)).toBe('')
  expect(await people.signIn('maple', email, NEW)).toStartWith('session=')
  expect((await ask('maple', 'POST', '/reset', { form: { token, password: PASSWORD } })).status).toBe(404)
})

test('an unknown, an invited and a suspended person get the same answer, and no mail', async () => {
  await using people = await openPeople()
  const { ask, maple } = people
  const ana = await people.as('maple', 'owner_admin')
  await ask('maple', 'POST', `/settings/people/${people.person('maple', maple.emails.auditor).id}/suspension`, { cookie: ana })
  const answers = []
  for (const email of [maple.emails.user, 'nobody@maple.test', 'invited@maple.test', maple.emails.auditor])
    answers.push(await ask('maple', 'POST', '/forgotten', { form: { email } }))
  const [known, ...others] = answers.map(({ status, text }) => ({ status, text }))
  for (const each of others) expect(each).toEqual(known as never)
  await people.post()
  expect(people.mailbox.mails.map(({ to }) => to)).toEqual([[maple.emails.user]])
  expect(people.maple.file.read(({ db }) => db.all(sql`SELECT * FROM letters`))).toEqual([])
})

test('a link for another password works for an hour, and not after the one that came later', async () => {
  await using people = await openPeople()
  const { ask, maple, mailbox } = people
  const asked = async () => {
    const { status } = await ask('maple', 'POST', '/api/auth/resets', { json: { email: maple.emails.user } })
    expect(status).toBe(202)
    await people.post()
    return new URL(linkTo(mailbox, maple.emails.user)).pathname
  }
  const [first, second] = [await asked(), await asked()]
  expect((await ask('maple', 'GET', first)).status).toBe(404)
  expect((await ask('maple', 'GET', second)).status).toBe(200)
  people.later(HOUR)
  expect((await ask('maple', 'GET', second)).status).toBe(404)
})

test('nobody’s mailbox is filled: the fourth question of an hour is refused, for unknown addresses too', async () => {
  await using people = await openPeople()
  for (const email of [people.maple.emails.user, 'nobody@maple.test']) {
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push((await people.ask('maple', 'POST', '/forgotten', { form: { email } })).status)
    expect(statuses).toEqual([200, 200, 200, 429])
  }
})

test('an owner begins it for who is at a loss; without mail the link is shown once', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, maple } = people
  const ana = await people.as('maple', 'owner_admin')
  const { id } = people.person('maple', maple.emails.user)
  const shown = await ask('maple', 'POST', `/settings/people/${id}/reset`, { cookie: ana, form: SURE })
  const path = /\/reset\/[A-Za-z0-9_-]{43}/.exec(shown.text)?.[0] ?? ''
  expect((await ask('maple', 'PUT', '/api/auth/password', { json: { token: path.split('/')[2], password: NEW } })).status).toBe(204)
  expect(await people.signIn('maple', maple.emails.user, NEW)).toStartWith('session=')
})

test('a new address counts once its link is used; the old one is told, and a link that went there ends', async () => {
  await using people = await openPeople()
  const { ask, maple, mailbox } = people
  const [old, email] = [maple.emails.user, 'uma.reyes@home.test']
  const uma = await people.as('maple', 'user')
  expect((await ask('maple', 'POST', '/account/email', { cookie: uma, form: { email, password: 'not my password' } })).status).toBe(422)
  expect((await ask('maple', 'POST', '/account/email', { cookie: uma, form: { email, password: PASSWORD } })).status).toBe(303)
  await ask('maple', 'POST', '/forgotten', { form: { email: old } })
  await people.post()
  expect((await ask('maple', 'GET', '/account/email', { cookie: uma })).text).toContain(email)
  expect(await people.signIn('maple', email)).toBe('')
  const [reset, verify] = [new URL(linkTo(mailbox, old)).pathname, new URL(linkTo(mailbox, email)).pathname]
  expect((await ask('maple', 'POST', '/verify', { form: { token: verify.split('/')[2] ?? '' } })).headers.get('location')).toBe(
    '/sign-in?verified=1',
  )
  await people.post()
  expect(mailbox.mails.at(-1)).toMatchObject({ to: [old], text: expect.stringContaining('was changed') })
  expect((await ask('maple', 'GET', reset)).status).toBe(404)
  expect((await ask('maple', 'GET', verify)).status).toBe(404)
  expect([await people.signIn('maple', old), (await people.signIn('maple', email)).slice(0, 8)]).toEqual(['', 'session='])
})

test('a program asks for another address, confirms it, or thinks better of it', async () => {
  await using people = await openPeople()
  const { ask, mailbox } = people
  const { accessToken: bearer } = await people.tokens('maple', 'user')
  const json = { email: 'uma.reyes@home.test', password: PASSWORD }
  const statuses = [(await ask('maple', 'POST', '/api/me/email', { bearer, json })).status]
  statuses.push((await ask('maple', 'DELETE', '/api/me/email', { bearer })).status)
  await people.post()
  expect(mailbox.mails).toEqual([])
  statuses.push((await ask('maple', 'POST', '/api/me/email', { bearer, json })).status)
  await people.post()
  const token = linkTo(mailbox, json.email).split('/').at(-1)
  statuses.push((await ask('maple', 'POST', '/api/auth/verifications', { json: { token } })).status)
  expect(statuses).toEqual([202, 204, 202, 204])
  expect(people.person('maple', json.email).name).toBe('Uma Reyes')
})

test('the address of a colleague is answered like any other, and never becomes one’s own', async () => {
  await using people = await openPeople()
  const { ask, maple } = people
  const uma = await people.as('maple', 'user')
  const form = { email: maple.emails.auditor, password: PASSWORD }
  expect((await ask('maple', 'POST', '/account/email', { cookie: uma, form })).status).toBe(303)
  await people.post()
  expect(people.mailbox.mails).toEqual([])
  expect((await ask('maple', 'POST', '/account/email/withdrawal', { cookie: uma })).status).toBe(303)
  expect((await ask('maple', 'GET', '/account/email', { cookie: uma })).text).not.toContain(maple.emails.auditor)
})

test('a person changes their own password by giving the old one; whoever knew it is signed out', async () => {
  await using people = await openPeople()
  const { ask, maple } = people
  const [here, elsewhere] = [await people.as('maple', 'user'), await people.as('maple', 'user')]
  const change = (current: string, password: string, cookie = here) =>
    ask('maple', 'POST', '/account/password', { cookie, form: { current, password } })
  expect((await ask('maple', 'GET', '/account/password', { cookie: here })).text).toContain('At least 15 characters')
  const refused = [await change('not my password', NEW), await change(PASSWORD, 'password'), await change(PASSWORD, maple.emails.user)]
  expect(refused.map(({ status }) => status)).toEqual([422, 422, 422])
  expect(await people.signIn('maple', maple.emails.user, NEW)).toBe('')
  expect((await change(PASSWORD, NEW)).headers.get('location')).toBe('/sign-in?reset=1')
  for (const cookie of [here, elsewhere]) expect((await ask('maple', 'GET', '/account/password', { cookie })).status).toBe(303)
  expect(await people.signIn('maple', maple.emails.user, PASSWORD)).toBe('')
  expect(await people.signIn('maple', maple.emails.user, NEW)).toStartWith('session=')
  expect(await people.signIn('harbor', people.harbor.emails.user, PASSWORD)).toStartWith('session=')
})

test('a program changes it alike, and its tokens end with the old one', async () => {
  await using people = await openPeople()
  const { ask } = people
  const { accessToken: bearer } = await people.tokens('maple', 'user')
  const change = (current: string) => ask('maple', 'PUT', '/api/me/password', { bearer, json: { current, password: NEW } })
  const wrong = await change('not my password')
  expect([wrong.status, JSON.parse(wrong.text)]).toMatchObject([422, { errors: [{ field: 'current' }] }])
  expect([(await change(PASSWORD)).status, (await ask('maple', 'GET', '/api/me', { bearer })).status]).toEqual([204, 401])
})

test('who has a second factor shows it again before their password or address is changed; what was typed comes back, the password does not', async () => {
  await using people = await openPeople()
  const { ask, maple } = people
  const [email, own] = ['bo.lind@home.test', maple.emails.admin]
  const bo = await people.as('maple', 'admin')
  const { accessToken: bearer } = await people.tokens('maple', 'admin')
  people.later(6 * 60_000)
  const programs = [
    await ask('maple', 'PUT', '/api/me/password', { bearer, json: { current: PASSWORD, password: NEW } }),
    await ask('maple', 'POST', '/api/me/email', { bearer, json: { email, password: PASSWORD } }),
  ]
  expect(programs.map(({ status, text }) => [status, JSON.parse(text).code])).toEqual(Array(2).fill([403, 'unproven']))
  for (const path of ['/account/password', '/account/email'])
    expect((await ask('maple', 'GET', path, { cookie: bo })).text).toContain('Is it you?')
  expect((await ask('maple', 'POST', '/account/password', { cookie: bo, form: { current: PASSWORD, password: NEW } })).status).toBe(403)

  const asked = await ask('maple', 'POST', '/account/email', { cookie: bo, form: { email, password: PASSWORD } })
  expect([asked.status, asked.text.includes(email), asked.text.includes(PASSWORD)]).toEqual([403, true, false])
  const form = { email, proofFor: '/account/email', proofMethod: 'POST', proof: codeOf(maple.file, own), proofPassword: PASSWORD }
  const led = await ask('maple', 'POST', '/step-up', { cookie: bo, form })
  expect([led.status, led.headers.get('location')]).toEqual([307, '/account/email'])
  const proven = led.headers.get('set-cookie')?.split(';')[0] ?? ''
  const again = await ask('maple', 'POST', '/account/email', { cookie: proven, form: { email } })
  expect([again.status, again.text.includes(`value="${email}"`), again.text.includes('Type your password.')]).toEqual([422, true, true])
  expect((await ask('maple', 'POST', '/account/email', { cookie: proven, form: { email, password: PASSWORD } })).status).toBe(303)
  expect(maple.file.read((tx) => listEvents(tx, { action: 'proof.failed' }))).toEqual([])
})
