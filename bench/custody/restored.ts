import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Machine } from './machine.ts'

export type Restored = Disposable & {
  readonly directory: string
  readonly seconds: number
  readonly restored: number
  readonly failed: number
  readonly offices: readonly OfficeThere[]
}
export type OfficeThere = {
  readonly slug: string
  readonly is: string
  readonly why?: string
  readonly beforeKeyOf?: string | null
  readonly documents?: { readonly missing: number }
}

/** Everything the bucket has, brought back beside what is here, until disposed. */
export async function restoreElsewhere(machine: Machine, ...more: string[]): Promise<Restored> {
  const directory = mkdtempSync(join(tmpdir(), 'fd-restored-'))
  const began = performance.now()
  const { out, err } = await machine.run('restore', '--all', '--into', directory, '--json', ...more)
  const seconds = (performance.now() - began) / 1_000
  const remove = () => rmSync(directory, { recursive: true, force: true })
  const { offices } = JSON.parse(out || '{}') as { readonly offices?: readonly OfficeThere[] }
  if (!offices) {
    remove()
    throw new Error(`Nothing was restored: ${err || out}`)
  }
  const restored = offices.filter(({ is }) => is === 'restored').length
  return { directory, seconds, restored, failed: offices.length - restored, offices, [Symbol.dispose]: remove }
}
