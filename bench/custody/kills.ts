import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeOffices, openMachine } from './machine.ts'
import { judge } from './verdict.ts'
import { startWriters } from './writers.ts'

export type Kills = {
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
  const writers = startWriters(machine, offices, 4, 5)
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
  const into = mkdtempSync(join(tmpdir(), 'fd-restored-'))
  const { out } = await machine.run('restore', '--all', '--into', into, '--json')
  const report = JSON.parse(out) as { readonly offices: readonly { readonly is: string }[] }
  const there = judge(machine, into, offices, writers.acknowledged)
  rmSync(into, { recursive: true, force: true })
  return {
    kills,
    acknowledged: writers.acknowledged.length,
    lostHere: here.lost.length,
    lostInReplica: there.lost.length,
    brokenTrails: here.brokenTrails + there.brokenTrails,
    failedRestores: report.offices.filter(({ is }) => is !== 'restored').length,
    recoverySeconds,
  }
}
