import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { Glob } from 'bun'
import { sql } from 'drizzle-orm'
import { mayHear } from '../src/hearing.ts'
import { ALLOWED, findUserByEmail, type Role } from '../src/identity/index.ts'
import { colleague, type Office, openWorld, type World } from './support/server.ts'
import { addFax } from './support/waiting-fax.ts'
import { furnish } from './support/wall.ts'

const SRC = join(import.meta.dir, '../src')
let world: World
let maple: Office
let received = ''
beforeAll(async () => {
  world = openWorld()
  maple = world.offices.maple
  colleague(maple, 'pharmacist')
  received = (await furnish(world.parts, maple))['received']?.['id'] ?? ''
})
afterAll(() => world[Symbol.dispose]())

const idOf = (role: Role) => maple.file.read((tx) => findUserByEmail(tx, maple.emails[role])?.id ?? '')
const as = (role: Role, reach?: 'own') => ({
  tenant: world.parts.tenants.as(maple.id, { kind: 'user', id: idOf(role), ...(reach && { reach }) }),
  permissions: ALLOWED[role],
})
const faxOf = (role: Role) => addFax(world.parts, maple, idOf(role))
const ids = () => maple.file.read(({ db }) => db.all<{ id: string }>(sql`SELECT id FROM faxes`)).map(({ id }) => id)

test('who sees only their own hears of their own faxes and of what was assigned to them, and of no other', async () => {
  const [own, theirs] = [await faxOf('pharmacist'), await faxOf('user')]
  const pia = as('pharmacist', 'own')
  const heard = (topic: string) => mayHear(pia, topic)
  expect([heard(`fax:${own}`), heard(`fax:${theirs}`), heard('fax:nobody'), heard(`received:${received}`)]).toEqual([
    true,
    false,
    false,
    false,
  ])
  maple.file.write(({ db }) => void db.run(sql`UPDATE received_faxes SET assigned_to = ${idOf('pharmacist')}`))
  expect(heard(`received:${received}`)).toBe(true)
  expect([heard('faxes'), heard('received')]).toEqual([true, true])
  expect(mayHear(as('user'), `fax:${own}`)).toBe(true)
  // In an emergency they see all of them, and hear so.
  expect(mayHear(as('pharmacist'), `fax:${theirs}`)).toBe(true)
})

test('who may not see something does not hear that it changed', () => {
  const all = ['faxes', `fax:${ids()[0]}`, 'received', `received:${received}`, 'job:1', 'takeaways', 'something else', 'something:else']
  const heard = (role: Role) => all.filter((topic) => mayHear(as(role), topic))
  expect(heard('owner_admin')).toEqual(all.slice(0, 6))
  expect(heard('admin')).toEqual(all.slice(0, 5))
  expect(heard('user')).toEqual(all.slice(0, 4))
  expect(mayHear({ ...as('user'), permissions: ALLOWED.patient }, 'faxes')).toBe(false)
})

test('every topic that is announced anywhere is heard by somebody', async () => {
  const owner = as('owner_admin')
  const silent: string[] = []
  let announced = 0
  for (const path of new Glob('**/*.ts').scanSync(SRC)) {
    const text = await Bun.file(join(SRC, path)).text()
    for (const [, topic = ''] of text.matchAll(/kind: 'changed', topic: [`']([a-z]+)/g)) {
      announced += 1
      if (!mayHear(owner, topic)) silent.push(`${path} announces ${topic}`)
    }
  }
  expect([announced > 4, silent]).toEqual([true, []])
})
