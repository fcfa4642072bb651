import { missedOf, type Proved } from './goals.ts'
import { makeOffices, openMachine } from './machine.ts'
import { restoreElsewhere } from './restored.ts'
import { judge } from './verdict.ts'
import { startWriters } from './writers.ts'

export type Kills = Proved & {
  readonly kills: number
  readonly acknowledged: number
  readonly lostHere: number
  readonly lostInReplica: number
  readonly brokenTrails: number
  readonly failedRestores: number
  /** Until the bucket had everything again after the last kill. */
  readonly recoverySeconds: number
}

/** Killed again and again under writers: the replicator alone (the app goes on without), or the app (the replicator follows it). */
export async function killAgainAndAgain(whom: 'replicator' | 'app', kills: number): Promise<Kills> {
  await using machine = await openMachine()
  const offices = makeOffices(machine.dataDir, machine.masterKeyFile, 5)
  await machine.start()
  const writers = startWriters(machine, offices, 4, 15)
  for (let kill = 0; kill < kills; kill++) {
    await Bun.sleep(400 + Math.random() * 1_500)
    if (whom === 'replicator') await machine.restartReplicator()
    else await machine.restartApp()
  }
  await writers.stop()
  const stopped = performance.now()
  await machine.whole()
  const recoverySeconds = (performance.now() - stopped) / 1_000
  await machine.kill()
  const here = judge(machine, machine.dataDir, offices, writers.acknowledged)
  using restored = await restoreElsewhere(machine)
  const there = judge(machine, restored.directory, offices, writers.acknowledged)
  const brokenTrails = here.brokenTrails + there.brokenTrails
  return {
    kills,
    acknowledged: writers.acknowledged.length,
    lostHere: here.lost.length,
    lostInReplica: there.lost.length,
    brokenTrails,
    failedRestores: restored.failed,
    recoverySeconds,
    missed: missedOf({
      'something was written': writers.acknowledged.length > 0,
      'nothing is lost here': here.lost.length === 0,
      'nothing is lost in the bucket': there.lost.length === 0,
      'every trail is whole': brokenTrails === 0,
      'every replica restores': restored.failed === 0,
    }),
  }
}
