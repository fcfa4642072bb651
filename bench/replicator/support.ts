import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import { LITESTREAM } from '../../test/support/replicator.ts'

const ROOT = join(import.meta.dir, '../..')
const TOOLS = join(ROOT, '.build/tools')
const AK = 'test-access-key'
const SECRET = 'test-secret-key'

export const STOCK = join(TOOLS, 'litestream')
const VERSITYGW = join(TOOLS, 'versitygw')

/** What this machine lacks, in words; nothing when the proof can run. */
export function lacking(): string | undefined {
  const programs = ['go', 'gcc', 'sqlite3'].filter((name) => !Bun.which(name))
  if (programs.length > 0) return `There is no ${programs.join(' and no ')}.`
  if (!existsSync(VERSITYGW) || !existsSync(STOCK)) return 'There is no S3 server or no stock Litestream. Run: replicator/proof-tools.sh'
}

/** Minutes the first time, no time when nothing changed. */
export const buildReplicator = () => build()
export const driverTests = () => build('test')

async function build(...args: string[]): Promise<void> {
  const { code, output } = await run([join(ROOT, 'replicator/build.sh'), ...args], {})
  if (code !== 0) throw new Error(output)
}

export type Ended = { readonly code: number; readonly output: string }

export async function run(command: string[], env: Record<string, string>): Promise<Ended> {
  const child = Bun.spawn(command, { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe', env: { ...ownEnv(), ...env } })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { code: await child.exited, output: `${out}${err}` }
}

/** Go's S3 client takes AWS_CA_BUNDLE for the only authorities there are. */
function ownEnv(): Record<string, string> {
  const { AWS_CA_BUNDLE: _, ...env } = process.env
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

export const scratch = () => mkdtempSync(join(tmpdir(), 'frontdesk-replicator-'))

export type Keys = { readonly socket: string; readonly asked: string[]; [Symbol.dispose](): void }

/** The app's side of the socket: a path it was given gets its key, any other a refusal. */
export function serveKeys(directory: string, keys: Readonly<Record<string, string>>): Keys {
  const socket = join(directory, 'keys.sock')
  const asked: string[] = []
  const listener = Bun.listen({
    unix: socket,
    socket: {
      data(connection, bytes) {
        const { path } = JSON.parse(bytes.toString()) as { path: string }
        asked.push(path)
        const key = keys[path]
        connection.end(`${JSON.stringify(key ? { key } : { error: 'no tenant has this file' })}\n`)
      },
    },
  })
  chmodSync(socket, 0o600)
  return { socket, asked, [Symbol.dispose]: () => listener.stop(true) }
}

export type Bucket = AsyncDisposable & {
  readonly url: (name: string) => string
  readonly env: Record<string, string>
  /** In which the objects lie, each as a file, below the bucket's name. */
  readonly directory: string
  /** Every object as it lies there. */
  readonly objects: () => Map<string, Buffer>
}

/** A real S3 server with one empty bucket. */
export async function startBucket(): Promise<Bucket> {
  const data = scratch()
  mkdirSync(join(data, 'frontdesk'))
  const port = freePort()
  const server = Bun.spawn([VERSITYGW, '--port', `127.0.0.1:${port}`, 'posix', data], {
    env: { ...ownEnv(), ROOT_ACCESS_KEY: AK, ROOT_SECRET_KEY: SECRET },
    stdout: 'ignore',
    stderr: 'ignore',
  })
  await until('the S3 server answers', () => fetch(`http://127.0.0.1:${port}/`).then(Boolean, () => false))
  return {
    url: (name) => `s3://frontdesk/${name}?endpoint=${encodeURIComponent(`http://127.0.0.1:${port}`)}&region=us-east-1`,
    env: { AWS_ACCESS_KEY_ID: AK, AWS_SECRET_ACCESS_KEY: SECRET },
    directory: data,
    objects: () => filesUnder(join(data, 'frontdesk')),
    async [Symbol.asyncDispose]() {
      server.kill()
      await server.exited
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function filesUnder(directory: string): Map<string, Buffer> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort()
  return new Map(
    paths.flatMap((path) => {
      const bytes = readIfThere(path)
      return bytes ? [[path, bytes]] : []
    }),
  )
}

/** What is being removed meanwhile is gone. */
function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

export type Answer = { readonly status: number; readonly body: Record<string, unknown> }
export type Replicator = {
  readonly pid: number
  readonly config: string
  readonly log: () => string
  readonly exited: Promise<number>
  /** One request over the control socket. */
  readonly ask: (method: 'GET' | 'POST', path: string, body?: object) => Promise<Answer>
  readonly stop: () => Promise<number>
}

/** The replicator with no database, as production starts it: what it replicates is registered later. */
export async function startReplicator(directory: string, env: Record<string, string>, flags: string[] = []): Promise<Replicator> {
  const file = join(directory, 'litestream.yml')
  const log = join(directory, 'litestream.log')
  const config = `socket:\n  enabled: true\n  path: ${controlSocket(directory)}\n`
  writeFileSync(file, config)
  const child = Bun.spawn([LITESTREAM, 'replicate', '-config', file, ...flags], {
    env: { ...ownEnv(), ...env },
    stdin: 'ignore',
    stdout: Bun.file(log),
    stderr: 'ignore',
  })
  const ask: Replicator['ask'] = (method, path, body) => askReplicator(directory, method, path, body)
  const answers = () =>
    ask('GET', '/info').then(
      () => true,
      () => child.exitCode !== null,
    )
  await until('the replicator answers', answers)
  const stop = () => {
    child.kill()
    return child.exited
  }
  return { pid: child.pid, config, log: () => readFileSync(log, 'utf8'), exited: child.exited, ask, stop }
}

const controlSocket = (directory: string) => join(directory, 'control.sock')

export async function askReplicator(directory: string, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
  const request = { method, unix: controlSocket(directory), ...(body && { body: JSON.stringify(body) }) }
  const response = await fetch(`http://litestream${path}`, request)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

export async function until(what: string, isSo: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not within ${seconds} s: ${what}`)
    await Bun.sleep(20)
  }
}
