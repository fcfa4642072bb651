import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { assignNumber } from '../../src/fax/index.ts'
import { addKey, SCOPES } from '../../src/identity/index.ts'
import { openParts } from '../../src/parts.ts'
import { provisionOffice } from '../../src/platform/index.ts'
import type { Standing } from '../../src/replication/index.ts'
import { system } from '../../src/tenancy/index.ts'
import { freePort } from '../../test/support/ports.ts'
import { chosenPrograms, program } from '../../test/support/programs.ts'
import { LITESTREAM } from '../../test/support/replicator.ts'
import { startBucket, until } from '../replicator/support.ts'
import { startCarrier } from '../world/carrier.ts'
import { type Asking, askingAt, type Office } from './asking.ts'
import { type Gate, openGate } from './gate.ts'

const ROOT = join(import.meta.dir, '../..')

export type { Office } from './asking.ts'
export type Bucket = Awaited<ReturnType<typeof startBucket>>

/** Offices, each with a key that may write, made before any server runs. */
export function makeOffices(dataDir: string, masterKeyFile: string, count: number): Office[] {
  const config = readConfig({ DATA_DIR: dataDir, MASTER_KEY_FILE: masterKeyFile, LOG_LEVEL: 'error' })
  using parts = openParts(config, () => {})
  const { control, keys, tenants } = parts
  return Array.from({ length: count }, (_, n) => {
    const slug = `office-${n + 1}`
    const { id } = provisionOffice({ dataDir, control, keys, tenants }, { name: `Office ${n + 1}`, slug, ownerEmail: `owner@${slug}.test` })
    const tenant = tenants.as(id, system('bench'))
    assignNumber({ control, tenant }, `+1555${1_000_000 + n}`, 'Main line')
    const key = tenant.write((tx) => addKey(tx, slug, { name: 'All scopes', scopes: SCOPES }).secret)
    tenants.close(id)
    return { id, slug, key }
  })
}

/** Who may ask the admin host. */
export async function operatorKey(machine: Machine): Promise<string> {
  const { out } = await machine.run('operator', 'create', 'Bench', '--json')
  return (JSON.parse(out) as { key: string }).key
}

export type Machine = AsyncDisposable &
  Asking & {
    readonly dataDir: string
    readonly masterKeyFile: string
    readonly env: Readonly<Record<string, string>>
    readonly bucket: Bucket
    /** Between this machine and its bucket. */
    readonly gate: Gate
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
    /** Neither ended, nor was started again. */
    isRunning(pids: Machine['pids']): boolean
    /** The bucket has everything, and says when. */
    whole(withinSeconds?: number): Promise<void>
    /** Killed, and started again beside the server, which goes on without it meanwhile. */
    restartReplicator(): Promise<void>
    /** The server is killed, the replicator follows it, and both are started again. */
    restartApp(): Promise<void>
    log(): string
    run(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }>
  }

export type MachineOptions = {
  readonly env?: Record<string, string>
  /** Puts a gate between the machine and its bucket. */
  readonly gated?: boolean
  /** Lets it send. */
  readonly carrier?: boolean
  /** On a disk of its own. */
  readonly dataDir?: string
}

/** A machine with the server as the child of its replicator, and a bucket elsewhere. */
export async function openMachine(options: MachineOptions = {}) {
  const home = mkdtempSync(join(tmpdir(), 'fd-custody-'))
  const [dataDir, masterKeyFile, logFile] = [options.dataDir ?? join(home, 'data'), join(home, 'master.key'), join(home, 'log')]
  mkdirSync(dataDir, { mode: 0o700, recursive: true })
  writeFileSync(masterKeyFile, `${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex')}\n`, { mode: 0o600 })
  const bucket = await startBucket()
  const real = new URL(bucket.url('x').replace('s3:', 'http:')).searchParams.get('endpoint') ?? ''
  const gate = openGate(Number(new URL(real).port), () => bucket.directory)
  const port = freePort()
  const carrier = options.carrier ? await startCarrier(`http://127.0.0.1:${port}/webhooks/telnyx`) : undefined
  const env: Record<string, string> = {
    PATH: `${join(process.execPath, '..')}:${process.env['PATH']}`,
    ...chosenPrograms(),
    DATA_DIR: dataDir,
    RATE_LIMITS: 'off',
    MASTER_KEY_FILE: masterKeyFile,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    S3_BUCKET: 'frontdesk',
    S3_ENDPOINT: options.gated ? gate.url : real,
    S3_ACCESS_KEY_ID: bucket.env['AWS_ACCESS_KEY_ID'] ?? '',
    S3_SECRET_ACCESS_KEY: bucket.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    REPLICATOR_PROGRAM: LITESTREAM,
    REPLICATOR_SOCKET: join(home, 'replicator.sock'),
    FRONTDESK_KEY_SOCKET: join(home, 'keys.sock'),
    ...(carrier && {
      TELNYX_API_KEY: carrier.apiKey,
      TELNYX_PUBLIC_KEY: carrier.publicKey,
      TELNYX_BASE_URL: carrier.apiBase,
      TELNYX_CONNECTION_ID: carrier.connectionId,
    }),
    ...options.env,
  }
  let child: Bun.Subprocess | undefined
  let pids = { replicator: 0, server: 0 }
  const health: Machine['health'] = async () => (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as never
  const answers = () => health().then(Boolean, () => false)

  const replicatorEnv = { ...env, AWS_ACCESS_KEY_ID: env['S3_ACCESS_KEY_ID'], AWS_SECRET_ACCESS_KEY: env['S3_SECRET_ACCESS_KEY'] }
  let alone: Bun.Subprocess | undefined

  const machine: Machine = {
    ...askingAt(port),
    dataDir,
    masterKeyFile,
    env,
    bucket,
    gate,
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
    isRunning: ({ replicator, server }) => [replicator, server].every((pid) => existsSync(`/proc/${pid}`)) && pids.server === server,
    async whole(withinSeconds = 60) {
      const since = Date.now()
      let said: Standing | undefined
      const isThere = async () => {
        said = (await health()).replication
        return said.replicator === 'up' && said.behind === 0 && Date.now() - said.worstLagSeconds * 1_000 > since
      }
      await until('the bucket has everything', isThere, withinSeconds).catch((error: unknown) => {
        throw new Error(`${error} ${JSON.stringify(said)}\n${machine.log()}`)
      })
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
    log: () => [logFile, `${logFile}.err`].map((each) => (existsSync(each) ? readFileSync(each, 'utf8') : '')).join('\n'),
    async run(...args) {
      const command = [process.execPath, '--no-install', program('cli/main'), ...args]
      const cli = Bun.spawn(command, { cwd: ROOT, env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
      const [out, err] = await Promise.all([new Response(cli.stdout).text(), new Response(cli.stderr).text()])
      return { code: await cli.exited, out, err }
    },
    async [Symbol.asyncDispose]() {
      await machine.kill().catch(() => {})
      gate[Symbol.dispose]()
      await carrier?.[Symbol.asyncDispose]()
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
