import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replicatorAt } from '../../src/replication/index.ts'
import { missedOf, type Proved } from './goals.ts'
import { type Machine, makeOffices, type Office, openMachine } from './machine.ts'
import { startWriters } from './writers.ts'

export type Many = Proved & {
  readonly offices: number
  readonly registered: number
  readonly writing: number
  readonly replicatorMegabytes: number
  readonly replicatorCores: number
  readonly lagSeconds: { readonly p50: number; readonly p99: number; readonly worst: number; readonly samples: number }
}

/** So many offices of which `active` are open and `writing` of those write once a second. */
export async function holdMany(count: number, active: number, writing: number, seconds: number): Promise<Many> {
  await using machine = await openMachine({ env: { HANDLE_CAPACITY: String(Math.max(500, active)) } })
  const offices = makeOffices(machine.dataDir, machine.masterKeyFile, count)
  await machine.start()
  for (const office of offices.slice(0, active)) await machine.look(office)
  await machine.whole()
  const busy = offices.slice(0, writing)
  const writers = startWriters(machine, busy, writing, 1_000)
  const cpu = cpuSeconds(machine)
  const from = performance.now()
  const lags: number[] = []
  while (performance.now() - from < seconds * 1_000) {
    lags.push(...(await Promise.all(busy.slice(0, 5).map((office) => lagOf(machine, office)))))
  }
  const took = (performance.now() - from) / 1_000
  const cores = (cpuSeconds(machine) - cpu) / took
  const { replication } = await machine.health()
  await writers.stop()
  lags.sort((a, b) => a - b)
  const at = (share: number) => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? 0
  const p99 = at(0.99)
  return {
    offices: count,
    registered: replication.registered,
    writing,
    replicatorMegabytes: residentMegabytes(machine),
    replicatorCores: cores,
    lagSeconds: { p50: at(0.5), p99, worst: at(1), samples: lags.length },
    missed: missedOf({ 'the lag is at most three seconds in 99 of 100': p99 <= 3 }),
  }
}

/** From the answer to a write until the replicator says that the bucket has it. */
async function lagOf(machine: Machine, office: Office): Promise<number> {
  const path = join(machine.dataDir, office.id, 'tenant.db')
  const replicator = replicatorAt(machine.env['REPLICATOR_SOCKET'] ?? '')
  await machine.write(office, 'Timed')
  const written = performance.now()
  const seen = await replicator.sync(path)
  for (;;) {
    await Bun.sleep(100)
    const now = await replicator.sync(path)
    if (seen.is === 'done' && now.is === 'done' && now.replicatedTxid >= seen.txid) return (performance.now() - written) / 1_000
  }
}

const TICKS = 100
function cpuSeconds({ pids }: Machine): number {
  const fields = readFileSync(`/proc/${pids.replicator}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}
const residentMegabytes = ({ pids }: Machine): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pids.replicator}/status`, 'utf8'))?.[1] ?? 0) / 1_000
