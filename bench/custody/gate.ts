import { rmSync, truncateSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { join } from 'node:path'

/*
 * up            as it is
 * down          nobody answers
 * slow          each answer a second late
 * refusing      403, 503 SlowDown, 503 and 429 in turn
 * losing        what is put is acknowledged, and gone
 * truncating    what is put is acknowledged, and half of it is there
 * mislabelling  what is put is kept, under a digest that is another's
 */
export const TEMPERS = ['up', 'down', 'slow', 'refusing', 'losing', 'truncating', 'mislabelling'] as const
export type Temper = (typeof TEMPERS)[number]
export type Gate = Disposable & {
  readonly url: string
  /** How many objects it lied about. */
  readonly lies: number
  /** `about` says of which objects, by their names, it does so: all of them, unless told. */
  set(temper: Temper, about?: (name: string) => boolean): void
}

const SLOW_MS = 1_000
const REFUSALS = [
  [403, 'AccessDenied'],
  [503, 'SlowDown'],
  [503, 'ServiceUnavailable'],
  [429, 'TooManyRequests'],
] as const

/** Between the machine and its bucket, whose objects lie in `store`: a bucket of every temper. */
export function openGate(port: number, store: () => string): Gate {
  let temper: Temper = 'up'
  let about: (name: string) => boolean = () => true
  let [refused, lies] = [0, 0]

  async function serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const name = decodeURIComponent(new URL(asked.url ?? '/', 'http://gate').pathname)
    const body = await all(asked)
    const is = about(name) ? temper : 'up'
    if (is === 'down') return void answer.socket?.destroy()
    if (is === 'slow') await Bun.sleep(SLOW_MS)
    if (is === 'refusing') return refuse(answer)
    const told = await pass(asked, body)
    const isKept = asked.method === 'PUT' && told.status === 200
    if (isKept && is !== 'up' && is !== 'slow') lie(is, join(store(), name), told)
    answer.writeHead(told.status, told.headers).end(told.body)
  }

  function refuse(answer: ServerResponse): void {
    const [status, code] = REFUSALS[refused++ % REFUSALS.length] as (typeof REFUSALS)[number]
    answer.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code><Message>No.</Message></Error>`)
  }

  function lie(how: Temper, path: string, told: Told): void {
    lies++
    if (how === 'losing') rmSync(path, { force: true })
    if (how === 'truncating') truncateSync(path, Bun.file(path).size >> 1)
    if (how === 'mislabelling') told.headers['etag'] = `"${'0'.repeat(32)}"`
  }

  function pass(asked: IncomingMessage, body: Buffer): Promise<Told> {
    const { expect: _, ...headers } = asked.headers
    return new Promise((resolve, reject) => {
      const onward = request({ host: '127.0.0.1', port, method: asked.method, path: asked.url, headers }, (said) => {
        all(said).then((bytes) => resolve({ status: said.statusCode ?? 502, headers: { ...said.headers }, body: bytes }), reject)
      })
      onward.on('error', reject)
      onward.end(body)
    })
  }

  const server = createServer((asked, answer) => {
    serve(asked, answer).catch(() => void answer.socket?.destroy())
  })
  server.listen(0, '127.0.0.1')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    get lies() {
      return lies
    },
    set(next, which = () => true) {
      temper = next
      about = which
      if (next === 'down') server.closeAllConnections()
    },
    [Symbol.dispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

type Told = { readonly status: number; readonly headers: Record<string, string | string[] | undefined>; readonly body: Buffer }

async function all(from: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of from) parts.push(part)
  return Buffer.concat(parts)
}
