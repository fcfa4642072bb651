import { type Child, startProcess } from './processes.ts'

type About = {
  readonly url: string
  readonly apiBase: string
  readonly publicKey: string
  readonly apiKey: string
  readonly connectionId: string
}
export type CarrierStats = {
  readonly accepted: number
  readonly delivered: number
  readonly failed: number
  readonly webhooksSent: number
  readonly webhooksLost: number
  readonly duplicates: readonly unknown[]
}
export type LocalCarrier = About & {
  stats(): Promise<CarrierStats>
  /** When each call was taken, oldest first. */
  acceptedAt(): Promise<readonly number[]>
} & Pick<Child, 'pid' | typeof Symbol.asyncDispose>

/** The local carrier without the parts that cost what a real one would pay: no pictures, no calls, no delays. */
export async function startCarrier(webhookUrl: string): Promise<LocalCarrier> {
  const env = { CARRIER_PORT: '0', CARRIER_SPEED: 'fast', CARRIER_CALLS: 'timed', CARRIER_FETCH: 'off', CARRIER_WEBHOOK_URL: webhookUrl }
  const child = await startProcess([process.execPath, 'carrier/main.ts'], { env })
  const about = JSON.parse(child.firstLine) as About
  const ask = async (path: string) => (await fetch(`${about.url}${path}`)).json()
  return {
    ...about,
    pid: child.pid,
    stats: async () => (await ask('/_control/stats?states=off')) as CarrierStats,
    acceptedAt: async () => ((await ask('/_control/accepted')) as { at: number | string }[]).map(({ at }) => new Date(at).getTime()),
    [Symbol.asyncDispose]: child[Symbol.asyncDispose],
  }
}
