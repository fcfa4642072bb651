import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { addKey, SCOPES } from '../../src/identity/index.ts'
import { openParts } from '../../src/parts.ts'
import { provisionOffice } from '../../src/platform/index.ts'
import type { Standing } from '../../src/replication/index.ts'
import { system, type TenantId } from '../../src/tenancy/index.ts'
import { LITESTREAM, lacking, startBucket, until } from '../replicator/support.ts'

const ROOT = join(import.meta.dir, '../..')

/** What this machine lacks for the proofs, in words. */
export const lackingForCustody = (): string | undefined =>
  lacking() ?? (existsSync(LITESTREAM) ? undefined : 'The replicator is not built. Run: replicator/build.sh')

export type Office = { readonly id: TenantId; readonly slug: string; readonly key: string }
export type Bucket = Awaited<ReturnType<typeof startBucket>>

/** Offices, each with a key that may write, made before any server runs. */
export function makeOffices(dataDir: string, masterKeyFile: string, count: number): Office[] {
  const config = readConfig({ DATA_DIR: dataDir, MASTER_KEY_FILE: masterKeyFile, LOG_LEVEL: 'error' })
  using parts = openParts(config, () => {})
  const { control, keys, tenants } = parts
  return Array.from({ length: count }, (_, n) => {
    const slug = `office-${n + 1}`
    const { id } = provisionOffice({ dataDir, control, keys, tenants }, { name: `Office ${n + 1}`, slug, ownerEmail: `owner@${slug}.test` })
    const key = tenants.as(id, system('bench')).write((tx) => addKey(tx, slug, { name: 'All scopes', scopes: SCOPES }).secret)
    tenants.close(id)
    return { id, slug, key }
  })
}

export type Machine = AsyncDisposable & {
  readonly dataDir: string
  readonly masterKeyFile: string
  readonly env: Readonly<Record<string, string>>
  readonly bucket: Bucket
  /** The process ids of the replicator and of the server. */
  readonly pids: { readonly replicator: number; readonly server: number }
  start(): Promise<void>
  /** As at a deployment: told to stop, it ships and ends. */
  stop(): Promise<void>
  /** As when the power goes: nothing of it gets to do anything. */
  kill(): Promise<void>
  /** Nothing of it is left but the bucket and the master key. */
  lose(): void
  health(): Promise<{ readonly replication: Standing }>
  /** The bucket has everything, and says when. */
  whole(): Promise<void>
  write(office: Office, name: string): Promise<string>
  /** Has the server open the office. */
  look(office: Office): Promise<void>
  /** Killed, and started again beside the server, which goes on without it meanwhile. */
  restartReplicator(): Promise<void>
  /** The server is killed, the replicator follows it, and both are started again. */
  restartApp(): Promise<void>
  log(): string
  run(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }>
}

const freePort = (): number => {
  const probe = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
  const { port = 0 } = probe
  void probe.stop(true)
  return port
}

