import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { closeOffice, reopenOffice } from '../src/custody/shredding/index.ts'
import { createInbox } from '../src/fax/index.ts'
import { runJobs } from '../src/job-thread.ts'
import { provisionTenant, system } from '../src/tenancy/index.ts'
import { until } from './jobs/running.ts'
import { type Faxing, openFaxing } from './support/faxing.ts'
import { partsOf } from './support/house.ts'

const OPERATOR = system('test')
const statuses = ({ maple }: Faxing) =>
  maple.read((tx) => tx.db.all<{ status: string }>(sql`SELECT status FROM fax_recipients ORDER BY rowid`)).map(({ status }) => status)

/** Ana's faxes go while she works here. */
function openStaffed(): Faxing {
  const faxing = openFaxing()
  faxing.maple.write(({ db }) =>
    db.run(sql`INSERT INTO users (id, email, name, role, state, password_hash, created_at)
      VALUES ('ana', 'ana@maple.test', 'Ana', 'owner_admin', 'active', 'none', 0)`),
  )
  return faxing
}

const suspend = ({ control, ids }: Faxing) =>
  control.write((tx) => void tx.db.run(sql`UPDATE tenants SET state = 'suspended' WHERE id = ${ids.maple}`))
const restore = ({ control, ids }: Faxing) =>
  control.write((tx) => void tx.db.run(sql`UPDATE tenants SET state = 'active' WHERE id = ${ids.maple}`))

const endings = [
  [
    'closed',
    (faxing: Faxing) => void closeOffice(faxing, faxing.ids.maple, 30, OPERATOR),
    (faxing: Faxing) => reopenOffice(faxing, faxing.ids.maple, OPERATOR),
  ],
  ['suspended', suspend, restore],
] as const

test.each(endings)('a job of an office that is %s waits until it is open again', async (_, end, open) => {
  using faxing = openStaffed()
  const { carrier, ids, logged } = faxing
  await faxing.submit(['5552010100'], { cover: false })
  end(faxing)
  const thread = runJobs({ ...partsOf(faxing), carrier })
  try {
    thread.worker.nudge(ids.maple, 0)
    await until(() => logged.some(({ event }) => event === 'jobs.tenant_gone'), 'the office was passed over')
    expect([carrier.taken.size, statuses(faxing)]).toEqual([0, ['queued']])
    thread.takeUpReopened()
    expect(thread.worker.dueTimes().has(ids.maple)).toBe(false)
    open(faxing)
    thread.takeUpReopened()
    await until(() => carrier.taken.size === 1, 'the fax was taken by the carrier')
  } finally {
    await thread.stop()
  }
})

test('what the carrier says to a closed office is kept as nobody’s, and its file is not written', async () => {
  using faxing = openStaffed()
  const { carrier, control, ids } = faxing
  await faxing.submit(['5552010100'], { cover: false })
  await faxing.work()
  const sent = {
    event: { id: 'sent', type: 'fax.delivered', occurredAt: faxing.now.value },
    fax: carrier.end(faxing.latest(), 'delivered'),
  }
  const came = {
    event: { id: 'came', type: 'fax.received', occurredAt: faxing.now.value },
    fax: carrier.offer({ carrierId: 'in-1', from: '+15550139876', to: '+15550100100', pages: 1 }),
  }
  closeOffice(faxing, ids.maple, 30, OPERATOR)
  const before = statuses(faxing)
  const inbox = createInbox(faxing)
  expect(await Promise.all([sent, came].map((each) => inbox.take(each, '{}')))).toEqual(['stray', 'stray'])
  expect(statuses(faxing)).toEqual(before)
  expect(faxing.maple.read((tx) => tx.db.all(sql`SELECT id FROM received_faxes`))).toEqual([])
  expect(control.read((tx) => tx.db.all(sql`SELECT id, tenant_id FROM stray_events ORDER BY id`))).toEqual([
    { id: 'came', tenant_id: ids.maple },
    { id: 'sent', tenant_id: ids.maple },
  ])
})

test('what begins while the offices are still being looked at after a start is not taken for what a crash left', async () => {
  using faxing = openStaffed()
  const { carrier, control, ids, logged } = faxing
  await faxing.submit(['5552010100'], { cover: false })
  for (const slug of ['juniper', 'linden', 'hazel', 'alder', 'rowan', 'birch']) provisionTenant(faxing, { name: slug, slug }, (id) => id)
  control.write((tx) => void tx.db.run(sql`UPDATE tenants SET created_at = created_at + 1000 WHERE id = ${ids.maple}`))
  let answer = () => {}
  const asked = new Promise<void>((resolve) => {
    answer = resolve
  })
  let calls = 0
  const slow: typeof carrier = {
    ...carrier,
    send: async (call) => {
      calls++
      await asked
      return carrier.send(call)
    },
  }
  const thread = runJobs({ ...partsOf(faxing), carrier: slow })
  try {
    thread.worker.nudge(ids.maple, 0)
    await until(() => logged.some(({ event }) => event === 'jobs.started') && calls > 0, 'the offices were looked at')
    answer()
    await until(() => statuses(faxing)[0] !== 'queued', 'the fax is under way')
  } finally {
    await thread.stop()
  }
  expect(logged.map(({ event }) => event)).toEqual(['jobs.started'])
  expect([calls, carrier.taken.size]).toEqual([1, 1])
})
