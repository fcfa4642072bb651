import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { createOperator } from '../../src/identity/index.ts'
import { openParts } from '../../src/parts.ts'
import { type Running as RunningCarrier, startCarrier } from '../carrier/support.ts'
import { freePort } from '../support/ports.ts'
import { chosenPrograms } from '../support/programs.ts'
import { LITESTREAM } from '../support/replicator.ts'
import { type S3, startS3 } from '../support/s3.ts'
import { type Office, openWorld, until } from '../support/server.ts'
import { startProxy } from './proxy.ts'

const ROOT = join(import.meta.dir, '../..')

export type CellName = 'a' | 'b'
export type Machine = {
  readonly name: CellName
  readonly dataDir: string
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  readonly operatorKey: string
  /** The replicator, whose child is the server: both take a signal together. */
  signal(signal: NodeJS.Signals): void
  start(): Promise<void>
  /** Asked to stop, or killed when it does not. */
  stop(): Promise<void>
  kill(): Promise<void>
  log(): Promise<string>
  /** The operators' API of this cell. */
  operate(method: string, path: string, body?: object): Promise<Response>
}

export type Cells = AsyncDisposable & {
  readonly s3: S3
  readonly carrier: RunningCarrier
  readonly a: Machine
  readonly b: Machine
  readonly maple: Office
  readonly harbor: Office
  /** Through the proxy that stands before both: by itself it asks the first one. */
  readonly port: number
  /** How often the proxy sent a request on. */
  readonly replays: number
  ask(office: Pick<Office, 'slug' | 'key'>, path: string, init?: RequestInit): Promise<Response>
  move(office: Office, from: CellName): Promise<Moved>
}
export type Moved = {
  readonly state: string
  readonly step: string
  readonly frozenMs: number | null
  readonly why: string | null
  readonly endedAt: string | null
}

