import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { colleague } from '../support/server.ts'
import { addFax } from '../support/waiting-fax.ts'
import { openPeople, type People } from './people-world.ts'

const REASON = 'Mr. Nettleship is unconscious and nobody else is here.'
const asking = { permission: 'faxes:read', reason: REASON, minutes: 60 }

async function inNeed(people: People) {
  const { maple, parts } = people
  colleague(maple, 'pharmacist')
  await addFax(parts, maple, people.person('maple', maple.emails.user).id)
  const [ana, pia] = [await people.as('maple', 'owner_admin'), await people.as('maple', 'pharmacist')]
  const seen = async (cookie: string) => JSON.parse((await people.ask('maple', 'GET', '/api/faxes', { cookie })).text).totalItems
  return { ana, pia, seen }
}
const actions = ({ maple }: People) => maple.file.read((tx) => listEvents(tx, { action: 'emergency' })).map(({ action }) => action)
/** Who signed in by the password alone proves it again by the password. */
async function prove(people: People, cookie: string): Promise<string> {
  const { headers } = await people.ask('maple', 'POST', '/api/me/proofs', { cookie, json: { proof: 'four words you will remember' } })
  return headers.get('set-cookie')?.split(';')[0] ?? ''
}

test('what cannot wait is opened after a proof, for an hour; owners hear of it, without a word about a patient', async () => {
  await using people = await openPeople()
  const { ask } = people
  const { ana, pia, seen } = await inNeed(people)
  expect(await seen(pia)).toBe(0)
  expect((await ask('maple', 'POST', '/emergency', { cookie: pia, form: { ...asking, minutes: '60' } })).text).toContain('Is it you?')
  const proven = await prove(people, pia)
  expect((await ask('maple', 'POST', '/emergency', { cookie: proven, form: { ...asking, reason: 'soon', minutes: '60' } })).status).toBe(
    422,
  )
  expect((await ask('maple', 'POST', '/emergency', { cookie: proven, form: { ...asking, minutes: '60' } })).status).toBe(303)
  expect(await seen(proven)).toBe(1)
  expect(actions(people)).toEqual(['emergency.used', 'emergency.opened'])
  await people.post()
  expect(people.mailbox.mails.flatMap(({ to }) => to).join()).toContain('owner_admin@maple.test')
  expect(JSON.stringify(people.mailbox.mails)).not.toContain('Nettleship')
  expect((await ask('maple', 'GET', '/faxes', { cookie: ana })).text).toContain('opened records in an emergency')
  people.later(61 * 60_000)
  const again = await people.as('maple', 'pharmacist')
  expect(JSON.parse((await ask('maple', 'GET', '/api/faxes', { cookie: again })).text).totalItems).toBe(0)
})

test('an owner ends it at once and reviews it, once; nobody reviews their own', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, maple } = people
  const { ana, seen, ...need } = await inNeed(people)
  const pia = await prove(people, need.pia)
  const opened = await ask('maple', 'POST', '/api/me/emergencies', { cookie: pia, json: asking })
  const { id } = JSON.parse(opened.text)
  expect([opened.status, await seen(pia)]).toEqual([201, 1])
  expect((await ask('maple', 'PUT', `/api/emergencies/${id}/review`, { cookie: pia, json: { verdict: 'justified' } })).status).toBe(403)
  expect((await ask('maple', 'GET', '/settings/emergencies', { cookie: ana })).text).toContain('Nettleship')
  expect((await ask('maple', 'POST', `/settings/emergencies/${id}/ending`, { cookie: ana })).status).toBe(303)
  expect(await seen(pia)).toBe(0)
  const review = { verdict: 'unjustified', note: 'Call me first.' }
  expect((await ask('maple', 'POST', `/settings/emergencies/${id}/review`, { cookie: ana, form: review })).status).toBe(303)
  expect((await ask('maple', 'PUT', `/api/emergencies/${id}/review`, { cookie: ana, json: review })).status).toBe(409)
  expect(actions(people)).toEqual(['emergency.reviewed', 'emergency.ended', 'emergency.used', 'emergency.opened'])
  expect(JSON.stringify(maple.file.read((tx) => listEvents(tx, { action: 'emergency' })))).not.toContain('Nettleship')
  expect((await ask('harbor', 'DELETE', `/api/emergencies/${id}`, { cookie: await people.as('harbor', 'owner_admin') })).status).toBe(404)
})

test('who sees it already opens nothing, and neither does a key', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, maple } = people
  const uma = await prove(people, await people.as('maple', 'user'))
  const refused = await ask('maple', 'POST', '/api/me/emergencies', { cookie: uma, json: asking })
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('sees this already')])
  expect((await ask('maple', 'POST', '/api/me/emergencies', { bearer: maple.key, json: asking })).status).toBe(403)
  expect(actions(people)).toEqual([])
})
