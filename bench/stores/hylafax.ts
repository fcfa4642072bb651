import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import { startProcess } from '../world/processes.ts'
import { program } from './programs.ts'

const SPOOL = '/var/spool/hylafax'
const SETTINGS = '/etc/hylafax'

/** HylaFAX+ as Debian has it, with a spool of its own and no modem: jobs are taken and wait. */
export async function startHylafax(): Promise<AsyncDisposable & { sendfax(to: string, file: string): string[]; queued(): number }> {
  await using stack = new AsyncDisposableStack()
  const [faxq, hfaxd, sendfax] = [
    program('faxq', 'hylafax-server', '/usr/sbin'),
    program('hfaxd', 'hylafax-server', '/usr/sbin'),
    program('sendfax', 'hylafax-client'),
  ]
  if (!existsSync(SPOOL)) throw new Error(`there is no ${SPOOL}`)
  const spool = mkdtempSync(join(tmpdir(), 'bench-hylafax-'))
  stack.defer(() => rmSync(spool, { recursive: true, force: true }))
  chmodSync(spool, 0o755)
  copy(`${SPOOL}/.`, spool)
  mkdirSync(join(spool, 'etc'), { recursive: true })
  copy(`${SETTINGS}/.`, join(spool, 'etc'))
  await Bun.write(join(spool, 'etc/hosts.hfaxd'), '127.0.0.1\nlocalhost\n')
  own(join(spool, 'etc/hosts.hfaxd'))
  // Eight clients that come at once to a spool without numbers are refused: each tries to make the file.
  for (const queue of ['sendq', 'docq']) {
    await Bun.write(join(spool, queue, 'seqf'), '1')
    own(join(spool, queue, 'seqf'))
  }
  const port = freePort()
  stack.use(await startProcess([faxq, '-D', '-q', spool], { ready: async () => existsSync(join(spool, 'FIFO')) }))
  stack.use(await startProcess([hfaxd, '-d', '-q', spool, '-l', '127.0.0.1', '-i', String(port)], { ready: () => answers(port) }))
  const kept = stack.move()
  const jobs = () => Bun.spawnSync(['find', join(spool, 'sendq'), '-name', 'q*', '-type', 'f'], { stdout: 'pipe' }).stdout.toString()
  return {
    sendfax: (to, file) => [sendfax, '-n', '-h', `127.0.0.1:${port}`, '-d', to, file],
    queued: () => jobs().split('\n').filter(Boolean).length,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** With owners and modes, which HylaFAX insists on. */
function copy(from: string, to: string): void {
  if (!Bun.spawnSync(['cp', '-a', from, to]).success) cpSync(from, to, { recursive: true })
}

function own(path: string): void {
  Bun.spawnSync(['chown', 'uucp:uucp', path])
  chmodSync(path, 0o600)
}

async function answers(port: number): Promise<boolean> {
  const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data() {} } })
  socket.end()
  return true
}
