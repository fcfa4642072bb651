import { type LookupAddress, lookup } from 'node:dns'
import { type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Why somebody's server could not be asked. */
export type Unreached = 'address' | 'name' | 'private' | 'refused' | 'certificate' | 'timeout' | 'too_large'
export class ReachError extends Error {
  override readonly name = 'ReachError'
  constructor(readonly why: Unreached) {
    super(`It could not be reached: ${why}.`)
  }
}

export type Reach = (url: string, init: ReachInit) => Promise<Response>
export type ReachInit = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

const LONGEST_MS = 10_000
const LARGEST_BYTES = 1024 * 1024

const INSIDE = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv6')

/** Addresses of this machine and its neighbours, also those that are written as another kind of address. */
export function isInside(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const [plain, kind] = mapped ? [mapped, 4] : [address, isIP(address)]
  return kind === 0 || INSIDE.check(plain, kind === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Asks a server that an office named. The address is looked at when it is connected to, not before: a name may lead elsewhere a moment
 * later. Redirects are not followed. `mayReachInside` is for what runs on one's own machine.
 */
export const createReach =
  ({ mayReachInside }: { readonly mayReachInside: boolean }): Reach =>
  async (address, { method = 'GET', headers = {}, body, signal }) => {
    const url = URL.parse(address)
    if (!url || !isTaken(url, mayReachInside)) throw new ReachError('address')
    if (!mayReachInside && isIP(bare(url.hostname)) !== 0 && isInside(bare(url.hostname))) throw new ReachError('private')
    const within = AbortSignal.any([AbortSignal.timeout(LONGEST_MS), ...(signal ? [signal] : [])])
    const sent = typeof body === 'string' ? body : body instanceof URLSearchParams ? body.toString() : undefined
    return new Promise<Response>((resolve, reject) => {
      const ask = url.protocol === 'https:' ? overHttps : overHttp
      const asked = ask(url, { method, headers, lookup: lookupFor(mayReachInside), signal: within }, (answer) => {
        collect(answer).then(resolve, reject)
      })
      asked.on('error', (error) => reject(whyOf(error, within)))
      asked.end(sent)
    })
  }

/** In clear only to this very machine, while somebody tries things out. */
const isTaken = ({ protocol, hostname, username, password }: URL, mayReachInside: boolean): boolean =>
  username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && mayReachInside && isLocal(hostname)))
const isLocal = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1' || host === '[::1]'
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

const lookupFor =
  (mayReachInside: boolean): LookupFunction =>
  (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const [first] = found ?? []
      if (error || !first) return done(new ReachError('name'), '', 4)
      if (!mayReachInside && found.some(({ address }) => isInside(address))) return done(new ReachError('private'), '', 4)
      return options.all ? done(null, found) : done(null, first.address, first.family)
    })
  }

async function collect(answer: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BYTES) {
      answer.destroy()
      throw new ReachError('too_large')
    }
    chunks.push(chunk)
  }
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) if (value !== undefined) headers.set(name, [value].flat().join(', '))
  const status = answer.statusCode ?? 502
  return new Response(status === 204 || status === 304 ? null : Buffer.concat(chunks), { status, headers })
}

function whyOf(error: Error, within: AbortSignal): Error {
  if (error instanceof ReachError) return error
  if (error.cause instanceof ReachError) return error.cause
  if (within.aborted) return new ReachError('timeout')
  const code = 'code' in error ? String(error.code) : ''
  if (/ENOTFOUND|EAI_/.test(code)) return new ReachError('name')
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return new ReachError('certificate')
  return new ReachError('refused')
}
