import { statSync } from 'node:fs'
import { programFile } from '../../kit/programs.ts'
import type { Keyed } from '../turning/pages-copy.ts'
import { lookThrough, type Wholeness } from './look.ts'

/** So much is read in less time than a process takes to start. */
const SMALL_BYTES = 8 * 1024 * 1024

/** Whether a tenant's file that nobody writes to is whole. A large one is read in a process of its own. */
export async function wholenessOf(file: Keyed): Promise<Wholeness> {
  const { size } = statSync(file.path, { throwIfNoEntry: false }) ?? { size: 0 }
  return size <= SMALL_BYTES ? lookThrough(file) : lookApart(file)
}

async function lookApart(file: Keyed): Promise<Wholeness> {
  const child = Bun.spawn([process.execPath, '--no-install', programFile('db/wholeness/main')], {
    stdin: new Blob([JSON.stringify(file)]),
    stdout: 'pipe',
    stderr: 'ignore',
    env: {},
  })
  const told = await new Response(child.stdout).text()
  if ((await child.exited) !== 0) throw new Error('The process that reads a file from end to end ended without a word.')
  return JSON.parse(told) as Wholeness
}