/** A machine with the server as the child of its replicator, and a bucket elsewhere. `endpoint` puts something between the two. */
export async function openMachine(options: { readonly endpoint?: (real: string) => string; readonly env?: Record<string, string> } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'fd-custody-'))
  const [dataDir, masterKeyFile, logFile] = [join(home, 'data'), join(home, 'master.key'), join(home, 'log')]
  mkdirSync(dataDir, { mode: 0o700 })
  writeFileSync(masterKeyFile, `${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex')}\n`, { mode: 0o600 })
  const bucket = await startBucket()
  const real = new URL(bucket.url('x').replace('s3:', 'http:')).searchParams.get('endpoint') ?? ''
  const port = freePort()
  const env: Record<string, string> = {
    PATH: `${join(process.execPath, '..')}:${process.env['PATH']}`,
    DATA_DIR: dataDir,
    MASTER_KEY_FILE: masterKeyFile,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    S3_BUCKET: 'frontdesk',
    S3_ENDPOINT: options.endpoint?.(real) ?? real,
    S3_ACCESS_KEY_ID: bucket.env['AWS_ACCESS_KEY_ID'] ?? '',
    S3_SECRET_ACCESS_KEY: bucket.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    REPLICATOR_PROGRAM: LITESTREAM,
    REPLICATOR_SOCKET: join(home, 'replicator.sock'),
    FRONTDESK_KEY_SOCKET: join(home, 'keys.sock'),
    ...options.env,
  }
  let child: Bun.Subprocess | undefined
  let pids = { replicator: 0, server: 0 }
  const health: Machine['health'] = async () => (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as never
  const answers = () => health().then(Boolean, () => false)

  const ask = ({ slug, key }: Office, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}/api/contacts`, {
      ...init,
      headers: { host: `${slug}.localhost`, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    })
  const replicatorEnv = { ...env, AWS_ACCESS_KEY_ID: env['S3_ACCESS_KEY_ID'], AWS_SECRET_ACCESS_KEY: env['S3_SECRET_ACCESS_KEY'] }
  let alone: Bun.Subprocess | undefined

  const machine: Machine = {
    dataDir,
    masterKeyFile,
    env,
    bucket,
    get pids() {
      return pids
    },
    async start() {
      const started = Bun.spawn([join(ROOT, 'bin/replicated')], {
        cwd: ROOT,
        env,
        detached: true,
        stdin: 'ignore',
        stdout: Bun.file(logFile),
        stderr: Bun.file(`${logFile}.err`),
      })
      child = started
      await until('the server answers', async () => (await answers()) || started.exitCode !== null, 60)
      if (started.exitCode !== null) throw new Error(`The machine did not start: ${machine.log()}`)
      pids = { replicator: started.pid, server: childOf(started.pid) }
    },
    async stop() {
      child?.kill('SIGTERM')
      await child?.exited
      child = undefined
    },
    async kill() {
      // The whole group at once, so that neither can tell the other.
      if (child) process.kill(-child.pid, 'SIGKILL')
      alone?.kill('SIGKILL')
      await child?.exited
      child = undefined
      alone = undefined
      await until('nothing of it answers', async () => !(await answers()))
    },
    lose: () => rmSync(dataDir, { recursive: true, force: true }),
    health,
    async whole() {
      const since = Date.now()
      await until(
        'the bucket has everything',
        async () => {
          const { replication } = await health()
          const { behind, worstLagSeconds, replicator } = replication
          return replicator === 'up' && behind === 0 && Date.now() - worstLagSeconds * 1_000 > since
        },
        60,
      )
    },
    async restartReplicator() {
      const running = alone ?? child
      process.kill(pids.replicator, 'SIGKILL')
      await running?.exited
      alone = Bun.spawn([LITESTREAM, 'replicate', '-config', join(ROOT, 'litestream.yml')], {
        env: replicatorEnv,
        stdin: 'ignore',
        stdout: 'ignore',
        stderr: 'ignore',
      })
      pids = { ...pids, replicator: alone.pid }
    },
    async restartApp() {
      process.kill(pids.server, 'SIGKILL')
      await child?.exited
      await machine.start()
    },
    async look(office) {
      await (await ask(office)).arrayBuffer()
    },
    async write(office, name) {
      const fax = `+1555${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`
      const response = await ask(office, { method: 'POST', body: JSON.stringify({ name, fax }) })
      if (response.status !== 201) throw new Error(`Writing was answered ${response.status}.`)
      return ((await response.json()) as { id: string }).id
    },
    log: () => [logFile, `${logFile}.err`].map((each) => (existsSync(each) ? readFileSync(each, 'utf8') : '')).join('\n'),
    async run(...args) {
      const command = [process.execPath, '--no-install', 'src/cli/main.ts', ...args]
      const cli = Bun.spawn(command, { cwd: ROOT, env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
      const [out, err] = await Promise.all([new Response(cli.stdout).text(), new Response(cli.stderr).text()])
      return { code: await cli.exited, out, err }
    },
    async [Symbol.asyncDispose]() {
      await machine.kill().catch(() => {})
      await bucket[Symbol.asyncDispose]()
      rmSync(home, { recursive: true, force: true })
    },
  }
  return machine
}

/** Started by any of its threads. Never 0, which to a signal is oneself and everybody beside. */
function childOf(pid: number): number {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
  const [child] = children.map(Number).filter((each) => each > 0)
  if (!child) throw new Error('The replicator has no child.')
  return child
}
