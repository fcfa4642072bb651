import { expect, test } from 'bun:test'
import { findOperator } from '../../../src/identity/index.ts'
import { SURE } from '../../support/second-factor.ts'
import { MINUTE, openConsole } from './console-world.ts'

const linkIn = (html: string): string => /console\/enrolment\/([\w-]{43})/.exec(html)?.[1] ?? ''

test('a super admin invites somebody, changes their role, suspends, lets in again, gives a new link, and removes them', async () => {
  using world = openConsole()
  const olu = await world.operator('Olu')
  const post = (path: string, form: Record<string, string> = {}) => world.ask(`/console/operators${path}`, { cookie: olu.cookie, form })
  const invited = await post('', { name: 'Pia', email: 'pia@frontdesk.test', role: 'support' })
  expect(invited.status).toBe(201)
  const { answer, device } = await world.enrolByPasskey(linkIn(await invited.text()))
  expect(answer.status).toBe(303)
  const list = await (await world.ask('/api/admin/operators', { cookie: olu.cookie })).json()
  const { data } = list as { data: { id: string; name: string; role: string; state: string }[] }
  const { id = '' } = data.find(({ name }) => name === 'Pia') ?? {}
  const now = async () => {
    const found = (await (await world.ask(`/api/admin/operators/${id}`, { cookie: olu.cookie })).json()) as { role: string; state: string }
    return [found.role, found.state]
  }
  expect(await now()).toEqual(['support', 'active'])
  await post(`/${id}/role`, { role: 'super_admin' })
  expect(await now()).toEqual(['super_admin', 'active'])
  await post(`/${id}/suspension`)
  expect([await now(), (await world.signInBy(device)).status]).toEqual([['super_admin', 'suspended'], 401])
  await post(`/${id}/readmission`)
  expect((await world.signInBy(device)).status).toBe(303)
  const unsure = await post(`/${id}/link`, { sureBy: '', sureNote: 'they wrote to me' })
  expect([unsure.status, (await unsure.text()).includes('value="they wrote to me"')]).toEqual([422, true])
  expect((await world.ask(`/api/admin/operators/${id}/links`, { cookie: olu.cookie, json: {} })).status).toBe(422)
  expect((await world.signInBy(device)).status).toBe(303)
  const again = await post(`/${id}/link`, SURE)
  expect(world.told('operator.recovered')).toMatchObject([SURE])
  expect([(await world.signInBy(device)).status, (await world.enrolByPasskey(linkIn(await again.text()))).answer.status]).toEqual([
    401, 303,
  ])
  expect((await post(`/${id}/removal`)).status).toBe(303)
  expect((await world.ask(`/console/operators/${id}`, { cookie: olu.cookie })).status).toBe(404)
  const page = await (await world.ask('/console/trail', { cookie: olu.cookie })).text()
  for (const text of ['Operator invited', 'Operator removed', 'Pia', 'Operator Olu', 'Verified']) expect(page).toContain(text)
})

test('nobody does any of it to themselves, and what is typed wrongly comes back', async () => {
  using world = openConsole()
  const olu = await world.operator('Olu')
  const ask = (path: string, form: Record<string, string> = {}) => world.ask(`/console/operators${path}`, { cookie: olu.cookie, form })
  for (const what of ['suspension', 'removal', 'link'])
    expect([what, (await ask(`/${olu.account.id}/${what}`, SURE)).status]).toEqual([what, 409])
  expect((await ask(`/${olu.account.id}/role`, { role: 'support' })).status).toBe(409)
  const refused = await ask('', { name: 'Quinn', email: 'nowhere', role: 'king' })
  const html = await refused.text()
  expect([refused.status, html.includes('value="Quinn"'), html.includes('Enter an e-mail address')]).toEqual([422, true, true])
  expect((await ask('', { name: 'Olu', email: olu.email, role: 'support' })).status).toBe(409)
})

test('a key is made with a fresh proof, shown once, works for a program, and stops when it is revoked', async () => {
  using world = openConsole()
  const { cookie, account } = await world.operator('Olu')
  const html = await (await world.ask('/console/keys', { cookie, form: { name: 'Nightly' } })).text()
  const key = /fdop_[\w-]{43}/.exec(html)?.[0] ?? ''
  const works = async () => (await world.ask('/api/admin/tenants', { bearer: key })).status
  expect([await works(), (await (await world.ask('/console/keys', { cookie })).text()).includes(key)]).toEqual([200, false])
  const id = world.parts.control.read((tx) => findOperator(tx, key)?.id)
  expect((await world.ask('/api/admin/operator-keys', { bearer: key })).status).toBe(403)
  await world.ask(`/console/keys/${id}/revocation`, { cookie, form: {} })
  expect(await works()).toBe(401)
  expect(world.told('operator.created')[0]).toMatchObject({ actorId: account.id })
  world.later(6 * MINUTE)
  const late = await world.ask('/api/admin/operator-keys', { cookie, json: { name: 'Late' } })
  expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([403, 'unproven'])
})

test('support sees offices and the trail, and neither makes an office nor sees who operates', async () => {
  using world = openConsole()
  const { cookie } = await world.operator('Pia', 'support')
  const html = await (await world.ask('/console/offices', { cookie })).text()
  expect([html.includes('Maple Street'), html.includes('/console/offices/new'), html.includes('/console/keys')]).toEqual([
    true,
    false,
    false,
  ])
  for (const path of ['/console/offices/new', '/console/operators', '/console/keys'])
    expect([path, (await world.ask(path, { cookie })).status]).toEqual([path, 403])
  const made = await world.ask('/console/offices', { cookie, form: { name: 'Oak', slug: 'oak', ownerEmail: 'o@oak.test' } })
  expect(made.status).toBe(403)
})

test('offices are found by name or address; one is made with a link for its owner, or refused with what was typed', async () => {
  using world = openConsole()
  const { cookie, account } = await world.operator('Olu')
  const found = async (q: string) => {
    const html = await (await world.ask(`/console/offices?q=${q}`, { cookie })).text()
    return ['Maple Street', 'Harbor Dental'].filter((name) => html.includes(name))
  }
  expect([await found('harb'), await found('STREET'), await found('nothing')]).toEqual([['Harbor Dental'], ['Maple Street'], []])
  const make = (slug: string) => world.ask('/console/offices', { cookie, form: { name: 'Oak Clinic', slug, ownerEmail: 'o@oak.test' } })
  const refused = await make('maple')
  expect([refused.status, (await refused.text()).includes('value="Oak Clinic"')]).toEqual([409, true])
  const made = await make('oak')
  const token = /oak\.localhost:3000\/welcome\/([\w-]+)/.exec(await made.text())?.[1]
  expect([made.status, (await world.ask(`/welcome/${token}`, { host: 'oak.localhost' })).status]).toEqual([201, 200])
  expect(world.told('tenant.created')[0]).toMatchObject({ actorId: account.id })
  const one = await world.ask(`/console/offices/${world.offices.maple.id}`, { cookie })
  expect([one.status, (await one.text()).includes('Nothing is replicated on this machine')]).toEqual([200, true])
})
