import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { listUsers } from '../../src/identity/index.ts'
import { SURE } from '../support/second-factor.ts'
import { names, openPeople, type People } from './people-world.ts'

const idOf = (people: People, role: 'owner_admin' | 'admin' | 'user' | 'auditor') => people.person('maple', people.maple.emails[role]).id

test('the list says who works here, as what, and when they were last here', async () => {
  await using people = await openPeople()
  const ana = await people.as('maple', 'owner_admin')
  const { text } = await people.ask('maple', 'GET', '/settings/people', { cookie: ana })
  for (const word of ['Ana Ortiz', 'user@maple.test', 'Front desk', 'Owner', 'Active', 'Invited', 'Never signed in'])
    expect(text).toContain(word)
  expect(text).not.toContain('harbor.test')
  expect(people.person('maple', people.maple.emails.owner_admin).lastSignInAt).toBeInstanceOf(Date)
})

test('the last owner can be neither demoted, nor suspended, nor removed, whoever tries', async () => {
  await using people = await openPeople()
  const { ask, maple } = people
  const ana = await people.as('maple', 'owner_admin')
  const bo = idOf(people, 'admin')
  await ask('maple', 'POST', `/settings/people/${bo}/role`, { cookie: ana, form: { role: 'owner_admin' } })
  const boNow = await people.as('maple', 'admin')
  const own = idOf(people, 'owner_admin')
  expect((await ask('maple', 'POST', `/settings/people/${own}/suspension`, { cookie: boNow })).status).toBe(303)
  for (const [act, form] of [
    ['role', { role: 'user' }],
    ['suspension', {}],
    ['removal', {}],
  ] as const) {
    const { status } = await ask('maple', 'POST', `/settings/people/${bo}/${act}`, { cookie: boNow, form })
    expect([act, status]).toEqual([act, 409])
  }
  expect(people.person('maple', maple.emails.admin)).toMatchObject({ role: 'owner_admin', state: 'active' })
})

test('an administrator can do nothing to an owner, and make nobody one', async () => {
  await using people = await openPeople()
  const { ask } = people
  const bo = await people.as('maple', 'admin')
  const [ana, uma] = [idOf(people, 'owner_admin'), idOf(people, 'user')]
  const before = people.maple.file.read(listUsers)
  for (const act of ['suspension', 'removal', 'reset', 'readmission'])
    expect([act, (await ask('maple', 'POST', `/settings/people/${ana}/${act}`, { cookie: bo, form: SURE })).status]).toEqual([act, 403])
  expect((await ask('maple', 'POST', `/settings/people/${ana}/role`, { cookie: bo, form: { role: 'user' } })).status).toBe(403)
  for (const id of [uma, idOf(people, 'admin')]) {
    const { status } = await ask('maple', 'POST', `/settings/people/${id}/role`, { cookie: bo, form: { role: 'owner_admin' } })
    expect([403, 409]).toContain(status)
  }
  const invited = await ask('maple', 'POST', '/settings/people', {
    cookie: bo,
    form: { name: 'N', email: 'n@maple.test', role: 'owner_admin' },
  })
  expect(invited.status).toBe(403)
  expect(people.maple.file.read(listUsers)).toEqual(before)
  await people.post()
  expect(people.mailbox.mails).toEqual([])
})

test('whoever is removed keeps their name in the records, and their address is free', async () => {
  await using people = await openPeople()
  const ana = await people.as('maple', 'owner_admin')
  await people.as('maple', 'user')
  const id = idOf(people, 'user')
  await people.ask('maple', 'POST', `/settings/people/${id}/removal`, { cookie: ana })
  expect(names(people)).not.toContain('Uma Reyes')
  expect((await people.ask('maple', 'GET', `/settings/people/${id}`, { cookie: ana })).status).toBe(404)
  expect((await people.ask('maple', 'GET', '/audit', { cookie: ana })).text).toContain('Uma Reyes')
  const form = { name: 'Una Reyes', email: people.maple.emails.user, role: 'user' }
  expect((await people.ask('maple', 'POST', '/settings/people', { cookie: ana, form })).status).toBe(303)
})

test('every act leaves its entry, and a refused one none', async () => {
  await using people = await openPeople()
  const ana = await people.as('maple', 'owner_admin')
  const actions = () => people.maple.file.read((tx) => listEvents(tx)).map(({ action }) => action)
  const id = idOf(people, 'user')
  const before = actions().length
  for (const act of ['suspension', 'readmission', 'reset', 'removal'])
    await people.ask('maple', 'POST', `/settings/people/${id}/${act}`, { cookie: ana, form: SURE })
  expect(
    actions()
      .slice(0, actions().length - before)
      .toReversed(),
  ).toEqual(['user.suspended', 'user.restored', 'password.reset_begun', 'user.removed'])
  const after = actions().length
  await people.ask('maple', 'POST', `/settings/people/${idOf(people, 'owner_admin')}/removal`, { cookie: ana })
  expect(actions().length).toBe(after)
})

test('who proved long ago who they are is asked again before anything about people changes', async () => {
  await using people = await openPeople()
  const { ask } = people
  const ana = await people.as('maple', 'owner_admin')
  const { accessToken: bearer } = await people.tokens('maple', 'owner_admin')
  const before = people.maple.file.read(listUsers)
  people.later(6 * 60_000)
  const form = { name: 'Nora Quist', email: 'nora@maple.test', role: 'user' }
  const asked = await ask('maple', 'POST', '/settings/people', { cookie: ana, form })
  expect([asked.status, asked.text.includes('Nora Quist')]).toEqual([403, true])
  expect((await ask('maple', 'POST', '/api/people', { bearer, json: form })).status).toBe(403)
  expect((await ask('maple', 'DELETE', `/api/people/${idOf(people, 'user')}`, { bearer })).status).toBe(403)
  expect(people.maple.file.read(listUsers)).toEqual(before)
  expect((await ask('maple', 'GET', '/settings/people', { cookie: ana })).status).toBe(200)
})
