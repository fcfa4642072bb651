import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

const source = join(import.meta.dir, 'call.c')
const folder = join(import.meta.dir, '../../.build')

/** Compiles call.c when it is newer than what was built; null when this machine cannot. */
export function buildCall(): string | null {
  const program = join(folder, 'fax-call')
  if (existsSync(program) && statSync(program).mtimeMs >= statSync(source).mtimeMs) return program
  if (!Bun.which('gcc')) return null
  mkdirSync(folder, { recursive: true })
  // Several carriers may start at once, so each compiles its own and the last rename wins.
  const made = `${program}.${process.pid}`
  const gcc = Bun.spawnSync(['gcc', '-O2', '-o', made, source, '-lspandsp', '-ltiff', '-lm'], { stderr: 'pipe' })
  if (!gcc.success) return null
  renameSync(made, program)
  return program
}