/** Two machines with a data directory each, one bucket, one carrier, and a proxy that follows `fly-replay` as Fly's does. */
export async function startCells(
  options: { readonly leaseSeconds?: number; readonly env?: Record<string, string>; readonly carrier?: Record<string, string> } = {},
): Promise<Cells> {
  const home = mkdtempSync(join(tmpdir(), 'frontdesk-cells-'))
  const masterKeyFile = join(home, 'master.key')
  writeFileSync(masterKeyFile, `${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex')}\n`, { mode: 0o600 })
  const s3 = await startS3()
  const proxy = startProxy()
  const carrier = await startCarrier({ CARRIER_WEBHOOK_URL: `http://127.0.0.1:${proxy.port}/webhooks/telnyx`, ...options.carrier })
  const shared = {
    MASTER_KEY_FILE: masterKeyFile,
    LOG_LEVEL: 'info',
    S3_BUCKET: s3.config.name,
    S3_ENDPOINT: s3.config.endpoint,
    S3_ACCESS_KEY_ID: s3.config.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.config.secretAccessKey,
    CELL_LEASE_SECONDS: String(options.leaseSeconds ?? 30),
    PUBLIC_ORIGIN: `http://127.0.0.1:${proxy.port}`,
    TELNYX_API_KEY: carrier.apiKey,
    TELNYX_PUBLIC_KEY: carrier.publicKey,
    TELNYX_BASE_URL: carrier.apiBase,
    TELNYX_CONNECTION_ID: carrier.connectionId,
    ...options.env,
  }
  const a = machine('a', home, shared)
  const b = machine('b', home, shared)
  const world = openWorld({ DATA_DIR: a.dataDir, MASTER_KEY_FILE: masterKeyFile })
  const { maple, harbor } = world.offices
  world.parts[Symbol.dispose]()
  proxy.lead({ a: a.port, b: b.port })
  const operating = await Promise.all([a, b].map(async (each) => ({ ...each, operatorKey: operatorAt(each) })))
  const [first, second] = operating.map((each) => withDesk(each)) as [Machine, Machine]
  const cells: Cells = {
    s3,
    carrier,
    a: first,
    b: second,
    maple,
    harbor,
    port: proxy.port,
    get replays() {
      return proxy.replays
    },
    ask: ({ slug, key }, path, init = {}) =>
      fetch(`http://127.0.0.1:${proxy.port}${path}`, {
        ...init,
        keepalive: false,
        redirect: 'manual',
        headers: { host: `${slug}.localhost`, authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
      }),
    async move(office, from) {
      const [source, to] = from === 'a' ? [first, 'b'] : [second, 'a']
      const asked = await source.operate('POST', `/api/admin/tenants/${office.id}/moves`, { to })
      if (asked.status !== 202) throw new Error(`The move was answered ${asked.status}: ${await asked.text()}`)
      return until(async () => {
        const move = (await (await source.operate('GET', `/api/admin/tenants/${office.id}/moves`)).json()) as Moved
        return move.endedAt !== null && move
      }, 60)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([first.kill(), second.kill()])
      await proxy.stop()
      await carrier[Symbol.asyncDispose]()
      await s3[Symbol.asyncDispose]()
      rmSync(home, { recursive: true, force: true })
    },
  }
  try {
    await Promise.all([first.start(), second.start()])
    await until(async () => (await isLeased(first)) && (await isLeased(second)), 30)
    return cells
  } catch (error) {
    const logs = await Promise.all([first.log(), second.log()])
    await cells[Symbol.asyncDispose]()
    throw new Error(`${error}\n${logs.map((log) => log.slice(-1_500)).join('\n')}`)
  }
}

export const isLeased = async (cell: Machine): Promise<boolean> =>
  ((await (await cell.operate('GET', '/api/admin/cells')).json()) as { leased: boolean }).leased

function operatorAt({ dataDir, env }: Pick<Machine, 'dataDir' | 'env'>): string {
  using parts = openParts(readConfig({ DATA_DIR: dataDir, MASTER_KEY_FILE: env['MASTER_KEY_FILE'] ?? '', LOG_LEVEL: 'error' }), () => {})
  return parts.control.write((tx) => createOperator(tx, 'The test').key)
}

type Bare = Omit<Machine, 'operatorKey' | 'operate'>
const withDesk = (bare: Bare & { readonly operatorKey: string }): Machine => ({
  ...bare,
  operate: (method, path, body) =>
    fetch(`http://127.0.0.1:${bare.port}${path}`, {
      method,
      keepalive: false,
      ...(body && { body: JSON.stringify(body) }),
      headers: {
        host: 'admin.localhost',
        authorization: `Bearer ${bare.operatorKey}`,
        ...(body && { 'content-type': 'application/json' }),
      },
    }),
})

function machine(name: CellName, home: string, shared: Readonly<Record<string, string>>): Bare {
  const [dataDir, logFile, port] = [join(home, name), join(home, `${name}.log`), freePort()]
  mkdirSync(dataDir, { mode: 0o700 })
  const env: Record<string, string> = {
    PATH: `${join(process.execPath, '..')}:${process.env['PATH']}`,
    ...chosenPrograms(),
    TZ: 'UTC',
    ...shared,
    CELL: name,
    DATA_DIR: dataDir,
    RATE_LIMITS: 'off',
    PORT: String(port),
    REPLICATOR_PROGRAM: LITESTREAM,
    REPLICATOR_SOCKET: join(home, `${name}.r.sock`),
    FRONTDESK_KEY_SOCKET: join(home, `${name}.k.sock`),
  }
  let child: Bun.Subprocess | undefined
  const signal = (which: NodeJS.Signals) => {
    if (child && child.exitCode === null) process.kill(-child.pid, which)
  }
  process.on('exit', () => signal('SIGKILL'))
  return {
    name,
    dataDir,
    port,
    env,
    signal,
    async start() {
      const started = Bun.spawn([join(ROOT, 'bin/replicated')], {
        cwd: ROOT,
        env,
        detached: true,
        stdin: 'ignore',
        stdout: 'ignore',
        stderr: Bun.file(logFile),
      })
      child = started
      const answers = () =>
        fetch(`http://127.0.0.1:${port}/health`, { keepalive: false }).then(
          ({ ok }) => ok,
          () => false,
        )
      await until(async () => started.exitCode !== null || (await answers()), 40)
      if (started.exitCode !== null) throw new Error(`Cell ${name} did not start: ${await Bun.file(logFile).text()}`)
    },
    async stop() {
      const late = setTimeout(() => signal('SIGKILL'), 25_000)
      child?.kill('SIGTERM')
      await child?.exited
      clearTimeout(late)
      child = undefined
    },
    async kill() {
      signal('SIGKILL')
      await child?.exited
      child = undefined
    },
    log: () =>
      Bun.file(logFile)
        .text()
        .catch(() => ''),
  }
}
