import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import { furnish, type Office } from '../crash-loop/offices.ts'
import {
  type CarrierProcess,
  environmentOf,
  nowAt,
  type Pace,
  type ServerProcess,
  startCarrier,
  startServer,
} from '../crash-loop/processes.ts'
import { seeded } from '../seeded.ts'
import { startSingles } from './singles.ts'
import { judge, type Verdict } from './verdict.ts'

export type LoopOptions = {
  readonly recipients: number
  readonly kills: number
  /** How fast time goes in the server and the carrier. */
  readonly factor: number
  readonly seed: number
  readonly progress?: (text: string) => void
}
export type Report = Verdict & {
  readonly kills: number
  readonly seconds: number
  /** From the answer to a single fax until the carrier has it, in ms of this process; those that a kill fell into are left out. */
  readonly latencies: readonly number[]
  readonly logged: Readonly<Record<string, number>>
}
export type Scene = { readonly office: Office; readonly port: number; readonly carrier: CarrierProcess }

const FINISH_WITHIN_MS = 20 * 60_000

/** One in five has a number that the carrier gives up at once. */
export const failsAt = (n: number): boolean => n % 5 === 0
export const numberAt = (n: number): string => `+1${400_000 + n}${failsAt(n) ? '0006' : '0001'}`

/** A bulk goes out while the server is killed again and again and single faxes come in between; then what is left is judged. */
export async function bulkLoop(options: LoopOptions): Promise<Report> {
  const startedAt = performance.now()
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-bulk-'))
  try {
    const pace: Pace = { from: Date.now(), factor: options.factor }
    const [office] = furnish(dataDir, 1, () => nowAt(pace))
    if (!office) throw new Error('There is no office.')
    const port = freePort()
    await using carrier = await startCarrier(pace, `http://127.0.0.1:${port}/webhooks/telnyx`)
    const report = await run(options, { office, port, carrier }, dataDir, pace)
    return { ...report, seconds: Math.round((performance.now() - startedAt) / 1_000) }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function run(options: LoopOptions, scene: Scene, dataDir: string, pace: Pace) {
  const logged: Record<string, number> = {}
  const start = async (): Promise<ServerProcess> => {
    const server = startServer({ pace, env: environmentOf({ ...scene, dataDir }), blind: false }, (line) => note(logged, line))
    await server.ready()
    return server
  }
  let server = await start()
  try {
    const id = await startBulk(scene, options.recipients)
    using singles = startSingles(scene)
    const chance = seeded(options.seed)
    let kills = 0
    for (; kills < options.kills; kills++) {
      await Bun.sleep(1_000 + chance() * 3_000)
      singles.interrupted()
      await server.kill()
      server = await start()
      options.progress?.(`${kills + 1} kills, ${await takenBy(scene.carrier)} calls taken`)
    }
    await ended(scene, id, options)
    const latencies = await singles.finish()
    return { ...(await judge(scene, id, options.recipients)), kills, latencies, logged }
  } finally {
    await server.stop()
  }
}

async function startBulk({ office, port }: Scene, recipients: number): Promise<string> {
  const rows = Array.from({ length: recipients }, (_, n) => `Practice ${n},${numberAt(n)},R-${n}`)
  const form = new FormData()
  form.set('list', ['Name,Fax,Reference', ...rows].join('\n'))
  form.set('subject', 'For {{name}}: {{reference}}')
  form.set('start', 'true')
  form.append('files', new File([await Bun.file(join(import.meta.dir, '../../test/fixtures/referral.pdf')).bytes()], 'referral.pdf'))
  const answer = await fetch(`http://127.0.0.1:${port}/api/bulks`, { method: 'POST', headers: headersOf(office, port), body: form })
  const body = (await answer.json()) as { id: string }
  if (answer.status !== 201) throw new Error(`The bulk was not taken: ${answer.status} ${JSON.stringify(body)}`)
  return body.id
}

export const headersOf = ({ slug, key }: Office, port: number) => ({ host: `${slug}.localhost:${port}`, authorization: `Bearer ${key}` })

export async function ask<T>({ office, port }: Scene, path: string): Promise<T> {
  return (await (await fetch(`http://127.0.0.1:${port}${path}`, { headers: headersOf(office, port) })).json()) as T
}

async function ended(scene: Scene, id: string, { progress }: LoopOptions): Promise<void> {
  const deadline = performance.now() + FINISH_WITHIN_MS
  for (;;) {
    const { state, totals } = await ask<{ state: string; totals: object }>(scene, `/api/bulks/${id}`)
    if (state === 'ended' || performance.now() > deadline) return
    progress?.(JSON.stringify(totals))
    await Bun.sleep(2_000)
  }
}

const takenBy = async (carrier: CarrierProcess) => (await carrier.control<{ posts: number }>('/stats?states=off')).posts

function note(logged: Record<string, number>, line: string): void {
  const event = /"event":"([^"]+)"/.exec(line)?.[1]
  if (event) logged[event] = (logged[event] ?? 0) + 1
}
