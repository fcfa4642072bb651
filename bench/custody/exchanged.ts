import { missedOf, type Proved } from './goals.ts'
import { documentsUploaded } from './lying.ts'
import { type Machine, makeOffices, type Office, openMachine, operatorKey } from './machine.ts'
import { restoreElsewhere } from './restored.ts'
import { judge } from './verdict.ts'
import { startSenders, startWriters } from './writers.ts'

export type Exchanged = Proved & {
  readonly exchanges: number
  readonly acknowledged: number
  readonly sent: number
  readonly refused: number
  readonly slowestMs: number
  readonly lostHere: number
  readonly lostInReplica: number
  readonly documentsMissing: number
  /** The machine lost before the bucket had anything under an office's new key. */
  readonly restoredBeforeKey: boolean
  readonly lostBeforeKey: number
  readonly goesOn: boolean
}

/** An office's key exchanged again and again beside the replicator, under writers; the master too; and machines lost around it. */
export async function exchangeKeys(times: number): Promise<Exchanged> {
  await using machine = await openMachine({ gated: true, carrier: true })
  const offices = makeOffices(machine.dataDir, machine.masterKeyFile, 2)
  const [maple] = offices as [Office, ...Office[]]
  const operator = await operatorKey(machine)
  await machine.start()
  const writers = startWriters(machine, offices, 3, 100)
  const senders = startSenders(machine, offices, 700)
  await machine.whole()
  for (let n = 0; n < times; n++) {
    await exchange(machine, operator, `/api/admin/tenants/${maple.id}/key-rotations`)
    await Bun.sleep(Math.random() * 3_000)
  }
  await exchange(machine, operator, '/api/admin/master-key/rotations')
  await Promise.all([writers.stop(), senders.stop()])
  await documentsUploaded(machine)
  await machine.whole()

  // From now on the bucket refuses what is under a key that it does not know.
  const known = keysInBucket(machine, maple)
  machine.gate.set('refusing', (name) => name.includes(`/replicas/${maple.id}/`) && !known.some((key) => name.includes(key)))
  const before = writers.acknowledged.length
  await exchange(machine, operator, `/api/admin/tenants/${maple.id}/key-rotations`)
  await controlShipped(machine)
  await machine.kill()
  machine.gate.set('up')
  const here = judge(machine, machine.dataDir, offices, writers.acknowledged)
  using restored = await restoreElsewhere(machine)
  const there = judge(machine, restored.directory, offices, writers.acknowledged.slice(0, before))
  const documentsMissing = restored.offices.reduce((sum, { documents }) => sum + (documents?.missing ?? 0), 0)
  const restoredBeforeKey = restored.offices.some(({ slug, beforeKeyOf }) => slug === maple.slug && beforeKeyOf)

  machine.lose()
  await machine.run('restore', '--all')
  await machine.start()
  const after = await machine.write(maple, 'After the exchange that was undone')
  const fax = senders.acknowledged.find(({ office }) => office.id === maple.id)
  const opens = fax ? (await machine.document(maple, fax.id)).subarray(0, 5).toString() === '%PDF-' : false
  await machine.whole()
  await machine.kill()
  using again = await restoreElsewhere(machine)
  const last = judge(machine, again.directory, offices, [...writers.acknowledged, { office: maple, id: after, at: 0 }])
  const refused = writers.refused + senders.refused
  return {
    exchanges: times,
    acknowledged: writers.acknowledged.length,
    sent: senders.acknowledged.length,
    refused,
    slowestMs: Math.max(writers.slowestMs, senders.slowestMs),
    lostHere: here.lost.length,
    lostInReplica: there.lost.length,
    documentsMissing,
    restoredBeforeKey,
    lostBeforeKey: last.lost.length,
    goesOn: opens && last.brokenTrails + again.failed === 0,
    missed: missedOf({
      'every write and send is accepted': refused === 0 && senders.acknowledged.length > 0,
      'nothing is lost here': here.lost.length + here.brokenTrails === 0,
      'nothing is lost in the bucket': there.lost.length + there.brokenTrails + restored.failed + documentsMissing === 0,
      'an office whose new key the bucket has nothing under comes back under the one before, and it says so': restoredBeforeKey,
      'and goes on from there, documents too': opens && last.lost.length + last.brokenTrails + again.failed === 0,
    }),
  }
}

export async function exchange(machine: Machine, operator: string, path: string): Promise<void> {
  let rotation = await machine.operate<{ id: string; state: string; why: string | null }>(operator, 'POST', path)
  const deadline = Date.now() + 60_000
  while (rotation.state === 'running' && Date.now() < deadline) {
    await Bun.sleep(200)
    rotation = await machine.operate(operator, 'GET', `/api/admin/key-rotations/${rotation.id}`)
  }
  if (rotation.state === 'done') return
  const logged = machine
    .log()
    .split('\n')
    .filter((line) => line.includes('keys.rotation_failed'))
  throw new Error(`The exchange of a key ended as ${rotation.state}: ${rotation.why} ${logged.join(' ')}`)
}

const keysInBucket = (machine: Machine, office: Office): string[] => [
  ...new Set(
    [...machine.bucket.objects().keys()].flatMap((path) => new RegExp(`/replicas/${office.id}/([0-9a-f]+)/`).exec(path)?.[1] ?? []),
  ),
]

/** The new key is in the bucket, with nothing under it: what a machine that is lost in these seconds leaves. */
async function controlShipped(machine: Machine): Promise<void> {
  await Bun.sleep(6_000)
  const { replication } = await machine.health()
  if (replication.replicator !== 'up') throw new Error('The replicator is away.')
}
