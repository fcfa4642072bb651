import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, freePort, isUp, startProgram } from './dev-processes.ts'

export type LocalBucket = {
  readonly directory: string
  readonly port: number
  readonly program: string
  /** What the server and its replicator are told of it. */
  readonly env: Readonly<Record<string, string>>
}

const USUAL_PORT = 7070
const UP_WITHIN_MS = 10_000
const BUCKET = 'frontdesk'
const [KEY, SECRET] = ['local-access-key', 'local-secret-key']

/** An S3 server on this machine and what it needs; builds the programs when they are not there. */
export async function localBucket(root: string): Promise<LocalBucket> {
  const [program, replicator] = [join(root, '.build/tools/versitygw'), join(root, '.build/replicator/litestream')]
  if (!existsSync(replicator)) await build('the replicator (some minutes, once)', [join(root, 'replicator/build.sh')])
  if (!existsSync(program)) await build('an S3 server (some minutes, once)', [join(root, 'replicator/proof-tools.sh'), 's3'])
  const home = process.env['BUCKET_DIR'] ?? join(root, '.build/bucket')
  const directory = join(home, 'data', BUCKET)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const port = await freePort(Number(process.env['BUCKET_PORT'] ?? USUAL_PORT), '127.0.0.1')
  const env = {
    S3_BUCKET: BUCKET,
    S3_ENDPOINT: `http://127.0.0.1:${port}`,
    S3_REGION: 'us-east-1',
    S3_ACCESS_KEY_ID: KEY,
    S3_SECRET_ACCESS_KEY: SECRET,
    REPLICATOR_PROGRAM: replicator,
    REPLICATOR_SOCKET: join(home, 'replicator.sock'),
    FRONTDESK_KEY_SOCKET: join(home, 'keys.sock'),
  }
  return { directory, port, program, env }
}

export async function startBucket({ directory, port, program }: LocalBucket): Promise<Child> {
  const env = { PATH: process.env['PATH'], ROOT_ACCESS_KEY: KEY, ROOT_SECRET_KEY: SECRET }
  const child = startProgram('The S3 server', [program, '--quiet', '--port', `127.0.0.1:${port}`, 'posix', join(directory, '..')], '/', env)
  // It refuses who does not sign, which is an answer.
  await isUp(
    `http://127.0.0.1:${port}/`,
    () => child.ended,
    UP_WITHIN_MS,
    (response) => response.status > 0,
  )
  return child
}

async function build(what: string, command: readonly string[]): Promise<void> {
  console.log(`Building ${what} …`)
  const child = Bun.spawn([...command], { stdin: 'ignore', stdout: 'inherit', stderr: 'inherit' })
  if ((await child.exited) !== 0) throw new Error(`--replicate: ${what} could not be built; the reason is above.`)
}
