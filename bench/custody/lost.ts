import { join } from 'node:path'
import { replicatorAt } from '../../src/replication/index.ts'
import { missedOf, type Proved } from './goals.ts'
import { makeOffices, openMachine } from './machine.ts'
import { restoreElsewhere } from './restored.ts'
import { judge } from './verdict.ts'
import { startWriters } from './writers.ts'

export type Loss = Proved & {
  readonly offices: number
  readonly acknowledged: number
  readonly lost: number
  /** From the oldest write that did not come back to the moment the machine was lost. */
  readonly lossSeconds: number
  /** Lost although the replica had said that it has them: never. */
  readonly lostThoughAcknowledged: number
  readonly restoreSeconds: number
  readonly restored: number
  readonly brokenTrails: number
}

/** The machine is lost under load: everything of it at once, then its data. What comes back from the bucket? */
export async function loseMachine(count: number, seconds: number): Promise<Loss> {
  await using machine = await openMachine()
  const offices = makeOffices(machine.dataDir, machine.masterKeyFile, count)
  await machine.start()
  const writers = startWriters(machine, offices, 16)
  await Bun.sleep(seconds * 1_000)

  // What the replica itself acknowledged: everything answered before a sync of its file that waited for the bucket.
  const replicator = replicatorAt(machine.env['REPLICATOR_SOCKET'] ?? '')
  const sure = new Map<string, number>()
  for (const { id } of offices.slice(0, 20)) {
    const before = Date.now()
    const answer = await replicator.sync(join(machine.dataDir, id, 'tenant.db'), 10)
    if (answer.is === 'done') sure.set(id, before)
  }
  await Bun.sleep(700)
  const died = Date.now()
  await machine.kill()
  await writers.stop()
  machine.lose()

  using back = await restoreElsewhere(machine)
  const written = writers.acknowledged.filter(({ at }) => at <= died)
  const { lost, brokenTrails } = judge(machine, back.directory, offices, written)
  const lossSeconds = Math.max(0, ...lost.map(({ at }) => died - at)) / 1_000
  const lostThoughAcknowledged = lost.filter(({ office, at }) => at < (sure.get(office.id) ?? 0)).length
  return {
    offices: count,
    acknowledged: written.length,
    lost: lost.length,
    lossSeconds,
    lostThoughAcknowledged,
    restoreSeconds: back.seconds,
    restored: back.restored,
    brokenTrails,
    missed: missedOf({
      'at most two seconds of writes are lost': lossSeconds <= 2,
      'nothing is lost that the replica had acknowledged': lostThoughAcknowledged === 0 && sure.size > 0,
      'all are restored within a minute': back.failed === 0 && back.seconds <= 60,
      'every trail is whole': brokenTrails === 0,
    }),
  }
}
