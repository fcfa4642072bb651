import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../src/audit/index.ts'
import { newTotpSecret, renewRecoveryCodes, shutOut, standingOf, totpAt } from '../../src/identity/index.ts'
import { codeOf } from '../support/second-factor.ts'
import { openPeople, type People } from './people-world.ts'

/** Signed in with a browser that kept its cookie. */
const at = (session: string, browser: string): string => `${session}; browser=${browser.padEnd(43, '-')}`
const json = async (people: People, cookie: string, path: string) => JSON.parse((await people.ask('maple', 'GET', path, { cookie })).text)
const deviceActs = ({ maple }: People) =>
  maple.file.read((tx) => listEvents(tx, { limit: 50 }).filter(({ action }) => action.startsWith('device.'))).map(({ action }) => action)

/** Ana switched the rule on from her desk. */
async function guarded(people: People): Promise<{ desk: string; session: string }> {
  const session = await people.as('maple', 'owner_admin')
  const desk = at(session, 'desk')
  const on = await people.ask('maple', 'POST', '/settings/access/devices/rule', { cookie: desk, form: { onlyApproved: 'on' } })
  expect([on.status, on.headers.get('location')]).toEqual([303, '/settings/access/devices?notice=on'])
  return { desk, session }
}

test('once an owner says so, owners and admins come in only from approved devices, and everybody else as before', async () => {
  await using people = await openPeople({ mail: false })
  const { ask } = people
  const { desk, session } = await guarded(people)
  const [bo, uma] = [await people.as('maple', 'admin'), await people.as('maple', 'user')]
  const { accessToken } = await people.tokens('maple', 'owner_admin')
  expect((await ask('maple', 'GET', '/faxes', { cookie: desk })).status).toBe(200)
  expect((await ask('maple', 'GET', '/faxes', { cookie: at(uma, 'any') })).status).toBe(200)
  expect((await ask('maple', 'GET', '/faxes', { bearer: people.maple.key })).status).toBe(200)
  for (const cookie of [session, at(session, 'phone'), at(bo, 'phone'), 'not-a-cookie; '.concat(bo)]) {
    const led = await ask('maple', 'GET', '/faxes', { cookie })
    expect([led.status, led.headers.get('location')]).toEqual([303, '/device'])
    const told = await ask('maple', 'GET', '/api/faxes', { cookie })
    expect([told.status, JSON.parse(told.text).code]).toEqual([403, 'unapproved'])
  }
  expect((await ask('maple', 'POST', '/contacts', { cookie: at(bo, 'phone'), form: { name: 'X' } })).text).toContain('href="/device"')
  expect((await ask('maple', 'GET', '/api/faxes', { bearer: accessToken })).status).toBe(403)
  expect((await ask('harbor', 'GET', '/faxes', { cookie: await people.as('harbor', 'owner_admin') })).status).toBe(200)
  const off = await ask('maple', 'PUT', '/api/access/device-rule', { cookie: desk, json: { onlyApproved: false } })
  expect(off.status).toBe(200)
  expect((await ask('maple', 'GET', '/faxes', { cookie: at(bo, 'phone') })).status).toBe(200)
  expect(deviceActs(people)).toEqual(['device.not_required', 'device.required', 'device.approved'])
})

