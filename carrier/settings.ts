/** `t30` talks over a real T.30 call, `plain` only turns the document into fax pages, `timed` fetches and counts. */
export type Calls = 't30' | 'plain' | 'timed'

export interface Settings {
  readonly port: number
  readonly host: string
  /** null: a fresh one, for this run only. */
  readonly dir: string | null
  readonly webhookUrl: string | null
  readonly apiKey: string
  readonly connectionId: string
  readonly fast: boolean
  /** null: the best this machine can do. */
  readonly calls: Calls | null
  readonly lines: number
  readonly keyFile: string | null
  readonly lateMs: number
  readonly fetchMedia: boolean
  readonly keep: number
}

type Environment = Readonly<Record<string, string | undefined>>

export function readSettings(env: Environment): Settings {
  if (env['NODE_ENV'] === 'production') {
    throw new Error('The local carrier sends no faxes. Unset NODE_ENV=production, or point TELNYX_BASE_URL at the real carrier.')
  }
  return {
    port: whole(env, 'CARRIER_PORT', 4010, 0, 65_535),
    host: env['CARRIER_HOST'] || '127.0.0.1',
    dir: env['CARRIER_DIR'] || null,
    webhookUrl: address(env, 'CARRIER_WEBHOOK_URL'),
    apiKey: env['CARRIER_API_KEY'] || 'KEY_local',
    connectionId: env['CARRIER_CONNECTION_ID'] || '1000000001',
    fast: choice(env, 'CARRIER_SPEED', ['real', 'fast']) === 'fast',
    calls: choice(env, 'CARRIER_CALLS', ['t30', 'plain', 'timed']),
    lines: whole(env, 'CARRIER_LINES', 200, 1, 100_000),
    keyFile: env['CARRIER_KEY_FILE'] || null,
    lateMs: whole(env, 'CARRIER_LATE_MS', 5_000, 0, 3_600_000),
    fetchMedia: choice(env, 'CARRIER_FETCH', ['on', 'off']) !== 'off',
    keep: whole(env, 'CARRIER_KEEP', 200_000, 1, 10_000_000),
  }
}

function whole(env: Environment, name: string, usual: number, least: number, most: number): number {
  const given = env[name]
  if (!given) return usual
  const value = Number(given)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new Error(`${name} must be a whole number from ${least} to ${most}, not "${given}".`)
}

function choice<const T extends string>(env: Environment, name: string, allowed: readonly T[]): T | null {
  const given = env[name]
  if (!given) return null
  const found = allowed.find((value) => value === given)
  if (found) return found
  throw new Error(`${name} must be one of ${allowed.join(', ')}, not "${given}".`)
}

function address(env: Environment, name: string): string | null {
  const given = env[name]
  if (!given) return null
  if (/^https?:\/\//.test(given) && URL.canParse(given)) return given
  throw new Error(`${name} must be an http or https address, not "${given}".`)
}
