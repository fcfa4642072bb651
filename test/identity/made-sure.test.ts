import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { linkTo } from '../support/mailbox.ts'
import { SURE } from '../support/second-factor.ts'
import { openPeople, type People } from './people-world.ts'

const NORA = { name: 'Nora Quist', email: 'nora@maple.test', role: 'user' }
const lettersTo = ({ mailbox }: People, address: string) => mailbox.mails.filter(({ to }) => to.includes(address))
const said = (people: People, action: string) =>
  people.maple.file.read((tx) => listEvents(tx, { action })).map(({ detail }) => JSON.parse(detail) as unknown)

test('whoever gives somebody a way in anew says how they made sure that it is they who ask; else nothing changes', async () => {
  await using people = await openPeople()
  const { ask, maple, person } = people
  const [ana, bo, { accessToken: bearer }] = [
    await people.as('maple', 'owner_admin'),
    await people.as('maple', 'admin'),
    await people.tokens('maple', 'owner_admin'),
  ]
  await ask('maple', 'POST', '/settings/people', { cookie: ana, form: NORA })
  const ids = {
    nora: person('maple', NORA.email).id,
    uma: person('maple', maple.emails.user).id,
    bo: person('maple', maple.emails.admin).id,
  }
  const before = maple.file.read((tx) => listEvents(tx)).length
  const pages = [
    `/settings/people/${ids.nora}/invitation`,
    `/settings/people/${ids.uma}/reset`,
    `/settings/security/people/${ids.bo}/factor/removal`,
  ]
  const unsure = [
    { sureBy: '', sureNote: 'the voice sounded right' },
    { sureBy: 'a_feeling', sureNote: 'the voice sounded right' },
  ]
  for (const path of pages)
    for (const form of unsure) {
      const { status, text } = await ask('maple', 'POST', path, { cookie: ana, form })
      expect([path, status, text.includes('Choose how you made sure'), text.includes('value="the voice sounded right"')]).toEqual([
        path,
        422,
        true,
        true,
      ])
    }
  const calls = [`/api/people/${ids.nora}/invitations`, `/api/people/${ids.uma}/resets`, `/api/factors/${ids.bo}/resets`]
  for (const path of calls)
    for (const json of [{}, { sureBy: 'in_person', sureNote: ' ' }])
      expect([path, (await ask('maple', 'POST', path, { bearer, json })).status]).toEqual([path, 422])
  expect(maple.file.read((tx) => listEvents(tx)).length).toBe(before)
  expect((await ask('maple', 'GET', '/faxes', { cookie: bo })).status).toBe(200)
})

test('the trail keeps how, and the person is told by mail who it was and how, not what was noted', async () => {
  await using people = await openPeople()
  const { ask, maple, person } = people
  const ana = await people.as('maple', 'owner_admin')
  const [uma, bo] = [person('maple', maple.emails.user), person('maple', maple.emails.admin)]
  const form = { sureBy: 'called_back', sureNote: 'at 555 010 0177' }
  expect((await ask('maple', 'POST', `/settings/people/${uma.id}/reset`, { cookie: ana, form })).status).toBe(303)
  expect((await ask('maple', 'POST', `/settings/security/people/${bo.id}/factor/removal`, { cookie: ana, form })).status).toBe(303)
  await people.post()
  expect([said(people, 'password.reset_begun'), said(people, 'factor.reset')]).toEqual([[form], [form]])
  expect((await ask('maple', 'GET', '/audit', { cookie: ana })).text).toContain(
    'Second factor of a person reset, made sure by calling back',
  )
  for (const address of [uma.email, bo.email]) {
    const [letter] = lettersTo(people, address).filter(({ text }) => text.includes('Ana Ortiz'))
    expect(letter?.text).toContain('called you back at a number')
    expect(letter?.text).not.toContain('0177')
  }
  expect(new URL(linkTo(people.mailbox, uma.email)).pathname).toStartWith('/reset/')
})

test('who forgot a password and asks for a link themselves is not told that somebody else did', async () => {
  await using people = await openPeople()
  const { ask, maple, person } = people
  const ana = await people.as('maple', 'owner_admin')
  const { id, email } = person('maple', maple.emails.user)
  await ask('maple', 'POST', `/settings/people/${id}/reset`, { cookie: ana, form: SURE })
  await people.post()
  await ask('maple', 'POST', '/forgotten', { form: { email } })
  await people.post()
  expect(lettersTo(people, email).map(({ text }) => text.includes('Ana Ortiz'))).toEqual([true, false])
})
