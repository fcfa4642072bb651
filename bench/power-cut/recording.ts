import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TenantId } from '../../src/tenancy/index.ts'
import { makeOffice, type Synchronous } from './facts.ts'
import { parseLog, type Step } from './log.ts'

export type Acknowledged = { readonly n: number; readonly logSize: number }
export type Recording = {
  readonly tenantId: TenantId
  readonly keyHex: string
  readonly directory: string
  /** The tenant's file as it was, durable, before the recorded process began. */
  readonly base: Buffer
  readonly steps: readonly Step[]
  readonly acknowledged: readonly Acknowledged[]
  /** The tenant's file as the recorded process left it. */
  readonly end: Buffer
}

export const hasCompiler = (): boolean => Bun.which('gcc') !== null

/** Lets a process write facts through the product's write path and keeps everything it did to its files. */
export function recordFacts(count: number, synchronous: Synchronous): Recording {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-power-cut-'))
  const log = `${dataDir}.log`
  try {
    const { id, keyHex } = makeOffice(dataDir)
    const directory = join(dataDir, id)
    const base = readFileSync(join(directory, 'tenant.db'))
    const acknowledged = run(dataDir, log, [dataDir, id, String(count), synchronous, log])
    if (acknowledged.length !== count) throw new Error(`Only ${acknowledged.length} of ${count} facts were acknowledged.`)
    return {
      tenantId: id,
      keyHex,
      directory,
      base,
      steps: parseLog(readFileSync(log)).filter(({ path }) => path === directory || path.startsWith(`${directory}/`)),
      acknowledged,
      end: readFileSync(join(directory, 'tenant.db')),
    }
  } finally {
    for (const path of [dataDir, log]) rmSync(path, { recursive: true, force: true })
  }
}

function run(dataDir: string, log: string, args: readonly string[]): Acknowledged[] {
  const env = { ...process.env, LD_PRELOAD: buildRecorder(), POWER_CUT_DIR: dataDir, POWER_CUT_LOG: log }
  const child = Bun.spawnSync([process.execPath, join(import.meta.dir, 'writer.ts'), ...args], { env, stdout: 'pipe', stderr: 'inherit' })
  if (child.exitCode !== 0) throw new Error(`The recorded process ended with ${child.exitCode}.`)
  const lines = child.stdout.toString().trim().split('\n')
  return lines.map((line) => line.split(' ').map(Number)).map(([n = 0, logSize = 0]) => ({ n, logSize }))
}

function buildRecorder(): string {
  const source = join(import.meta.dir, 'record.c')
  const build = join(import.meta.dir, '../../.build/power-cut')
  const library = join(build, 'record.so')
  if (existsSync(library) && statSync(library).mtimeMs > statSync(source).mtimeMs) return library
  if (!hasCompiler()) throw new Error('gcc is not installed, and without it nothing can be recorded. Install gcc and run this again.')
  mkdirSync(build, { recursive: true })
  const fresh = `${library}.${process.pid}`
  const gcc = Bun.spawnSync(['gcc', '-shared', '-fPIC', '-O2', '-Wall', '-o', fresh, source, '-ldl', '-lpthread'])
  if (gcc.exitCode !== 0) throw new Error(`gcc did not build the recorder:\n${gcc.stderr}`)
  renameSync(fresh, library)
  return library
}
