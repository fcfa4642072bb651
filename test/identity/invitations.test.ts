import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents, verifyChain } from '../../src/audit/index.ts'
import { linkTo } from '../support/mailbox.ts'
import { SURE } from '../support/second-factor.ts'
import { names, openPeople } from './people-world.ts'

const DAY = 24 * 3_600_000
const NORA = { name: 'Nora Quist', email: 'nora@maple.test', role: 'user' }
const THEIRS = { name: 'Nora Quist', password: 'a lamp on the windowsill' }

test('someone who is invited gets a mail, chooses a password and is in', async () => {
  await using people = await openPeople()
  const ana = await people.as('maple', 'owner_admin')
  const invited = await people.ask('maple', 'POST', '/settings/people', { cookie: ana, form: NORA })
  expect([invited.status, invited.headers.get('location')]).toEqual([303, '/settings/people?notice=invited'])
  expect(people.mailbox.mails).toEqual([])
  await people.post()
  const link = new URL(linkTo(people.mailbox, NORA.email))
  expect(link.hostname).toBe('maple.localhost')
  const token = link.pathname.split('/')[2] ?? ''
  const accepted = await people.ask('maple', 'POST', '/welcome', { form: { token, ...THEIRS } })
  expect(accepted.status).toBe(303)
  expect(await people.signIn('maple', NORA.email, THEIRS.password)).toStartWith('session=')
  expect(people.person('maple', NORA.email)).toMatchObject({ state: 'active', role: 'user' })
  expect(people.maple.file.read(verifyChain).valid).toBe(true)
  const again = await people.ask('maple', 'POST', '/welcome', { form: { token, ...THEIRS } })
  expect(again.status).toBe(404)
  expect((await people.ask('harbor', 'GET', link.pathname)).status).toBe(404)
})

test('a mail says nothing of patients, and no link rests in the file or in a job', async () => {
  await using people = await openPeople()
  const ana = await people.as('maple', 'owner_admin')
  await people.ask('maple', 'POST', '/settings/people', { cookie: ana, form: NORA })
  await people.post()
  const token = linkTo(people.mailbox, NORA.email).split('/').at(-1) ?? 'none'
  const [mail] = people.mailbox.mails
  expect(mail?.text).toContain('Choose a password')
  expect(mail?.text).not.toContain('Oak Cardiology')
  const tables = people.maple.file.read((tx) =>
    tx.db
      .all<{ name: string }>(sql`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .map(({ name }) => JSON.stringify(tx.db.values(sql.raw(`SELECT * FROM "${name}"`)))),
  )
  expect(tables.join('')).not.toContain(token)
  const jobs = people.maple.file.read((tx) => tx.db.all<{ args: string }>(sql`SELECT args FROM jobs WHERE kind = 'mail.send'`))
  expect(jobs.length).toBe(1)
  expect(jobs[0]?.args).not.toContain('@')
})

test('an invitation works for seven days and not longer', async () => {
  await using people = await openPeople()
  const ana = await people.as('maple', 'owner_admin')
  await people.ask('maple', 'POST', '/settings/people', { cookie: ana, form: NORA })
  await people.post()
  const { pathname } = new URL(linkTo(people.mailbox, NORA.email))
  people.later(7 * DAY - 60_000)
  expect((await people.ask('maple', 'GET', pathname)).status).toBe(200)
  people.later(120_000)
  expect((await people.ask('maple', 'GET', pathname)).status).toBe(404)
})

test('inviting again ends the link before it; withdrawing ends both and frees the address', async () => {
  await using people = await openPeople()
  const ana = await people.as('maple', 'owner_admin')
  await people.ask('maple', 'POST', '/settings/people', { cookie: ana, form: NORA })
  await people.post()
  const first = new URL(linkTo(people.mailbox, NORA.email)).pathname
  const { id } = people.person('maple', NORA.email)
  await people.ask('maple', 'POST', `/settings/people/${id}/invitation`, { cookie: ana, form: SURE })
  expect((await people.ask('maple', 'GET', first)).status).toBe(404)
  await people.post()
  const second = new URL(linkTo(people.mailbox, NORA.email)).pathname
  expect(second).not.toBe(first)
  const removed = await people.ask('maple', 'POST', `/settings/people/${id}/removal`, { cookie: ana })
  expect(removed.status).toBe(303)
  expect((await people.ask('maple', 'GET', second)).status).toBe(404)
  expect(names(people)).not.toContain(NORA.name)
  const anew = await people.ask('maple', 'POST', '/settings/people', { cookie: ana, form: NORA })
  expect(anew.headers.get('location')).toBe('/settings/people?notice=invited')
  expect(people.maple.file.read((tx) => listEvents(tx)).map(({ action }) => action)).toContain('user.invitation_withdrawn')
})

test('where no mail is set up the page shows the link to hand over, once', async () => {
  await using people = await openPeople({ mail: false })
  const ana = await people.as('maple', 'owner_admin')
  const shown = await people.ask('maple', 'POST', '/settings/people', { cookie: ana, form: NORA })
  const link = /http:\/\/maple\.localhost:\d+(\/welcome\/[A-Za-z0-9_-]{43})/.exec(shown.text)?.[1] ?? ''
  expect(shown.text).toContain('No mail is set up here')
  expect((await people.ask('maple', 'GET', link)).status).toBe(200)
  expect((await people.ask('maple', 'GET', '/settings/people', { cookie: ana })).text).not.toContain(link)
})

test('what was typed wrongly comes back with what is wrong, and changes nothing', async () => {
  await using people = await openPeople()
  const ana = await people.as('maple', 'owner_admin')
  const before = names(people)
  const refused = await people.ask('maple', 'POST', '/settings/people', {
    cookie: ana,
    form: { name: ' ', email: 'nora at maple', role: 'user' },
  })
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('nora at maple')
  expect(refused.text).toContain('Enter a name')
  const known = await people.ask('maple', 'POST', '/settings/people', { cookie: ana, form: { ...NORA, email: people.maple.emails.user } })
  expect(known.status).toBe(409)
  const odd = await people.ask('maple', 'POST', '/settings/people', { cookie: ana, form: { ...NORA, role: 'emperor' } })
  expect(odd.status).toBe(422)
  expect(names(people)).toEqual(before)
  await people.post()
  expect(people.mailbox.mails).toEqual([])
})

test('a program that acts for an owner does the same in JSON; a key may not', async () => {
  await using people = await openPeople({ mail: false })
  const { accessToken: bearer } = await people.tokens('maple', 'owner_admin')
  const made = await people.ask('maple', 'POST', '/api/people', { bearer, json: NORA })
  expect(made.status).toBe(201)
  const { id, link } = JSON.parse(made.text) as { id: string; link: string }
  expect((await people.ask('maple', 'GET', new URL(link).pathname)).status).toBe(200)
  expect(JSON.parse((await people.ask('maple', 'GET', `/api/people/${id}`, { bearer })).text)).toMatchObject({
    name: NORA.name,
    state: 'invited',
    lastSignInAt: null,
  })
  expect((await people.ask('maple', 'DELETE', `/api/people/${id}`, { bearer })).status).toBe(204)
  expect((await people.ask('maple', 'GET', `/api/people/${id}`, { bearer })).status).toBe(404)
  expect((await people.ask('maple', 'GET', '/api/people', { bearer: people.maple.key })).status).toBe(403)
  expect((await people.ask('maple', 'GET', '/settings/people', { cookie: await people.as('maple', 'user') })).status).toBe(403)
})
