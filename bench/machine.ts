import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { type Spread, spread } from './figures.ts'

export const machineLine = (): string =>
  `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Bun ${Bun.version}`

export const loadLine = (): string =>
  `load ${loadavg()
    .map((each) => each.toFixed(1))
    .join(' ')}`

/** The disk's own floor: what one durable write costs before any database. */
export function syncFloor(directory: string, count: number): Spread {
  const path = join(directory, 'floor')
  const file = openSync(path, 'w')
  const block = Buffer.alloc(4096, 1)
  const samples: number[] = []
  for (let n = 0; n < count; n++) {
    const started = performance.now()
    writeSync(file, block)
    fdatasyncSync(file)
    samples.push(performance.now() - started)
  }
  closeSync(file)
  rmSync(path)
  return spread(samples)
}
