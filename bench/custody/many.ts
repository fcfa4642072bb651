import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replicatorAt } from '../../src/replication/index.ts'
import { gather } from './crowd.ts'
import { missedOf, type Proved } from './goals.ts'
import { type Machine, type Office, openMachine } from './machine.ts'
import { startWriters } from './writers.ts'

export type Crowd = {
  readonly offices: number
  readonly registered: number
  readonly writing: number
  readonly acknowledged: number
  readonly refused: number
  readonly replicatorMegabytes: number
  readonly replicatorCores: number
  readonly lagSeconds: { readonly p50: number; readonly p99: number; readonly worst: number; readonly samples: number }
}
export type Many = Proved & { readonly thousand: Crowd; readonly tenThousand: Crowd }

const SECONDS = 40
const WRITING = 50
const SHIPPED_WITHIN_SECONDS = 240
const A_FIFTH_MORE = 1.2

/** A thousand offices that are all open; then ten thousand of which two hundred are. Fifty of them write once a second. */
export async function holdMany(): Promise<Many> {
  const thousand = await hold(1_000, 1_000)
  const tenThousand = await hold(10_000, 200)
  const isNoMore = (of: (crowd: Crowd) => number) => of(tenThousand) <= of(thousand) * A_FIFTH_MORE
  return {
    thousand,
    tenThousand,
    missed: missedOf({
      'every write is accepted': thousand.refused + tenThousand.refused === 0,
      'the lag of a thousand is at most three seconds in 99 of 100': thousand.lagSeconds.p99 <= 3,
      'and that of ten thousand': tenThousand.lagSeconds.p99 <= 3,
      'ten thousand take no more memory, and no more processor':
        isNoMore((crowd) => crowd.replicatorMegabytes) && isNoMore((crowd) => crowd.replicatorCores),
    }),
  }
}

async function hold(count: number, active: number): Promise<Crowd> {
  await using machine = await openMachine({ env: { HANDLE_CAPACITY: String(Math.max(500, active)) } })
  const offices = gather(machine, count + 1, active)
  await machine.start()
  for (const office of offices) await machine.look(office)
  await machine.whole(SHIPPED_WITHIN_SECONDS)
  const busy = offices.slice(0, WRITING)
  const writers = startWriters(machine, busy, WRITING, 1_000)
  const cpu = cpuSeconds(machine)
  const from = performance.now()
  const lags: number[] = []
  while (performance.now() - from < SECONDS * 1_000) {
    lags.push(...(await Promise.all(busy.slice(0, 5).map((office) => lagOf(machine, office)))))
  }
  const took = (performance.now() - from) / 1_000
  const cores = (cpuSeconds(machine) - cpu) / took
  const { replication } = await machine.health()
  await writers.stop()
  lags.sort((a, b) => a - b)
  const at = (share: number) => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? 0
  return {
    offices: count,
    registered: replication.registered,
    writing: WRITING,
    acknowledged: writers.acknowledged.length,
    refused: writers.refused,
    replicatorMegabytes: residentMegabytes(machine),
    replicatorCores: cores,
    lagSeconds: { p50: at(0.5), p99: at(0.99), worst: at(1), samples: lags.length },
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
