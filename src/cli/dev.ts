import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { TOP } from '../kit/programs.ts'
import { type DevFile, writeDevFile } from './dev-file.ts'
import { type Child, firstLine, freePort, isUp, startChild, startProgram } from './dev-processes.ts'
import { localBucket, startBucket } from './dev-replicas.ts'
import { seed } from './dev-seed.ts'
import { welcome } from './dev-words.ts'

/*
 * bin/dev: a local carrier, two offices to try, and the server; all of it until Ctrl-C. --check starts everything, looks and stops.
 * --replicate: the server as the child of the replicator, as in production, with an S3 server of its own to replicate to.
 */
const USUAL_CARRIER_PORT = 4010
const UP_WITHIN_MS = 30_000

type About = {
  readonly url: string
  readonly apiBase: string
  readonly publicKey: string
  readonly apiKey: string
  readonly connectionId: string
}

const children: Child[] = []
let stopping = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
await start(process.argv.includes('--check'), process.argv.includes('--replicate')).catch((error: unknown) => {
  console.error(`bin/dev: ${error instanceof Error ? error.message : 'it could not start'}`)
  return stop(1)
})

async function start(check: boolean, replicate: boolean): Promise<void> {
  if (process.env['NODE_ENV'] === 'production') throw new Error('This is for development. In production run: bun src/main.ts')
  const wanted = readConfig()
  const port = await freePort(wanted.server.port, wanted.server.host)
  if (port !== wanted.server.port && wanted.server.port !== 0) console.log(`Port ${wanted.server.port} is taken; using ${port}.`)
  const bucket = replicate ? await localBucket(TOP) : undefined
  if (bucket) watch(await startBucket(bucket))
  const env = {
    ...process.env,
    PORT: String(port),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
    SMTP_URL: process.env['SMTP_URL'] ?? 'print:',
    ...bucket?.env,
  }
  const config = readConfig(env)

  const seeded = await seed(config)
  const carrier = await startCarrier(env, `http://127.0.0.1:${port}/webhooks/telnyx`)
  const file: DevFile = { ...seeded, carrierUrl: carrier.url }
  writeDevFile(config.data.dir, file)
  const settings = {
    ...env,
    TELNYX_API_KEY: carrier.apiKey,
    TELNYX_PUBLIC_KEY: carrier.publicKey,
    TELNYX_BASE_URL: carrier.apiBase,
    TELNYX_CONNECTION_ID: carrier.connectionId,
  }
  const server = bucket
    ? startProgram('The server with its replicator', [join(TOP, 'bin/replicated'), '--no-orphans'], TOP, settings)
    : startChild('The server', ['src/main.ts'], TOP, settings)
  watch(server)
  await isUp(`http://127.0.0.1:${port}/health`, () => server.ended, UP_WITHIN_MS)
  console.log(welcome(file, config.data.dir, bucket?.directory))
  if (check) await stop(0)
}

async function startCarrier(env: Readonly<Record<string, string | undefined>>, webhookUrl: string): Promise<About> {
  const dir = env['CARRIER_DIR'] ?? join(TOP, '.build/carrier')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const port = env['CARRIER_PORT'] ?? String(await freePort(USUAL_CARRIER_PORT, '127.0.0.1'))
  const keyFile = env['CARRIER_KEY_FILE'] ?? join(dir, 'signing-key.pem')
  const carrier = startChild('The local carrier', ['carrier/main.ts'], TOP, {
    ...env,
    CARRIER_DIR: dir,
    CARRIER_KEY_FILE: keyFile,
    CARRIER_PORT: port,
    CARRIER_WEBHOOK_URL: webhookUrl,
  })
  watch(carrier)
  return JSON.parse(await firstLine(carrier)) as About
}

function watch(child: Child): void {
  children.push(child)
  void child.process.exited.then((code) => {
    if (stopping) return
    console.error(`bin/dev: ${child.name} ended (exit code ${code}), so everything is stopped.`)
    void stop(1)
  })
}

async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  // The server first: it may still be settling what it heard from the carrier.
  for (const child of children.toReversed()) {
    child.process.kill('SIGTERM')
    await child.process.exited
  }
  process.exit(code)
}
