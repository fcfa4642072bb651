import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { ms, type Spread, spread } from './figures.ts'

export const machineLine = (): string =>
  `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Bun ${Bun.version}`

/** How busy the machine is, and what one durable write costs it now before any database: no figure means much without both. */
export function around(): string {
  const { p50, p95 } = syncFloor(300)
  return `load ${loadavg()[0]?.toFixed(1)}, fdatasync ${ms(p50)} (p95 ${ms(p95)})`
}

function syncFloor(count: number): Spread {
  const directory = mkdtempSync(join(tmpdir(), 'bench-floor-'))
  const file = openSync(join(directory, 'floor'), 'w')
  const block = Buffer.alloc(4096, 1)
  const samples: number[] = []
  for (let n = 0; n < count; n++) {
    const started = performance.now()
    writeSync(file, block)
    fdatasyncSync(file)
    samples.push(performance.now() - started)
  }
  closeSync(file)
  rmSync(directory, { recursive: true })
  return spread(samples)
}
