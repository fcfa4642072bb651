import { readConfig } from '../config.ts'
import { AppError, unauthenticated, unavailable } from '../kit/errors.ts'
import { type Given, UsageError } from './command.ts'
import { readDevFile } from './dev-file.ts'

/** A running server, spoken to as one office by its API key. */
export type Desk = {
  readonly url: string
  /** The answer's JSON. Throws AppError with the server's own words, or unavailable. */
  ask(...asked: Asked): Promise<unknown>
  /** Whatever it answers, refusals too. Throws unavailable when it does not. */
  answer(...asked: Asked): Promise<Answered>
}
type Asked = [method: 'GET' | 'POST' | 'DELETE', path: string, body?: FormData | object, headers?: Readonly<Record<string, string>>]
export type Answered = { readonly status: number; readonly retryAfter: string | null; readonly body: unknown }

/** What is sent as JSON. */
const isPlain = (body: FormData | object | undefined): body is object => body !== undefined && !(body instanceof FormData)

export const ADMIN_OPTIONS = { url: { type: 'string' }, key: { type: 'string' } } as const
export const DESK_OPTIONS = { url: { type: 'string' }, key: { type: 'string' }, tenant: { type: 'string' } } as const
const TIMEOUT_MS = 60_000

/** From the options, else the environment, else what bin/dev left. A key of another office is refused by the server. */
export function openDesk(given: Given, env: Readonly<Record<string, string | undefined>> = process.env): Desk {
  const slug = given.text('tenant')
  const [url, key] = [given.text('url') ?? env['FRONTDESK_URL'], given.text('key') ?? env['FRONTDESK_KEY']]
  if (url && key) return deskAt(addressOf(url, slug), key)
  const file = readDevFile(readConfig().data.dir)
  const office = file?.offices.find((each) => each.slug === (slug ?? file.tenant.slug))
  if (!office)
    throw new UsageError('Say which server and key: --url and --key, or FRONTDESK_URL and FRONTDESK_KEY, or start bin/dev first.')
  return deskAt(addressOf(url ?? office.url, url ? slug : undefined), key ?? office.apiKey)
}

function addressOf(text: string, slug: string | undefined): URL {
  const url = URL.parse(text)
  if (!url?.protocol.startsWith('http')) throw new UsageError('--url is an address such as https://maple.frontdesk.example.')
  if (slug && !url.hostname.startsWith(`${slug}.`)) url.hostname = `${slug}.${url.hostname}`
  return url
}

function deskAt(url: URL, key: string): Desk {
  const answer: Desk['answer'] = async (method, path, body, headers = {}) => {
    const authorization = `Bearer ${key}`
    const { address, host } = dialed(new URL(path, url))
    const response = await fetch(address, {
      method,
      headers: {
        accept: 'application/json',
        ...(isPlain(body) && { 'content-type': 'application/json' }),
        ...headers,
        ...host,
        authorization,
      },
      ...(body && { body: isPlain(body) ? JSON.stringify(body) : body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => {
      throw unavailable(`Nothing answers at ${url.origin}. Is the server running?`)
    })
    const said: unknown = await response.json().catch(() => undefined)
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: said }
  }
  return {
    url: url.origin,
    answer,
    async ask(...asked) {
      const { status, body } = await answer(...asked)
      if (status < 200 || status > 299) throw refusal(status, body)
      return body
    },
  }
}

/** The operators' host of a running server: from the environment, else what bin/dev left. */
export function openAdminDesk(given: Given, env: Readonly<Record<string, string | undefined>> = process.env): Desk {
  const file = readDevFile(readConfig().data.dir)
  const url = given.text('url') ?? env['FRONTDESK_ADMIN_URL'] ?? file?.adminUrl
  const key = given.text('key') ?? env['FRONTDESK_OPERATOR_KEY'] ?? file?.operatorKey
  if (url && key) return deskAt(addressOf(url, undefined), key)
  throw new UsageError('The server is running. Say how to ask it: FRONTDESK_ADMIN_URL and FRONTDESK_OPERATOR_KEY, or --url and --key.')
}

/** *.localhost is this machine, but many a resolver does not know that. */
function dialed(url: URL): { readonly address: URL; readonly host: Record<string, string> } {
  if (!url.hostname.endsWith('.localhost')) return { address: url, host: {} }
  const address = new URL(url)
  address.hostname = '127.0.0.1'
  return { address, host: { host: url.host } }
}

function refusal(status: number, answer: unknown): AppError {
  if (status === 401) return unauthenticated('The server does not know this key: it is another’s, was revoked, or was mistyped.')
  const problem = isRecord(answer) ? answer : {}
  const errors = Array.isArray(problem['errors']) ? problem['errors'].filter(isRecord) : []
  const fields = Object.fromEntries(errors.map(({ field, message }) => [String(field), String(message)]))
  const detail = typeof problem['detail'] === 'string' ? problem['detail'] : 'The server did not say why.'
  return new AppError('invalid', `${detail} (${status})`, fields)
}

export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
