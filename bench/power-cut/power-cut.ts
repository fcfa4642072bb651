import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createDisk, type Random, seeded } from './disk.ts'
import type { Synchronous } from './facts.ts'
import { type Recording, recordFacts } from './recording.ts'
import { judge, type Verdict } from './verdict.ts'

export type Report = {
  readonly synchronous: Synchronous
  readonly images: number
  readonly facts: number
  readonly steps: number
  readonly syncs: number
  /** Images in which an acknowledged fact was missing, and the most that one of them lacked. */
  readonly lost: number
  readonly mostLost: number
  readonly corrupt: number
  /** Of what was wrong first: enough to look into it. */
  readonly firstFault: string | undefined
}

export type CutOptions = {
  readonly images: number
  readonly facts: number
  readonly synchronous: Synchronous
  readonly seed: number
  /** A disk that says it has synced and has not: no database survives it, which shows that damage would be noticed. */
  readonly disk?: 'honest' | 'lying'
}

/** Records one run of the product, then cuts the power at `images` points of it and opens what each cut leaves. */
export function cutPower(options: CutOptions): Report {
  const recording = recordFacts(options.facts, options.synchronous)
  expectFaithful(recording)
  const random = seeded(options.seed)
  const cuts = Array.from({ length: options.images }, () => random(recording.steps.length + 1)).sort((a, b) => a - b)
  const verdicts = judgeCuts(recording, cuts, random, options.disk !== 'lying')
  const missing = verdicts.map(({ verdict, acknowledged }) => (verdict.is === 'lost' ? acknowledged - verdict.facts : 0))
  const fault = verdicts.find(({ verdict }) => verdict.is !== 'whole')
  return {
    synchronous: options.synchronous,
    images: verdicts.length,
    facts: options.facts,
    steps: recording.steps.length,
    syncs: recording.steps.filter((step) => step.is === 'synced').length,
    lost: missing.filter((n) => n > 0).length,
    mostLost: Math.max(0, ...missing),
    corrupt: verdicts.filter(({ verdict }) => verdict.is === 'corrupt').length,
    firstFault: fault && `cut after step ${fault.cut}, ${fault.acknowledged} acknowledged: ${JSON.stringify(fault.verdict)}`,
  }
}

type Judged = { readonly cut: number; readonly acknowledged: number; readonly verdict: Verdict }

function judgeCuts(recording: Recording, cuts: readonly number[], random: Random, isHonest: boolean): Judged[] {
  const place = mkdtempSync(join(tmpdir(), 'frontdesk-images-'))
  const disk = baseDisk(recording)
  const judged: Judged[] = []
  let taken = 0
  try {
    for (const cut of cuts) {
      for (; taken < cut; taken++) {
        const step = stepAt(recording, taken)
        if (isHonest || step.is !== 'synced') disk.take(step)
      }
      const acknowledged = acknowledgedBy(recording, cut)
      judged.push({ cut, acknowledged, verdict: judgeImage(recording, place, disk.afterCut(random), acknowledged) })
    }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
  return judged
}

function judgeImage(recording: Recording, place: string, files: ReadonlyMap<string, Buffer>, acknowledged: number): Verdict {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(place, `tenant.db${suffix}`), { force: true })
  for (const [path, bytes] of files) writeFileSync(join(place, basename(path)), bytes)
  return judge({ path: join(place, 'tenant.db'), keyHex: recording.keyHex, tenantId: recording.tenantId }, acknowledged)
}

/** How many facts had been acknowledged before the step at `cut` was done. */
function acknowledgedBy({ steps, acknowledged }: Recording, cut: number): number {
  const recorded = steps[cut - 1]?.endsAt ?? 0
  return acknowledged.filter(({ logSize }) => logSize <= recorded).length
}

const baseDisk = (recording: Recording) => createDisk(new Map([[join(recording.directory, 'tenant.db'), recording.base]]))

function stepAt({ steps }: Recording, index: number) {
  const step = steps[index]
  if (!step) throw new Error('The record ends before the cut.')
  return step
}

/** A record that missed a write would prove nothing: played to its end it must give the very file the process left. */
function expectFaithful(recording: Recording): void {
  const disk = baseDisk(recording)
  for (const step of recording.steps) disk.take(step)
  const played = disk.asIs().get(join(recording.directory, 'tenant.db'))
  if (!played?.equals(recording.end)) throw new Error('The record does not lead to the file that the process left: a write was not seen.')
}
