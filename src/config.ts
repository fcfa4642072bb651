import { join, resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Level } from './kit/log.ts'
import { type Network, parseNetwork } from './kit/networks.ts'
import { TOP } from './kit/programs.ts'
import type { SmtpSettings } from './mail/index.ts'
import type { Bucket } from './replication/index.ts'
import { type RateTable, ratesFrom } from './web/index.ts'

/** The environment, and the only place that reads it. Everything has a default that works on one's own machine. */
const Environment = Type.Object({
  PORT: Type.String({ pattern: '^\\d{1,5}$', default: '3000' }),
  HOST: Type.String({ minLength: 1, default: '127.0.0.1' }),
  BASE_DOMAIN: Type.String({ pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)*$', default: 'localhost' }),
  PUBLIC_ORIGIN: Type.String({ pattern: '^(https?://[^/\\s]+)?$', default: '' }),
  CLIENT_ADDRESS_HEADER: Type.String({ pattern: '^[a-zA-Z-]{0,60}$', default: '' }),
  RATE_LIMITS: Type.String({ default: '' }),
  OPERATOR_ADDRESSES: Type.String({ default: '' }),
  DATA_DIR: Type.String({ minLength: 1, default: 'tenants' }),
  MASTER_KEY_FILE: Type.String({ default: '' }),
  MASTER_KEY_KMS: Type.String({ pattern: '^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:(key|alias)/\\S+)?$', default: '' }),
  TELNYX_API_KEY: Type.String({ default: '' }),
  TELNYX_PUBLIC_KEY: Type.String({ pattern: '^([A-Za-z0-9+/]{43}=)?$', default: '' }),
  TELNYX_BASE_URL: Type.String({ pattern: '^https?://\\S+$', default: 'https://api.telnyx.com/v2' }),
  TELNYX_CONNECTION_ID: Type.String({ default: '' }),
  HANDLE_CAPACITY: Type.String({ pattern: '^[1-9]\\d{0,4}$', default: '500' }),
  JOB_SLOTS: Type.String({ pattern: '^[1-9]\\d{0,3}$', default: '64' }),
  S3_BUCKET: Type.String({ pattern: '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$', default: '' }),
  S3_ENDPOINT: Type.String({ pattern: '^(https?://[^/\\s]+)?$', default: '' }),
  S3_REGION: Type.String({ pattern: '^[a-z0-9-]{2,40}$', default: 'us-east-1' }),
  S3_ACCESS_KEY_ID: Type.String({ default: '' }),
  S3_SECRET_ACCESS_KEY: Type.String({ default: '' }),
  SMTP_URL: Type.String({ pattern: '^(print:|smtps?://\\S+)?$', default: '' }),
  MAIL_FROM: Type.String({ pattern: '^([^\\s@<>]+@[^\\s@<>]+|[^<>\\r\\n]{1,100} <[^\\s@<>]+@[^\\s@<>]+>)?$', default: '' }),
  MAIL_IN_PORT: Type.String({ pattern: '^\\d{0,5}$', default: '' }),
  MAIL_IN_DOMAIN: Type.String({ pattern: '^([a-z0-9-]+(\\.[a-z0-9-]+)+)?$', default: '' }),
  MAIL_IN_CERT_FILE: Type.String({ default: '' }),
  MAIL_IN_KEY_FILE: Type.String({ default: '' }),
  DOCUMENT_CACHE_MB: Type.String({ pattern: '^\\d{1,8}$', default: '10240' }),
  DOCUMENT_GRACE_HOURS: Type.String({ pattern: '^[1-9]\\d{0,4}$', default: '24' }),
  CELL: Type.String({ pattern: '^([a-z0-9][a-z0-9-]{0,38})?$', default: '' }),
  CELL_LEASE_SECONDS: Type.String({ pattern: '^[1-9]\\d{0,3}$', default: '600' }),
  CELL_REPLAY: Type.String({ pattern: '^((instance|app|region)=[A-Za-z0-9-]{1,60})?$', default: '' }),
  REPLICATOR_SOCKET: Type.String({ default: '' }),
  REPLICATOR_PROGRAM: Type.String({ default: '' }),
  FRONTDESK_KEY_SOCKET: Type.String({ default: '' }),
  LOG_LEVEL: Type.Union([Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error')], { default: 'info' }),
  NODE_ENV: Type.String({ default: 'development' }),
})
type Environment = Static<typeof Environment>
const check = Compile(Environment)

export type Config = {
  readonly production: boolean
  readonly server: {
    readonly port: number
    readonly host: string
    readonly baseDomain: string
    readonly publicOrigin: string
    readonly addressHeader: string
  }
  /** Requests a minute, of whom and for what; undefined where nobody is held to any. */
  readonly rates: RateTable | undefined
  /** Where operators may come from; none for everywhere. */
  readonly operatorNetworks: readonly Network[]
  readonly data: {
    readonly dir: string
    readonly masterKeyFile: string
    readonly makeMasterKey: boolean
    /** The key of AWS KMS that seals the master key; empty when the file holds it open. */
    readonly masterKeyKms: string
    readonly handleCapacity: number
  }
  readonly carrier: { readonly apiKey: string; readonly publicKey: string; readonly baseUrl: string; readonly connectionId: string }
  /** How letters to people leave; undefined when links are handed over instead. `print:` shows them on the terminal. */
  readonly mail: SmtpSettings | undefined
  /** Where e-mail comes in to become faxes; undefined where none does. */
  readonly mailroom: { readonly port: number; readonly domain: string; readonly certFile: string; readonly keyFile: string } | undefined
  readonly bucket: Bucket | undefined
  /** The sockets over which we and the replicator speak; absent when nothing is replicated. */
  readonly replication: { readonly controlSocket: string; readonly keySocket: string } | undefined
  /** One of several machines that share a bucket; undefined for the only one, which needs nobody's leave to write. */
  readonly cell: { readonly name: string; readonly leaseMs: number; readonly replay: string } | undefined
  readonly replicatorProgram: string
  readonly documents: { readonly cacheBytes: number; readonly graceMs: number }
  readonly jobs: { readonly slots: number }
  readonly logLevel: Level
}

/** Throws with the name of the first setting that is wrong and what it should be. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.keys(Environment.properties).map((name) => [name, env[name] ?? defaultOf(name)]))
  if (!check.Check(given)) throw new Error(complaint(given))
  const production = given.NODE_ENV === 'production'
  if (production) refuseUnsafe(given)
  refuseHalf(given)
  const dir = resolve(given.DATA_DIR)
  return Object.freeze({
    production,
    server: {
      port: Number(given.PORT),
      host: given.HOST,
      baseDomain: given.BASE_DOMAIN,
      publicOrigin: given.PUBLIC_ORIGIN || originOf(given),
      // Only behind a proxy that sets it: whoever can send it can choose their own address.
      addressHeader: given.CLIENT_ADDRESS_HEADER,
    },
    rates: ratesOf(given.RATE_LIMITS),
    operatorNetworks: networksOf(given.OPERATOR_ADDRESSES),
    data: {
      dir,
      masterKeyFile: given.MASTER_KEY_FILE ? resolve(given.MASTER_KEY_FILE) : resolve(dir, 'master.key'),
      // What a key service seals is worth nothing to who finds it, so it may be made also where nobody watches.
      makeMasterKey: given.MASTER_KEY_KMS !== '' || (!production && !given.MASTER_KEY_FILE),
      masterKeyKms: given.MASTER_KEY_KMS,
      handleCapacity: Number(given.HANDLE_CAPACITY),
    },
    carrier: {
      apiKey: given.TELNYX_API_KEY,
      publicKey: given.TELNYX_PUBLIC_KEY,
      baseUrl: given.TELNYX_BASE_URL,
      connectionId: given.TELNYX_CONNECTION_ID,
    },
    mail: given.SMTP_URL ? { url: given.SMTP_URL, from: given.MAIL_FROM } : undefined,
    mailroom: given.MAIL_IN_PORT
      ? {
          port: Number(given.MAIL_IN_PORT),
          domain: given.MAIL_IN_DOMAIN,
          certFile: resolve(given.MAIL_IN_CERT_FILE),
          keyFile: resolve(given.MAIL_IN_KEY_FILE),
        }
      : undefined,
    bucket: bucketOf(given),
    replication: given.REPLICATOR_SOCKET
      ? { controlSocket: resolve(given.REPLICATOR_SOCKET), keySocket: resolve(given.FRONTDESK_KEY_SOCKET) }
      : undefined,
    cell: given.CELL
      ? { name: given.CELL, leaseMs: Number(given.CELL_LEASE_SECONDS) * 1_000, replay: given.CELL_REPLAY || `instance=${given.CELL}` }
      : undefined,
    replicatorProgram: given.REPLICATOR_PROGRAM || join(TOP, '.build/replicator/litestream'),
    documents: {
      cacheBytes: Number(given.DOCUMENT_CACHE_MB) * 1024 * 1024,
      graceMs: Number(given.DOCUMENT_GRACE_HOURS) * 3_600_000,
    },
    jobs: { slots: Number(given.JOB_SLOTS) },
    logLevel: given.LOG_LEVEL,
  })
}

const networksOf = (text: string): Network[] =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((each) => {
      const network = parseNetwork(each)
      if (!network) throw new Error('OPERATOR_ADDRESSES: each must be an address or a block such as 203.0.113.0/24 or 2001:db8::/32.')
      return network
    })

function ratesOf(text: string): RateTable | undefined {
  if (text === 'off') return undefined
  try {
    return ratesFrom(text)
  } catch (error) {
    throw new Error(`RATE_LIMITS: ${error instanceof Error ? error.message : ''}`)
  }
}

const bucketOf = (env: Environment): Bucket | undefined =>
  env.S3_BUCKET
    ? {
        name: env.S3_BUCKET,
        endpoint: env.S3_ENDPOINT,
        region: env.S3_REGION,
        accessKeyId: env.S3_ACCESS_KEY_ID,
        secretAccessKey: env.S3_SECRET_ACCESS_KEY,
      }
    : undefined

/** Where the carrier and people reach us, unless PUBLIC_ORIGIN says otherwise. */
const originOf = ({ BASE_DOMAIN, PORT }: Environment) =>
  BASE_DOMAIN === 'localhost' ? `http://localhost:${PORT}` : `https://${BASE_DOMAIN}`

function defaultOf(name: string): string | undefined {
  const schema: unknown = Environment.properties[name as keyof typeof Environment.properties]
  return typeof schema === 'object' && schema !== null && 'default' in schema && typeof schema.default === 'string'
    ? schema.default
    : undefined
}

function complaint(given: unknown): string {
  const [first] = check.Errors(given)
  return `${first?.instancePath.slice(1) ?? 'The environment'}: ${first?.message ?? 'not valid'}. See README.md, “Configure”.`
}

/** What the kernel takes for the name of a socket. */
const LONGEST_SOCKET_BYTES = 107

/** Settings that mean nothing, or something else, without another. */
function refuseHalf(env: Environment): void {
  for (const name of ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const)
    if (env.S3_BUCKET !== '' && env[name] === '') throw new Error(`${name}: S3_BUCKET is set and needs it.`)
  if (env.SMTP_URL !== '' && !URL.canParse(env.SMTP_URL))
    throw new Error('SMTP_URL: not an address such as smtp://user:password@mail.example:587.')
  if (env.SMTP_URL.startsWith('smtp') && env.MAIL_FROM === '')
    throw new Error('MAIL_FROM: SMTP_URL is set, so it must say whom mails are from.')
  for (const name of ['MAIL_IN_DOMAIN', 'MAIL_IN_CERT_FILE', 'MAIL_IN_KEY_FILE'] as const)
    if (env.MAIL_IN_PORT !== '' && env[name] === '') throw new Error(`${name}: MAIL_IN_PORT is set and needs it.`)
  if (env.CELL !== '' && env.S3_BUCKET === '')
    throw new Error('S3_BUCKET: CELL is set, so it must say where cells agree on who serves whom.')
  if (env.REPLICATOR_SOCKET === '') return
  if (env.S3_BUCKET === '') throw new Error('S3_BUCKET: REPLICATOR_SOCKET is set, so it must say where replicas go.')
  if (env.FRONTDESK_KEY_SOCKET === '')
    throw new Error('FRONTDESK_KEY_SOCKET: REPLICATOR_SOCKET is set, so it must say where the replicator asks for keys.')
  for (const name of ['REPLICATOR_SOCKET', 'FRONTDESK_KEY_SOCKET'] as const)
    if (Buffer.byteLength(resolve(env[name])) > LONGEST_SOCKET_BYTES)
      throw new Error(`${name}: its path is longer than the ${LONGEST_SOCKET_BYTES} bytes a socket may have.`)
}

function refuseUnsafe(env: Environment): void {
  if (env.MASTER_KEY_FILE === '') throw new Error('MASTER_KEY_FILE: production needs a master key file of its own, kept outside DATA_DIR.')
  if (env.TELNYX_PUBLIC_KEY === '') throw new Error('TELNYX_PUBLIC_KEY: without it no webhook can be believed.')
  if (!env.TELNYX_BASE_URL.startsWith('https://')) throw new Error('TELNYX_BASE_URL: production talks to the carrier over https only.')
  if (env.SMTP_URL === 'print:') throw new Error('SMTP_URL: production sends mails and prints none, since links in them open doors.')
  if (env.S3_ENDPOINT.startsWith('http://')) throw new Error('S3_ENDPOINT: production talks to the bucket over https only.')
}
