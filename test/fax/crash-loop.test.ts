import { expect, test } from 'bun:test'
import { runCells } from '../../bench/crash-loop/cells.ts'
import { rescueExpired } from '../../src/jobs/index.ts'
import { openFaxing } from '../support/faxing.ts'

// Long form: bun bench/crash-loop/main.ts --kills 1000
test('a server that is killed again and again loses no fax, sends none twice and leaves none behind', async () => {
  const report = await runCells(2, { kills: 50, faxes: 20, seed: 1 })
  expect(report.kills).toBeGreaterThanOrEqual(50)
  expect(report.faxes).toBe(20)
  expect(report.jobs).toBeGreaterThanOrEqual(1_000)
  expect(report).toMatchObject({
    lost: 0,
    submittedTwice: 0,
    duplicates: 0,
    takenTwice: 0,
    unrecorded: 0,
    misreported: 0,
    stuck: 0,
    executing: 0,
    damage: [],
    refusals: [],
    exitCode: 0,
  })
}, 300_000)

test('the same loop sends twice when nobody asks before a call is made again, so it has teeth', async () => {
  const report = await runCells(1, { kills: 6, faxes: 8, seed: 1, blind: true })
  expect(report.duplicates).toBeGreaterThan(0)
  expect(report.lost).toBe(0)
}, 300_000)

test('a call that is found by asking and has failed already is tried again at its time', async () => {
  using faxing = openFaxing()
  faxing.carrier.next('accept_silently')
  const fax = await faxing.submit()
  await faxing.work()
  faxing.carrier.end(faxing.latest(), 'failed', 'user_busy')
  faxing.now.value = new Date(faxing.now.value.getTime() + 75_000)
  await faxing.work()
  expect(faxing.show(fax.id).recipients[0]).toMatchObject({ status: 'queued', cause: 'user_busy' })
  faxing.now.value = new Date(faxing.now.value.getTime() + 3 * 60_000)
  await faxing.work()
  expect(faxing.carrier.asked).toHaveLength(2)
})

test('after a time without webhooks the watch goes on until every call is settled', async () => {
  using faxing = openFaxing()
  const to = Array.from({ length: 50 }, (_, index) => `+1555201${String(index).padStart(4, '0')}`)
  const faxes = [await faxing.submit(to), await faxing.submit(to), await faxing.submit(to)]
  await faxing.work()
  for (const id of faxing.carrier.taken.keys()) faxing.carrier.end(id, 'delivered')
  faxing.now.value = new Date(faxing.now.value.getTime() + 6 * 60_000)
  await faxing.work()
  faxing.now.value = new Date(faxing.now.value.getTime() + 20_000)
  await faxing.work()
  expect(faxes.map(({ id }) => faxing.show(id).fax.status)).toEqual(['delivered', 'delivered', 'delivered'])
})

test('a watch whose worker stops again and again is begun anew: calls that are open are never forgotten', async () => {
  using faxing = openFaxing()
  const fax = await faxing.submit()
  await faxing.work()
  faxing.carrier.end(faxing.latest(), 'delivered')
  faxing.carrier.reachable = false
  const look = faxing.carrier.look
  let crashes = 0
  faxing.carrier.look = async (id) => {
    if (crashes++ < 30) faxing.maple.write((tx) => rescueExpired(tx, true))
    return look(id)
  }
  faxing.now.value = new Date(faxing.now.value.getTime() + 6 * 60_000)
  await faxing.work()
  expect(crashes).toBeGreaterThan(20)
  faxing.carrier.reachable = true
  for (let minutes = 0; minutes < 20; minutes += 5) {
    faxing.now.value = new Date(faxing.now.value.getTime() + 5 * 60_000)
    await faxing.work()
  }
  expect(faxing.show(fax.id).fax.status).toBe('delivered')
})
