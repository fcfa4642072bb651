import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refused } from './asking.ts'
import { missedOf, type Proved } from './goals.ts'
import { documentsUploaded } from './lying.ts'
import { type Machine, makeOffices, type Office, openMachine } from './machine.ts'
import { restoreElsewhere } from './restored.ts'
import { judge } from './verdict.ts'
import { startSenders, startWriters } from './writers.ts'

export type Full = Proved & {
  readonly seconds: number
  readonly acknowledged: number
  readonly sent: number
  readonly refused: number
  /** How writes and sends were refused, and what it said first. */
  readonly answers: readonly string[]
  readonly said: string
  readonly reads: number
  readonly readsRefused: number
  readonly readRefusal: string
  /** From when there was room until a write and a send were taken again, and until the bucket had everything. */
  readonly takenAgainSeconds: number
  readonly wholeAgainSeconds: number
  readonly lostHere: number
  readonly lostInReplica: number
  readonly documentsMissing: number
}

const DISK = '48m'

/** The data directory on a disk of its own, which is full for so long, under writes, sends and reads. */
export async function fillDisk(seconds: number): Promise<Full> {
  using disk = mountDisk()
  await using machine = await openMachine({ carrier: true, dataDir: join(disk.directory, 'data') })
  const offices = makeOffices(machine.dataDir, machine.masterKeyFile, 3)
  await machine.start()
  const { pids } = machine
  const writers = startWriters(machine, offices, 3, 100)
  const senders = startSenders(machine, offices, 500)
  await machine.whole()

  disk.fill()
  const reads = { answered: 0, refused: 0, said: '' }
  const until = performance.now() + seconds * 1_000
  while (performance.now() < until) {
    await Promise.all(offices.map((office) => read(machine, office, reads)))
    await Bun.sleep(250)
    // What was let go of meanwhile is taken again.
    disk.fill()
  }
  const answers = [...new Set([...writers.errors, ...senders.errors].map(statusOf))]
  const said = [...writers.errors, ...senders.errors].map((error) => (error instanceof Refused ? error.said : String(error)))[0] ?? ''
  const refused = writers.refused + senders.refused

  disk.empty()
  const room = performance.now()
  await Promise.all([
    takenAgain(() => machine.write(offices[0] as Office, 'Room again')),
    takenAgain(() => machine.send(offices[0] as Office)),
  ])
  const takenAgainSeconds = (performance.now() - room) / 1_000
  await machine.whole(120)
  const wholeAgainSeconds = (performance.now() - room) / 1_000
  await Promise.all([writers.stop(), senders.stop()])
  await documentsUploaded(machine)
  await machine.whole()
  const isSame = machine.isRunning(pids)
  await machine.kill()
  const here = judge(machine, machine.dataDir, offices, writers.acknowledged)
  using restored = await restoreElsewhere(machine)
  const there = judge(machine, restored.directory, offices, writers.acknowledged)
  const documentsMissing = restored.offices.reduce((sum, { documents }) => sum + (documents?.missing ?? 0), 0)
  return {
    seconds,
    acknowledged: writers.acknowledged.length,
    sent: senders.acknowledged.length,
    refused,
    answers,
    said,
    reads: reads.answered,
    readsRefused: reads.refused,
    readRefusal: reads.said,
    takenAgainSeconds,
    wholeAgainSeconds,
    lostHere: here.lost.length,
    lostInReplica: there.lost.length,
    documentsMissing,
    missed: missedOf({
      'writes are refused, and only with 503 or 507': refused > 0 && answers.every((each) => each === '503' || each === '507'),
      'the refusal says why': said.includes('disk'),
      'reads go on': reads.answered > 0 && reads.refused === 0,
      'the server and the replicator live on': isSame,
      'it takes writes again within ten seconds of there being room': takenAgainSeconds <= 10,
      'nothing is lost here': here.lost.length + here.brokenTrails === 0,
      'nothing is lost in the bucket': there.lost.length + there.brokenTrails + restored.failed + documentsMissing === 0,
    }),
  }
}

const statusOf = (error: unknown): string => (error instanceof Refused ? String(error.status) : 'no answer')

async function read(machine: Machine, office: Office, reads: { answered: number; refused: number; said: string }): Promise<void> {
  await machine.look(office).then(
    () => reads.answered++,
    (error: unknown) => {
      reads.refused++
      reads.said = String(error)
    },
  )
}

async function takenAgain(write: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const isTaken = await write().then(
      () => true,
      () => false,
    )
    if (isTaken) return
    await Bun.sleep(200)
  }
}

type Disk = Disposable & { readonly directory: string; fill(): void; empty(): void }

/** Small, in memory. Mounting takes root. */
function mountDisk(): Disk {
  const directory = mkdtempSync(join(tmpdir(), 'fd-disk-'))
  const mounted = Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', `size=${DISK},mode=0700`, 'frontdesk-bench', directory])
  if (mounted.exitCode !== 0) throw new Error(`A disk could not be mounted, which takes root: ${mounted.stderr.toString().trim()}`)
  const ballast = join(directory, 'ballast')
  return {
    directory,
    fill() {
      const file = openSync(ballast, 'a')
      try {
        const block = Buffer.alloc(4_096, 1)
        while (statfsSync(directory).bavail > 0) writeSync(file, block)
      } catch {
        // Full.
      } finally {
        closeSync(file)
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    [Symbol.dispose]() {
      Bun.spawnSync(['umount', '-l', directory])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
