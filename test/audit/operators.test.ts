import { expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents, operatorTrail, recordAct, verifyChain } from '../../src/audit/index.ts'
import { closeOffice, reopenOffice, shredTenant } from '../../src/custody/shredding/index.ts'
import { assignNumber } from '../../src/fax/index.ts'
import { createOperator, revokeOperator } from '../../src/identity/index.ts'
import { createOfficeKeys } from '../../src/keys/index.ts'
import { openTaking } from '../custody/taking-support.ts'
import { openFaxing } from '../support/faxing.ts'

setDefaultTimeout(30_000)
const OLIVE = { kind: 'operator', id: 'olive' } as const
type World = ReturnType<typeof openFaxing>
const told = ({ control }: Pick<World, 'control'>) =>
  operatorTrail(control)
    .read((tx) => listEvents(tx))
    .map(({ action, subjectId, actorId }) => [action, subjectId, actorId])
    .reverse()
const verified = ({ control }: Pick<World, 'control'>) => operatorTrail(control).read(verifyChain)

test('every act of operators on the control plane is in a chained trail of its own; offices have theirs', async () => {
  using world = openFaxing()
  const { control, ids, maple, harbor } = world
  const before = told(world)
  const theirs = harbor.read((tx) => listEvents(tx).length)
  const { operator } = control.write((tx) => createOperator(tx, 'Olive Park'))
  assignNumber({ control, tenant: maple }, '+15550100300')
  assignNumber({ control, tenant: maple }, '+15550100300')
  const rotation = createOfficeKeys({ ...world, dataDir: world.dataDir }).rotate(ids.maple, OLIVE)
  expect((await rotation.ended).state).toBe('done')
  world.tenants.close(ids.maple)
  closeOffice(world, ids.maple, 0, OLIVE)
  reopenOffice(world, ids.maple, OLIVE)
  expect(() => reopenOffice(world, ids.maple, OLIVE)).toThrow('not closing')
  closeOffice(world, ids.maple, 0, OLIVE)
  await shredTenant({ ...world, clock: () => world.now.value }, ids.maple, { by: 'Olive Park', now: true })
  control.write((tx) => revokeOperator(tx, operator.id))
  expect(told(world).slice(before.length)).toEqual([
    ['operator.created', operator.id, 'command-line'],
    ['number.assigned', ids.maple, 'ana'],
    ['rotation.begun', ids.maple, 'olive'],
    ['rotation.ended', ids.maple, 'olive'],
    ['tenant.closed', ids.maple, 'olive'],
    ['tenant.reopened', ids.maple, 'olive'],
    ['tenant.closed', ids.maple, 'olive'],
    ['tenant.destroyed', ids.maple, 'Olive Park'],
    ['operator.revoked', operator.id, 'command-line'],
  ])
  expect(verified(world)).toMatchObject({ valid: true, entries: before.length + 9 })
  expect(harbor.read((tx) => listEvents(tx).length)).toBe(theirs)
})

test('an act that is refused leaves no entry, and an entry can be neither changed nor removed', () => {
  using world = openFaxing()
  const { control } = world
  const before = told(world)
  expect(() => control.write((tx) => createOperator(tx, ' '))).toThrow()
  expect(() =>
    control.write((tx) => {
      recordAct(tx, OLIVE, 'tenant.closed', 'x')
      throw new Error('refused')
    }),
  ).toThrow('refused')
  expect(told(world)).toEqual(before)
  control.write((tx) => void createOperator(tx, 'Olive Park'))
  for (const change of [sql`UPDATE audit_events SET action = 'x'`, sql`DELETE FROM audit_events`])
    expect(() => control.write((tx) => void tx.db.run(change))).toThrow()
  control.write((tx) => {
    tx.db.run(sql`DROP TRIGGER audit_events_no_update`)
    tx.db.run(sql`UPDATE audit_events SET actor_id = 'another' WHERE seq = 1`)
  })
  expect(verified(world)).toMatchObject({ valid: false, brokenAt: 1, because: 'changed' })
})

test('operators read and verify their trail by JSON; an office’s owner does not', async () => {
  using taking = openTaking()
  const { parts, offices } = taking.world
  const { key } = parts.control.write((tx) => createOperator(tx, 'Olive Park'))
  const owner = await taking.token('maple', 'owner_admin')
  type Listed = { totalItems: number; data: { action: string; message: string; subjectId: string }[] }
  const listed = await taking.json<Listed>('admin', key, 'GET', '/api/admin/audit?action=tenant.created')
  expect(listed.data.map(({ subjectId }) => subjectId)).toEqual([offices.harbor.id, offices.maple.id])
  expect(listed.data[0]?.message).toBe('Office made')
  expect(await taking.json('admin', key, 'GET', '/api/admin/audit/verification')).toMatchObject({ valid: true })
  for (const path of ['', '/verification']) {
    expect((await taking.ask('maple', owner, 'GET', `/api/admin/audit${path}`)).status).toBe(404)
    expect((await taking.ask('admin', owner, 'GET', `/api/admin/audit${path}`)).status).toBe(401)
  }
})
