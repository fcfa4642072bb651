import { join } from 'node:path'
import Telnyx from 'telnyx'

const root = join(import.meta.dir, '../..')
export const from = '+15552010100'

export interface Running extends AsyncDisposable {
  readonly url: string
  readonly apiBase: string
  readonly publicKey: string
  readonly apiKey: string
  readonly connectionId: string
  readonly calls: string
}

/** A carrier in a process of its own, on a free port. */
export async function startCarrier(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const usual = { CARRIER_PORT: '0', CARRIER_SPEED: 'fast', CARRIER_CALLS: 'timed' }
  const carrier = Bun.spawn([process.execPath, 'carrier/main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...usual, ...env },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const about = JSON.parse(await firstLine(carrier.stdout))
  return {
    ...about,
    async [Symbol.asyncDispose]() {
      carrier.kill()
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

export interface Heard {
  readonly body: string
  readonly headers: Record<string, string>
  readonly event: {
    readonly data: { readonly id: string; readonly event_type: string; readonly payload: Readonly<Record<string, unknown>> }
    readonly meta: { readonly attempt: number }
  }
}

export interface Desk extends Disposable {
  readonly hook: string
  readonly heard: Heard[]
  /** What the webhook address answers; 200 unless changed. */
  status: number
  documentUrl(name: string): string
  heardAbout(faxId: string): Heard[]
  types(faxId: string): string[]
}

/** Our side of the wire: it serves the fixtures as documents and listens for webhooks. */
export function openDesk(): Desk {
  const heard: Heard[] = []
  const server: Bun.Server<undefined> = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request): Promise<Response> {
      const { pathname } = new URL(request.url)
      if (pathname === '/moved.pdf') return Response.redirect(`${server.url.origin}/one-page.pdf`)
      if (pathname !== '/hook') return new Response(Bun.file(join(root, 'test/fixtures', pathname)))
      const body = await request.text()
      heard.push({ body, headers: Object.fromEntries(request.headers), event: JSON.parse(body) })
      return new Response(null, { status: desk.status })
    },
    error: () => new Response(null, { status: 404 }),
  })
  const desk: Desk = {
    hook: `${server.url.origin}/hook`,
    heard,
    status: 200,
    documentUrl: (name) => `${server.url.origin}/${name}`,
    heardAbout: (faxId) => heard.filter(({ event }) => event.data.payload['fax_id'] === faxId),
    types: (faxId) => desk.heardAbout(faxId).map(({ event }) => event.data.event_type),
    [Symbol.dispose]: () => void server.stop(true),
  }
  return desk
}

export function client(carrier: Running, options: { readonly maxRetries?: number } = {}): Telnyx {
  return new Telnyx({
    apiKey: carrier.apiKey,
    publicKey: carrier.publicKey,
    baseURL: carrier.apiBase,
    maxRetries: 0,
    logLevel: 'off',
    ...options,
  })
}

/** Waits for something another process does. */
export async function until<T>(look: () => T | Promise<T>, seconds = 8): Promise<NonNullable<T>> {
  const deadline = Date.now() + seconds * 1_000
  for (;;) {
    const seen = await look()
    if (seen) return seen as NonNullable<T>
    if (Date.now() > deadline) throw new Error(`Nothing came within ${seconds} s: ${look}`)
    await Bun.sleep(10)
  }
}

/** Turns a switch of the carrier when there is a body, reads one when not. */
export async function control<T>(carrier: Running, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${carrier.url}/_control${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  return (await response.json()) as T
}

/** What the client library throws when the carrier says no. */
export async function refusal(attempt: PromiseLike<unknown>): Promise<InstanceType<typeof Telnyx.APIError>> {
  try {
    await attempt
  } catch (error) {
    if (error instanceof Telnyx.APIError) return error
    throw error
  }
  throw new Error('It was accepted.')
}
