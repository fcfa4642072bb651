import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import { startProcess } from '../world/processes.ts'
import { program } from './programs.ts'

/** Redis that says yes only once the disk has it. */
export async function startRedis(): Promise<AsyncDisposable & { readonly port: number }> {
  await using stack = new AsyncDisposableStack()
  const dir = mkdtempSync(join(tmpdir(), 'bench-redis-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const port = freePort()
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '']
  const command = [program('redis-server', 'redis-server'), '--port', String(port), '--bind', '127.0.0.1', '--dir', dir, ...durable]
  stack.use(await startProcess(command, { ready: () => answers(port) }))
  const kept = stack.move()
  return { port, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

async function answers(port: number): Promise<boolean> {
  const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data() {} } })
  socket.end()
  return true
}
