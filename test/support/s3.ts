import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type Bucket, s3Bucket } from '../../src/files/index.ts'
import { freePort } from './ports.ts'

const BUILT = join(import.meta.dir, '../../.build/tools/versitygw')
const VERSITYGW = existsSync(BUILT) ? BUILT : Bun.which('versitygw')
const KEYS = { accessKeyId: 'test-access-key', secretAccessKey: 'test-secret-key' }
export const BUCKET = 'frontdesk'

export const hasS3 = VERSITYGW !== null

/** Says so where no S3 server is; where every test must run that is a failure. */
export function missS3(): void {
  const why = 'there is no versitygw in .build/tools. bin/test builds it where Go is installed.'
  if (process.env['CI']) throw new Error(`Documents in a bucket cannot be tested: ${why}`)
  console.warn(`\nNOT TESTED AGAINST AN S3 SERVER: ${why}\n`)
}

/** How the way to the server behaves. `loses` says yes to what it throws away, `flips` changes a byte of what is read. */
export type Fault = 'none' | 'down' | 'refuses' | 'hangs' | 'loses' | 'flips'

export type S3 = AsyncDisposable & {
  readonly config: Parameters<typeof s3Bucket>[0]
  /** Through the faults, with little patience. */
  connect(): Bucket
  fault: Fault
  /** What the server, or whoever sits before it, adds to its answers. */
  readonly headers: Map<string, string>
  /** Answers it gives itself, by a word of the address. */
  readonly answers: Map<string, string>
  readonly asked: string[]
  /** Every object as it lies there, by its name. */
  objects(): Map<string, Buffer>
  overwrite(name: string, bytes: Uint8Array): void
  lose(name: string): void
}

/** A real S3 server, with a bucket that is empty, behind something that can spoil it. With `locks` it keeps versions, as a lock needs. */
export async function startS3({ locks = false } = {}): Promise<S3> {
  const root = mkdtempSync(join(tmpdir(), 'frontdesk-s3-'))
  const [data, versions] = [join(root, 'objects'), join(root, 'kept-versions')]
  for (const directory of [data, versions]) mkdirSync(directory)
  const port = freePort()
  const server = Bun.spawn([VERSITYGW ?? '', '--port', `127.0.0.1:${port}`, 'posix', '--versioning-dir', versions, data], {
    env: { ROOT_ACCESS_KEY: KEYS.accessKeyId, ROOT_SECRET_KEY: KEYS.secretAccessKey },
    stdout: 'ignore',
    stderr: 'ignore',
  })
  for (const deadline = Date.now() + 10_000; ; await Bun.sleep(10)) {
    if (await fetch(`http://127.0.0.1:${port}/`).then(Boolean, () => false)) break
    if (Date.now() > deadline) throw new Error('The S3 server did not start.')
  }
  const state: Pick<S3, 'fault' | 'headers' | 'answers' | 'asked'> = { fault: 'none', headers: new Map(), answers: new Map(), asked: [] }
  const listen = (at: number) =>
    Bun.serve({ port: at, hostname: '127.0.0.1', idleTimeout: 0, fetch: (request) => pass(request, port, state) })
  let way = listen(0)
  const front = way.port ?? 0
  const config = { name: BUCKET, endpoint: `http://127.0.0.1:${front}`, region: 'us-east-1', ...KEYS }
  await makeBucket(config, locks)
  state.asked.length = 0
  const place = (name: string) => join(data, BUCKET, name)
  return {
    config,
    headers: state.headers,
    answers: state.answers,
    asked: state.asked,
    get fault() {
      return state.fault
    },
    set fault(fault) {
      if (fault === 'down') void way.stop(true)
      else if (state.fault === 'down') way = listen(front)
      state.fault = fault
    },
    connect: () => s3Bucket(config, { silenceMs: 400 }),
    objects: () => filesUnder(join(data, BUCKET)),
    overwrite: (name: string, bytes: Uint8Array) => writeFileSync(place(name), bytes),
    lose: (name: string) => rmSync(place(name)),
    async [Symbol.asyncDispose]() {
      await way.stop(true)
      server.kill('SIGKILL')
      await server.exited
      rmSync(root, { recursive: true, force: true })
    },
  }
}

async function makeBucket({ endpoint, region, name }: S3['config'], locks: boolean): Promise<void> {
  const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: KEYS })
  await client.send(new CreateBucketCommand({ Bucket: name, ObjectLockEnabledForBucket: locks }))
}

/** The bucket keeps every object from now on, for so many days. */
export async function lockFor({ config: { endpoint, region, name } }: S3, days: number): Promise<void> {
  const { PutObjectLockConfigurationCommand, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: KEYS })
  const rule = { DefaultRetention: { Mode: 'COMPLIANCE', Days: days } } as const
  const locked = { ObjectLockEnabled: 'Enabled', Rule: rule } as const
  await client.send(new PutObjectLockConfigurationCommand({ Bucket: name, ObjectLockConfiguration: locked }))
}

/** That object, by its own lock. */
export async function lockObject({ config: { endpoint, region, name } }: S3, object: string, until: Date): Promise<void> {
  const { PutObjectRetentionCommand, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: KEYS })
  const Retention = { Mode: 'COMPLIANCE', RetainUntilDate: until } as const
  await client.send(new PutObjectRetentionCommand({ Bucket: name, Key: object, Retention }))
}

async function pass(request: Request, port: number, state: Pick<S3, 'fault' | 'headers' | 'answers' | 'asked'>): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  state.asked.push(`${request.method} ${pathname}${search}`)
  if (state.fault === 'hangs') return new Promise(() => {})
  if (state.fault === 'refuses') return new Response('<Error><Code>SlowDown</Code></Error>', { status: 503 })
  for (const [word, answer] of state.answers) if (search.includes(word)) return new Response(answer)
  if (state.fault === 'loses' && request.method === 'PUT') return new Response(null, { headers: { etag: '"lost"' } })
  const body = request.method === 'PUT' || request.method === 'POST' ? await request.bytes() : undefined
  const target = `http://127.0.0.1:${port}${pathname}${search}`
  const answer = await fetch(target, { method: request.method, headers: request.headers, ...(body && { body }), redirect: 'manual' })
  const headers = new Headers(answer.headers)
  for (const [name, value] of state.headers) headers.set(name, value)
  if (request.method === 'HEAD') return new Response(null, { status: answer.status, headers })
  const bytes = await answer.bytes()
  if (state.fault === 'flips' && request.method === 'GET' && !search.includes('list-type'))
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
  return new Response(bytes, { status: answer.status, headers })
}

function filesUnder(directory: string): Map<string, Buffer> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort()
  return new Map(paths.map((path) => [relative(directory, path), readFileSync(path)]))
}
