import { type Gate, openGate } from './gate.ts'
import { makeOffices, openMachine } from './machine.ts'
import { startWriters } from './writers.ts'

export type Outage = {
  readonly bucket: string
  readonly seconds: number
  readonly acknowledged: number
  readonly refused: number
  readonly slowestMs: number
  /** What /health said at the end of it. */
  readonly worstLagSeconds: number
  readonly walMegabytes: number
  /** Until the bucket had everything again. */
  readonly recoverySeconds: number
}

/** The bucket does not answer, or answers slowly, while five offices write. */
export async function sitOut(bucket: 'down' | 'slow', seconds: number): Promise<Outage> {
  let gate: Gate | undefined
  await using machine = await openMachine({
    endpoint(real) {
      gate = openGate(Number(new URL(real).port))
      return gate.url
    },
  })
  using between = gate as unknown as Gate
  const offices = makeOffices(machine.dataDir, machine.masterKeyFile, 5)
  await machine.start()
  const writers = startWriters(machine, offices, 4, 10)
  await machine.whole()
  between.set(bucket)
  await Bun.sleep(seconds * 1_000)
  const { replication } = await machine.health()
  const walMegabytes = Math.max(...offices.map(({ id }) => Bun.file(`${machine.dataDir}/${id}/tenant.db-wal`).size)) / 1e6
  between.set('up')
  const back = performance.now()
  await machine.whole()
  const recoverySeconds = (performance.now() - back) / 1_000
  await writers.stop()
  const { acknowledged, refused, slowestMs } = writers
  const { worstLagSeconds } = replication
  return { bucket, seconds, acknowledged: acknowledged.length, refused, slowestMs, worstLagSeconds, walMegabytes, recoverySeconds }
}