test('at another device a person asks, an owner approves from an approved one, and removes it again', async () => {
  await using people = await openPeople()
  const { ask, mailbox } = people
  const { desk, session } = await guarded(people)
  const laptop = at(await people.as('maple', 'admin'), 'laptop')
  expect((await ask('maple', 'GET', '/device', { cookie: laptop })).text).toContain('Ask for approval')
  for (let n = 0; n < 2; n++) await ask('maple', 'POST', '/device', { cookie: laptop })
  expect((await ask('maple', 'GET', '/device', { cookie: laptop })).text).toContain('waits for an owner')
  await people.post()
  const letters = mailbox.mails.filter(({ text }) => text.includes('Subject: A device waits for approval'))
  expect(letters.map(({ to }) => to)).toEqual([[people.maple.emails.owner_admin]])
  const { data } = await json(people, desk, '/api/access/devices')
  expect(data).toMatchObject([
    { approvedAt: null, isOwn: false, askedBy: people.person('maple', people.maple.emails.admin).id },
    { isOwn: true, approvedBy: people.person('maple', people.maple.emails.owner_admin).id },
  ])
  const place = `/settings/access/devices/${data[0].id}`
  expect((await ask('maple', 'POST', `${place}/approval`, { cookie: laptop })).status).toBe(403)
  expect((await ask('maple', 'POST', `${place}/approval`, { cookie: at(session, 'phone') })).status).toBe(403)
  expect((await ask('harbor', 'POST', `${place}/approval`, { cookie: await people.as('harbor', 'owner_admin') })).status).toBe(404)
  expect((await ask('maple', 'GET', '/faxes', { cookie: laptop })).status).toBe(303)
  expect((await ask('maple', 'POST', `${place}/approval`, { cookie: desk })).status).toBe(303)
  expect((await ask('maple', 'GET', '/faxes', { cookie: laptop })).status).toBe(200)
  expect((await ask('maple', 'POST', place, { cookie: desk, form: { name: ' ' } })).status).toBe(422)
  expect((await ask('maple', 'POST', place, { cookie: desk, form: { name: 'Bo’s laptop' } })).status).toBe(303)
  expect((await ask('maple', 'GET', '/settings/access/devices', { cookie: desk })).text).toContain('Bo’s laptop')
  expect((await ask('maple', 'DELETE', `/api/access/devices/${data[1].id}`, { cookie: desk })).status).toBe(409)
  expect((await ask('maple', 'DELETE', `/api/access/devices/${data[0].id}`, { cookie: desk })).status).toBe(204)
  expect((await ask('maple', 'GET', '/faxes', { cookie: laptop })).status).toBe(303)
  expect(deviceActs(people).slice(0, 4)).toEqual(['device.removed', 'device.renamed', 'device.approved', 'device.asked'])
})

