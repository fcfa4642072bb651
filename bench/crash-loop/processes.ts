import { join } from 'node:path'
import { program } from '../../test/support/programs.ts'

const ROOT = join(import.meta.dir, '../..')
const preload = (name: string) => ['--preload', join(import.meta.dir, name)]

/** How fast time goes in the loop's processes, and since when. */
export type Pace = { readonly from: number; readonly factor: number }
const paceOf = ({ from, factor }: Pace) => ({ TZ: 'UTC', PATH: process.env['PATH'] ?? '', FAST_FROM: `${from}`, FAST_FACTOR: `${factor}` })

export const nowAt = ({ from, factor }: Pace): Date => new Date(Math.floor(from + (Date.now() - from) * factor))

const living = new Set<Bun.Subprocess>()
process.on('exit', () => {
  for (const each of living) each.kill('SIGKILL')
})

function followed<T extends Bun.Subprocess>(child: T): T {
  living.add(child)
  void child.exited.then(() => living.delete(child))
  return child
}

export type CarrierProcess = AsyncDisposable & {
  readonly apiBase: string
  readonly publicKey: string
  readonly apiKey: string
  readonly connectionId: string
  control<T>(path: string, wishes?: object): Promise<T>
  statusOf(callId: string): Promise<string>
}

/** The local carrier; its latest calls are taken 30 s after their request, as in the simulation. */
export async function startCarrier(pace: Pace, webhookUrl: string): Promise<CarrierProcess> {
  const carrier = followed(
    Bun.spawn([process.execPath, ...preload('fast-timers.ts'), 'carrier/main.ts'], {
      cwd: ROOT,
      env: {
        ...paceOf(pace),
        CARRIER_PORT: '0',
        CARRIER_SPEED: 'fast',
        CARRIER_CALLS: 'timed',
        CARRIER_FETCH: 'off',
        CARRIER_LATE_MS: '30000',
        CARRIER_KEEP: '1000000',
        CARRIER_WEBHOOK_URL: webhookUrl,
      },
      stdout: 'pipe',
      stderr: 'inherit',
    }),
  )
  const about = JSON.parse(await firstLine(carrier.stdout))
  const json = async <T>(url: string, init?: RequestInit) => (await (await fetch(url, init)).json()) as T
  return {
    ...about,
    control: (path, wishes) => json(`${about.url}/_control${path}`, wishes && { method: 'POST', body: JSON.stringify(wishes) }),
    async statusOf(callId) {
      const headers = { authorization: `Bearer ${about.apiKey}` }
      return (await json<{ data: { status: string } }>(`${about.apiBase}/faxes/${callId}`, { headers })).data.status
    },
    async [Symbol.asyncDispose]() {
      carrier.kill('SIGKILL')
      await carrier.exited
    },
  }
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = ''
  for await (const part of stream) {
    text += new TextDecoder().decode(part)
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'))
  }
  throw new Error('The carrier ended without a word.')
}

export type ServerProcess = AsyncDisposable & {
  /** Resolves when it answers; throws with its last line when it ends instead. */
  ready(): Promise<void>
  /** True when nobody killed it. */
  readonly endedByItself: boolean
  kill(): Promise<void>
  /** As an operator does it. Resolves to the exit code. */
  stop(): Promise<number>
}

/** A server at that carrier, which counts no requests and says only what is wrong. */
export const environmentOf = ({
  dataDir,
  port,
  carrier,
}: {
  readonly dataDir: string
  readonly port: number
  readonly carrier: CarrierProcess
}): Record<string, string> => ({
  PORT: `${port}`,
  DATA_DIR: dataDir,
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'warn',
  TELNYX_BASE_URL: carrier.apiBase,
  TELNYX_API_KEY: carrier.apiKey,
  TELNYX_PUBLIC_KEY: carrier.publicKey,
  TELNYX_CONNECTION_ID: carrier.connectionId,
})

export type ServerOptions = { readonly pace: Pace; readonly env: Readonly<Record<string, string>>; readonly blind: boolean }

/** The server itself, both threads. Each line it logs is handed to `heard`. */
export function startServer({ pace, env, blind }: ServerOptions, heard: (line: string) => void): ServerProcess {
  const server = followed(
    Bun.spawn([process.execPath, ...preload('fast-clock.ts'), program('main')], {
      cwd: ROOT,
      env: { ...paceOf(pace), ...env, ...(blind && { BLIND: 'yes' }) },
      stdout: 'ignore',
      stderr: 'pipe',
    }),
  )
  let lastWord = ''
  const drained = eachLine(server.stderr, (line) => {
    lastWord = line || lastWord
    heard(line)
  })
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number> {
    server.kill(signal)
    const code = await server.exited
    await drained
    return code
  }
  return {
    async ready() {
      while (!(await answers(env['PORT'] ?? ''))) {
        if (hasEnded()) throw await drained.then(() => new Error(`The server ended while starting: ${lastWord}`))
        await Bun.sleep(10)
      }
    },
    get endedByItself() {
      return hasEnded()
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => void (hasEnded() || (await end('SIGKILL'))),
  }
}

const answers = (port: string): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    ({ ok }) => ok,
    () => false,
  )

async function eachLine(stream: ReadableStream<Uint8Array>, heard: (line: string) => void): Promise<void> {
  let rest = ''
  const text = new TextDecoder()
  for await (const part of stream) {
    const lines = (rest + text.decode(part, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) heard(line)
  }
}
