import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { openParts, type Parts } from '../../src/parts.ts'
import { RATES } from '../../src/web/index.ts'
import { freePort } from '../../test/support/ports.ts'
import { program } from '../../test/support/programs.ts'
import { type LocalCarrier, startCarrier } from './carrier.ts'
import { atRest, type Child, startProcess } from './processes.ts'

export type Frontdesk = AsyncDisposable & {
  readonly port: number
  readonly pid: number
  /** The same files, opened beside the server: to fill them and to see what is really in them. */
  readonly parts: Parts
  readonly carrier: LocalCarrier
}

/** A load process asks as one person from one address, a thousand times a second: every limit is counted, and none is reached. */
const BOUNDLESS = Object.keys(RATES)
  .map((name) => `${name}=100000000`)
  .join(' ')

/**
 * The real server as a process of its own, with the local carrier, in a directory that goes when it does. `fill` runs before it starts.
 * Its job thread looks at every office first, which is not what is measured: it is given the time.
 */
export async function startFrontdesk(env: Readonly<Record<string, string>>, fill: (parts: Parts) => void): Promise<Frontdesk> {
  await using stack = new AsyncDisposableStack()
  const port = freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'))
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const carrier = stack.use(await startCarrier(`http://127.0.0.1:${port}/webhooks/telnyx`))
  const settings = {
    DATA_DIR: dataDir,
    RATE_LIMITS: BOUNDLESS,
    PORT: String(port),
    TELNYX_API_KEY: carrier.apiKey,
    TELNYX_PUBLIC_KEY: carrier.publicKey,
    TELNYX_BASE_URL: carrier.apiBase,
    TELNYX_CONNECTION_ID: carrier.connectionId,
    ...env,
  }
  const parts = stack.use(openParts(readConfig({ ...settings, LOG_LEVEL: 'error' }), () => {}))
  fill(parts)
  const server = stack.use(await startServer(settings, port))
  await atRest(server.pid)
  const kept = stack.move()
  return { port, pid: server.pid, parts, carrier, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

const startServer = (env: Readonly<Record<string, string>>, port: number): Promise<Child> =>
  startProcess([process.execPath, ...(process.env['BENCH_SERVER_FLAGS']?.split(' ') ?? []), program('main')], {
    env,
    ready: async () => (await fetch(`http://127.0.0.1:${port}/health`, { keepalive: false })).ok,
  })
