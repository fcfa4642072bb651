import type { Temper } from './gate.ts'
import { missedOf, type Proved } from './goals.ts'
import { documentsUploaded } from './lying.ts'
import { type Machine, makeOffices, openMachine, operatorKey } from './machine.ts'
import { restoreElsewhere } from './restored.ts'
import { judge } from './verdict.ts'
import { startSenders, startWriters } from './writers.ts'

export type Outage = Proved & {
  readonly bucket: Temper
  readonly seconds: number
  readonly acknowledged: number
  readonly sent: number
  readonly refused: number
  readonly slowestMs: number
  /** What was said at the end of it: by /health, by doctor and to operators. */
  readonly worstLagSeconds: number
  readonly doctorSaid: string
  readonly behindToOperators: number
  readonly walMegabytes: number
  /** Until the bucket had every replica again, and every document. */
  readonly recoverySeconds: number
  readonly documentsSeconds: number
  readonly lost: number
}

const RECOVERED_WITHIN_SECONDS = 90
/** Uploads leave a bucket that failed them alone for up to two minutes. */
const UPLOADED_WITHIN_SECONDS = 180

/** The bucket does not answer, answers slowly or refuses, while five offices write and send. */
export async function sitOut(bucket: Temper, seconds: number): Promise<Outage> {
  await using machine = await openMachine({ gated: true, carrier: true })
  const offices = makeOffices(machine.dataDir, machine.masterKeyFile, 5)
  const operator = await operatorKey(machine)
  await machine.start()
  const writers = startWriters(machine, offices, 4, 150)
  const senders = startSenders(machine, offices, 500)
  await machine.whole()
  machine.gate.set(bucket)
  await Bun.sleep(seconds * 1_000)
  const { replication } = await machine.health()
  const walMegabytes = Math.max(...offices.map(({ id }) => Bun.file(`${machine.dataDir}/${id}/tenant.db-wal`).size)) / 1e6
  const doctorSaid = await worstReplica(machine)
  const behindToOperators = await countBehind(machine, operator)
  machine.gate.set('up')
  const back = performance.now()
  await machine.whole(RECOVERED_WITHIN_SECONDS)
  const recoverySeconds = (performance.now() - back) / 1_000
  await Promise.all([writers.stop(), senders.stop()])
  await documentsUploaded(machine, UPLOADED_WITHIN_SECONDS)
  const documentsSeconds = (performance.now() - back) / 1_000
  await machine.whole()
  await machine.kill()
  using restored = await restoreElsewhere(machine)
  const { lost } = judge(machine, restored.directory, offices, writers.acknowledged)
  const { acknowledged, refused, slowestMs } = writers
  const { worstLagSeconds } = replication
  const isSilent = bucket === 'down' || bucket === 'refusing'
  return {
    bucket,
    seconds,
    acknowledged: acknowledged.length,
    sent: senders.acknowledged.length,
    refused: refused + senders.refused,
    slowestMs,
    worstLagSeconds,
    doctorSaid,
    behindToOperators,
    walMegabytes,
    recoverySeconds,
    documentsSeconds,
    lost: lost.length,
    missed: missedOf({
      'every write and send is accepted': refused + senders.refused === 0 && senders.acknowledged.length > 0,
      'the lag is seen at /health': !isSilent || worstLagSeconds > seconds * 0.8,
      'the lag is seen by doctor': !isSilent || doctorSaid !== 'ok',
      'the lag is seen by operators': !isSilent || behindToOperators > 0,
      'it recovers by itself': recoverySeconds < RECOVERED_WITHIN_SECONDS && documentsSeconds < UPLOADED_WITHIN_SECONDS,
      'nothing is lost': lost.length === 0 && restored.failed === 0,
    }),
  }
}

/** ok, warn or fail: the worst that doctor says of any replica. */
async function worstReplica(machine: Machine): Promise<string> {
  const { out } = await machine.run('doctor', '--json')
  const findings = JSON.parse(out) as { state: string; name: string }[]
  const states = findings.filter(({ name }) => name === 'replication').map(({ state }) => state)
  return ['fail', 'warn'].find((each) => states.includes(each)) ?? 'ok'
}

async function countBehind(machine: Machine, key: string): Promise<number> {
  const { data } = await machine.operate<{ data: { state: string }[] }>(key, 'GET', '/api/admin/replicas')
  return data.filter(({ state }) => state !== 'current').length
}
