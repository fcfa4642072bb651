import type { Temper } from './gate.ts'
import { missedOf, type Proved } from './goals.ts'
import { type Machine, makeOffices, openMachine } from './machine.ts'
import { restoreElsewhere } from './restored.ts'
import { judge } from './verdict.ts'
import { startSenders, startWriters } from './writers.ts'

export type Lies = Proved & {
  readonly bucket: Temper
  /** How long it lied, and about how many objects. */
  readonly seconds: number
  readonly lies: number
  readonly acknowledged: number
  readonly sent: number
  readonly refused: number
  readonly refusals: readonly string[]
  /** From the first lie until /health says that something is missing, and from the last until it says that nothing is. */
  readonly noticedSeconds: number | undefined
  readonly mendedSeconds: number | undefined
  readonly lost: number
  readonly documentsMissing: number
  readonly failedRestores: number
}

const NOTICED_WITHIN_SECONDS = 90
const MENDED_WITHIN_SECONDS = 180

/** The bucket acknowledges replicas, documents and keys, and does not keep them as they were given; then it is honest again. */
export async function hearLies(bucket: 'losing' | 'truncating' | 'mislabelling', seconds: number): Promise<Lies> {
  await using machine = await openMachine({ gated: true, carrier: true })
  const offices = makeOffices(machine.dataDir, machine.masterKeyFile, 3)
  await machine.start()
  const writers = startWriters(machine, offices, 3, 100)
  const senders = startSenders(machine, offices, 1_000)
  await machine.whole()
  // Anywhere between two looks.
  await Bun.sleep(Math.random() * 30_000)
  const began = performance.now()
  machine.gate.set(bucket)
  const noticed = await waitFor(
    machine,
    (lacking) => lacking > 0,
    Math.max(seconds, NOTICED_WITHIN_SECONDS),
    async () => {
      if (performance.now() - began > seconds * 1_000) machine.gate.set('up')
    },
  )
  const noticedSeconds = noticed && (noticed - began) / 1_000
  await Bun.sleep(Math.max(0, seconds * 1_000 - (performance.now() - began)))
  machine.gate.set('up')
  const honest = performance.now()
  const mended = await waitFor(machine, (lacking) => lacking === 0, MENDED_WITHIN_SECONDS)
  const mendedSeconds = mended && (mended - honest) / 1_000
  // What was shipped since has to be seen as well.
  await Bun.sleep(65_000)
  await Promise.all([writers.stop(), senders.stop()])
  await machine.whole()
  await documentsUploaded(machine)
  await machine.kill()
  using restored = await restoreElsewhere(machine)
  const { lost, brokenTrails } = judge(machine, restored.directory, offices, writers.acknowledged)
  const documentsMissing = restored.offices.reduce((sum, { documents }) => sum + (documents?.missing ?? 0), 0)
  const isHarmless = bucket === 'mislabelling'
  return {
    bucket,
    seconds,
    lies: machine.gate.lies,
    acknowledged: writers.acknowledged.length,
    sent: senders.acknowledged.length,
    refused: writers.refused + senders.refused,
    refusals: [...writers.errors, ...senders.errors].slice(0, 3).map(String),
    noticedSeconds,
    mendedSeconds,
    lost: lost.length,
    documentsMissing,
    failedRestores: restored.failed,
    missed: missedOf({
      'the bucket lied, and every write and send was accepted': machine.gate.lies > 0 && writers.refused + senders.refused === 0,
      'it is noticed': isHarmless || noticedSeconds !== undefined,
      'what was kept under a wrong digest is no alarm': !isHarmless || noticedSeconds === undefined,
      'it is mended by itself': mendedSeconds !== undefined,
      'every replica restores, and every trail is whole': restored.failed + brokenTrails === 0,
      'nothing is lost': lost.length + documentsMissing === 0,
    }),
  }
}

/** When it became so, if it did. */
async function waitFor(machine: Machine, isSo: (lacking: number) => boolean, seconds: number, meanwhile = async () => {}) {
  const deadline = performance.now() + seconds * 1_000
  while (performance.now() < deadline) {
    if (isSo((await machine.health()).replication.lacking)) return performance.now()
    await meanwhile()
    await Bun.sleep(500)
  }
  return undefined
}

/** By what doctor says of them; then or after a while. */
export async function documentsUploaded(machine: Machine, withinSeconds = 90): Promise<void> {
  const deadline = Date.now() + withinSeconds * 1_000
  while (Date.now() < deadline) {
    const { out } = await machine.run('doctor', '--json')
    if (out.includes('every document was read back from it')) return
    await Bun.sleep(1_000)
  }
}
