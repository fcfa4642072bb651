import { resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Level } from './kit/log.ts'

/** The environment, and the only place that reads it. Everything has a default that works on one's own machine. */
const Environment = Type.Object({
  PORT: Type.String({ pattern: '^\\d{1,5}$', default: '3000' }),
  HOST: Type.String({ minLength: 1, default: '127.0.0.1' }),
  BASE_DOMAIN: Type.String({ pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)*$', default: 'localhost' }),
  PUBLIC_ORIGIN: Type.String({ pattern: '^(https?://[^/\\s]+)?$', default: '' }),
  CLIENT_ADDRESS_HEADER: Type.String({ pattern: '^[a-zA-Z-]{0,60}$', default: '' }),
  DATA_DIR: Type.String({ minLength: 1, default: 'tenants' }),
  MASTER_KEY_FILE: Type.String({ default: '' }),
  TELNYX_API_KEY: Type.String({ default: '' }),
  TELNYX_PUBLIC_KEY: Type.String({ pattern: '^([A-Za-z0-9+/]{43}=)?$', default: '' }),
  TELNYX_BASE_URL: Type.String({ pattern: '^https?://\\S+$', default: 'https://api.telnyx.com/v2' }),
  TELNYX_CONNECTION_ID: Type.String({ default: '' }),
  HANDLE_CAPACITY: Type.String({ pattern: '^[1-9]\\d{0,4}$', default: '500' }),
  JOB_SLOTS: Type.String({ pattern: '^[1-9]\\d{0,3}$', default: '64' }),
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
  readonly data: { readonly dir: string; readonly masterKeyFile: string; readonly makeMasterKey: boolean; readonly handleCapacity: number }
  readonly carrier: { readonly apiKey: string; readonly publicKey: string; readonly baseUrl: string; readonly connectionId: string }
  readonly jobs: { readonly slots: number }
  readonly logLevel: Level
}

/** Throws with the name of the first setting that is wrong and what it should be. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.keys(Environment.properties).map((name) => [name, env[name] ?? defaultOf(name)]))
  if (!check.Check(given)) throw new Error(complaint(given))
  const production = given.NODE_ENV === 'production'
  if (production) refuseUnsafe(given)
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
    data: {
      dir,
      masterKeyFile: given.MASTER_KEY_FILE ? resolve(given.MASTER_KEY_FILE) : resolve(dir, 'master.key'),
      makeMasterKey: !production && !given.MASTER_KEY_FILE,
      handleCapacity: Number(given.HANDLE_CAPACITY),
    },
    carrier: {
      apiKey: given.TELNYX_API_KEY,
      publicKey: given.TELNYX_PUBLIC_KEY,
      baseUrl: given.TELNYX_BASE_URL,
      connectionId: given.TELNYX_CONNECTION_ID,
    },
    jobs: { slots: Number(given.JOB_SLOTS) },
    logLevel: given.LOG_LEVEL,
  })
}

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

function refuseUnsafe(env: Environment): void {
  if (env.MASTER_KEY_FILE === '') throw new Error('MASTER_KEY_FILE: production needs a master key file of its own, kept outside DATA_DIR.')
  if (env.TELNYX_PUBLIC_KEY === '') throw new Error('TELNYX_PUBLIC_KEY: without it no webhook can be believed.')
  if (!env.TELNYX_BASE_URL.startsWith('https://')) throw new Error('TELNYX_BASE_URL: production talks to the carrier over https only.')
}
