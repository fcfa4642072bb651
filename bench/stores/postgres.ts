import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import { startProcess } from '../world/processes.ts'
import { asUser, postgresProgram } from './programs.ts'

/** A private PostgreSQL as it comes, so with fsync and synchronous_commit on. */
export async function startPostgres(): Promise<AsyncDisposable & { readonly url: string }> {
  await using stack = new AsyncDisposableStack()
  const [initdb, postgres, ready] = [postgresProgram('initdb'), postgresProgram('postgres'), postgresProgram('pg_isready')]
  const dir = mkdtempSync(join(tmpdir(), 'bench-postgres-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const me = asUser('postgres')
  if (me.length > 0) run(['chown', 'postgres:postgres', dir])
  run([...me, initdb, '-D', join(dir, 'data'), '-U', 'bench', '--auth=trust', '-E', 'UTF8', '--locale=C'])
  const port = freePort()
  const flags = ['-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', dir]
  const answers = async () => Bun.spawnSync([ready, '-h', '127.0.0.1', '-p', String(port)], { stdout: 'ignore' }).success
  stack.use(await startProcess([...me, postgres, '-D', join(dir, 'data'), ...flags], { cwd: dir, ready: answers }))
  const kept = stack.move()
  return { url: `postgres://bench@127.0.0.1:${port}/postgres`, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

function run(command: string[]): void {
  const done = Bun.spawnSync(command, { stdout: 'ignore', stderr: 'pipe', cwd: '/' })
  if (!done.success) throw new Error(`${command.join(' ')}: ${done.stderr.toString().trim()}`)
}
