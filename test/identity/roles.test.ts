import { expect, test } from 'bun:test'
import { listEvents } from '../../src/audit/index.ts'
import { OFFERED } from '../../src/identity/index.ts'
import { openPeople } from './people-world.ts'

test('a doctor is made by page, by invitation and by program, and does what a doctor may', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, maple } = people
  const ana = await people.as('maple', 'owner_admin')
  const { id } = people.person('maple', maple.emails.user)
  const page = await ask('maple', 'GET', `/settings/people/${id}`, { cookie: ana })
  expect(page.text).toContain('Doctor: send and read faxes, keep contacts')
  expect((await ask('maple', 'POST', `/settings/people/${id}/role`, { cookie: ana, form: { role: 'doctor' } })).status).toBe(303)
  const uma = await people.as('maple', 'user')
  expect((await ask('maple', 'GET', '/faxes', { cookie: uma })).status).toBe(200)
  expect((await ask('maple', 'GET', '/settings', { cookie: uma })).status).toBe(403)
  expect(JSON.parse((await ask('maple', 'GET', '/api/me', { cookie: uma })).text).permissions).toContain('prescriptions:create')
  const nurse = { name: 'Nia', email: 'nia@maple.test', role: 'nurse' }
  expect((await ask('maple', 'POST', '/settings/people', { cookie: ana, form: nurse })).text).toContain('/welcome/')
  const staff = { name: 'Stan', email: 'stan@maple.test', role: 'staff' }
  expect((await ask('maple', 'POST', '/api/people', { cookie: ana, json: staff })).status).toBe(201)
  const changed = maple.file.read((tx) => listEvents(tx, { action: 'user.role_changed' }))
  expect(changed.map(({ detail }) => JSON.parse(detail))).toEqual([{ from: 'user', to: 'doctor' }])
  expect(people.person('harbor', people.harbor.emails.user).role).toBe('user')
})

test('nobody is made a patient before there are patients', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, maple } = people
  const ana = await people.as('maple', 'owner_admin')
  const { id } = people.person('maple', maple.emails.user)
  expect((await ask('maple', 'GET', `/settings/people/${id}`, { cookie: ana })).text).not.toContain('>Patient')
  expect((await ask('maple', 'POST', `/settings/people/${id}/role`, { cookie: ana, form: { role: 'patient' } })).status).toBe(422)
  expect((await ask('maple', 'PATCH', `/api/people/${id}`, { cookie: ana, json: { role: 'patient' } })).status).toBe(422)
  expect(people.person('maple', maple.emails.user).role).toBe('user')
})

test('who may do what can be read by everybody here, as a page, a table and by program', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, maple } = people
  const uma = await people.as('maple', 'user')
  const { text } = await ask('maple', 'GET', '/roles', { cookie: uma })
  for (const word of ['Owner', 'Read faxes, sent and received', 'Write prescriptions']) expect(text).toContain(word)
  const table = (await ask('maple', 'GET', '/roles.csv', { cookie: uma })).text
  expect(table.split('\r\n')[0]).toBe(
    `\uFEFFRight,Permission,Owner,Administrator,Front desk,Auditor,Doctor,Nurse,Clinic staff,Lab technician,Pharmacist`,
  )
  expect(table).toContain('"Read faxes, sent and received",faxes:read,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Their own,Their own')
  const { roles } = JSON.parse((await ask('maple', 'GET', '/api/roles', { bearer: maple.key })).text)
  expect(roles.map(({ role }: { role: string }) => role)).toEqual([...OFFERED])
})