test('an owner who lost every approved device comes in by a recovery code, once, and every owner hears of it', async () => {
  await using people = await openPeople()
  const { ask, maple } = people
  await guarded(people)
  const { owner_admin: email, admin } = maple.emails
  const { id } = people.person('maple', email)
  const [phone, bo] = [at(await people.as('maple', 'owner_admin'), 'phone'), at(await people.as('maple', 'admin'), 'other')]
  const recover = (cookie: string, code: string) => ask('maple', 'POST', '/device/recovery', { cookie, form: { code } })
  const secret = newTotpSecret()
  maple.file.write((tx) => void tx.db.run(sql`UPDATE factors SET secret = ${secret}, last_step = 0 WHERE user_id = ${id}`))
  const byPhone = await recover(phone, totpAt(secret, new Date()))
  expect([byPhone.status, byPhone.text.includes('The code of your phone is not enough here')]).toEqual([422, true])
  expect((await recover(phone, 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA')).status).toBe(422)
  expect((await recover(bo, codeOf(maple.file, admin))).status).toBe(409)
  expect((await ask('maple', 'GET', '/faxes', { cookie: phone })).status).toBe(303)
  const code = codeOf(maple.file, email)
  expect((await recover(phone, code)).status).toBe(303)
  expect((await ask('maple', 'GET', '/faxes', { cookie: phone })).status).toBe(200)
  expect((await recover(at(phone.split(';')[0] ?? '', 'thief'), code)).status).toBe(422)
  await people.post()
  expect(people.mailbox.mails.filter(({ text }) => text.includes('Subject: A device was approved by a recovery code'))).toHaveLength(1)
  expect(deviceActs(people)[0]).toBe('device.recovered')
})

test('who has no recovery codes, or no browser, cannot switch it on and shut themselves out', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, maple } = people
  const desk = at(await people.as('maple', 'owner_admin'), 'desk')
  const [bo, { accessToken }] = [await people.as('maple', 'admin'), await people.tokens('maple', 'owner_admin')]
  const set = (asking: { cookie?: string; bearer?: string }) =>
    ask('maple', 'PUT', '/api/access/device-rule', { ...asking, json: { onlyApproved: true } })
  expect((await set({ cookie: at(bo, 'desk') })).status).toBe(403)
  expect((await set({ bearer: accessToken })).status).toBe(409)
  maple.file.write((tx) => void tx.db.run(sql`DELETE FROM recovery_codes`))
  const without = await set({ cookie: desk })
  expect([without.status, JSON.parse(without.text).detail]).toEqual([409, expect.stringContaining('recovery codes')])
  expect(deviceActs(people)).toEqual([])
  maple.file.write((tx) => void renewRecoveryCodes(tx, people.person('maple', maple.emails.owner_admin).id))
  expect((await set({ cookie: desk })).status).toBe(200)
  const waits = { cookie: at(bo, 'forgotten') }
  await ask('maple', 'POST', '/device', waits)
  people.later(8 * 24 * 3_600_000)
  const again = at(await people.as('maple', 'admin'), 'today')
  await ask('maple', 'POST', '/device', { cookie: again })
  const { data } = await json(people, at(await people.as('maple', 'owner_admin'), 'desk'), '/api/access/devices')
  expect(data.map(({ approvedAt }: { approvedAt: string | null }) => approvedAt === null)).toEqual([true, false])
})

test('twenty devices may wait and a hundred be approved; the next is told what to do', async () => {
  await using people = await openPeople({ mail: false })
  const { ask, maple } = people
  const { desk } = await guarded(people)
  const { id } = people.person('maple', maple.emails.admin)
  const devices = (kind: string, count: number, approvedAt: number | null) =>
    maple.file.write((tx) => {
      for (let n = 0; n < count; n++)
        tx.db.run(
          sql`INSERT INTO devices VALUES (${crypto.randomUUID()}, ${`${kind}-${n}`}, 'A browser', '', ${id}, ${tx.now.getTime()}, ${approvedAt && id}, ${approvedAt})`,
        )
    })
  const bo = at(await people.as('maple', 'admin'), 'laptop')
  await ask('maple', 'POST', '/device', { cookie: bo })
  const { data } = await json(people, desk, '/api/access/devices')
  devices('approved', 99, 1)
  const full = await ask('maple', 'POST', `/api/access/devices/${data[0].id}/approval`, { cookie: desk })
  expect([full.status, JSON.parse(full.text).detail]).toEqual([409, expect.stringContaining('at most 100 approved')])
  devices('waiting', 19, null)
  const crowd = await ask('maple', 'POST', '/api/me/device', { cookie: at(await people.as('maple', 'admin'), 'another') })
  expect([crowd.status, JSON.parse(crowd.text).detail]).toEqual([409, expect.stringContaining('20 devices are waiting')])
})

test('the rule is among the reasons why somebody may, now and as it was then', async () => {
  await using people = await openPeople({ mail: false })
  const { ask } = people
  const { id } = people.person('maple', people.maple.emails.admin)
  const bo = await people.as('maple', 'admin')
  await ask('maple', 'POST', '/contacts', { cookie: bo, form: { name: 'Elm Clinic', fax: '+15550120077' } })
  const { desk } = await guarded(people)
  const why = async (path: string) => {
    const { allowed, because } = await json(people, desk, path)
    return [allowed, because.map(({ rule }: { rule: string }) => rule)]
  }
  const seqOf = (action: string) => people.maple.file.read((tx) => listEvents(tx, { action })[0]?.seq)
  expect(await why(`/api/access/explanations?person=${id}&permission=faxes:read`)).toEqual([true, ['state', 'device', 'role']])
  expect(await why(`/api/access/replays/${seqOf('contact.added')}`)).toEqual([true, ['state', 'role']])
  await ask('maple', 'POST', '/settings/access/devices/rule', { cookie: desk, form: {} })
  expect(await why(`/api/access/replays/${seqOf('device.not_required')}`)).toEqual([true, ['state', 'device', 'role']])
  expect(await why(`/api/access/explanations?person=${id}&permission=faxes:read`)).toEqual([true, ['state', 'role']])
})

test('a file of another moment has the devices of today', async () => {
  await using people = await openPeople({ mail: false })
  const { maple } = people
  await guarded(people)
  const today = maple.file.read(standingOf)
  maple.file.write(({ db }) => {
    db.run(sql`DELETE FROM device_rule`)
    db.run(sql`UPDATE devices SET browser_hash = 'one that was removed since'`)
  })
  maple.file.write((tx) => shutOut(tx, today, false))
  expect(maple.file.read(standingOf).devices).toEqual(today.devices)
})
