import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import { seeded } from '../seeded.ts'
import { furnish, type Office, openDirectory } from './offices.ts'
import { type CarrierProcess, environmentOf, nowAt, type Pace, type ServerProcess, startCarrier, startServer } from './processes.ts'
import { countRestless } from './records.ts'
import { RECIPIENTS, startSender } from './sender.ts'
import { judge, type Verdict } from './verdict.ts'

export type LoopOptions = {
  readonly kills: number
  /** How many faxes, 50 recipients each; killing goes on until they are acknowledged. */
  readonly faxes: number
  readonly seed: number
  readonly offices?: number
  /** How fast time goes: 60 makes the minute of grace a second. */
  readonly factor?: number
  /** Takes the proof of absence away (blind.ts). */
  readonly blind?: boolean
  readonly progress?: (text: string) => void
}

export type Report = Verdict & {
  readonly kills: number
  /** Of them, those that hit a server still starting. */
  readonly killsAtStart: number
  readonly seconds: number
  readonly refusals: readonly string[]
  /** Errors and warnings in the server's log, by event. */
  readonly logged: Readonly<Record<string, number>>
  readonly exitCode: number
}

const MISBEHAVIOUR = { lateRate: 0.01, dropAnswerRate: 0.02, error500Rate: 0.02, failRate: 0.01 }
/** So many answers are lost that a few kills show whether anybody asks before a call is made again. */
const TEETH = { dropAnswerRate: 0.2 }
const CALM = { lateRate: 0, dropAnswerRate: 0, error500Rate: 0, failRate: 0, webhooks: 'normal' }
const MOODS = ['shuffled', 'off', 'normal', 'off'] as const
/** Submitted but not yet asked of the carrier: enough to keep every slot busy, little enough to be done soon after the last kill. */
const AHEAD = 20 * RECIPIENTS
const SETTLE_WITHIN_MS = 90_000

/** Kills the server at random moments while faxes go out, lets it finish, and judges what is left. */
export async function crashLoop(options: LoopOptions): Promise<Report> {
  const startedAt = performance.now()
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-crash-'))
  const clearUp = () => rmSync(dataDir, { recursive: true, force: true })
  process.once('exit', clearUp)
  try {
    const pace: Pace = { from: Date.now(), factor: options.factor ?? 60 }
    const offices = furnish(dataDir, options.offices ?? 4, () => nowAt(pace))
    const port = freePort()
    await using carrier = await startCarrier(pace, `http://127.0.0.1:${port}/webhooks/telnyx`)
    const report = await runLoop(options, { dataDir, pace, offices, port, carrier })
    return { ...report, seconds: Math.round((performance.now() - startedAt) / 100) / 10 }
  } finally {
    process.off('exit', clearUp)
    clearUp()
  }
}

type Scene = {
  readonly dataDir: string
  readonly pace: Pace
  readonly offices: readonly Office[]
  readonly port: number
  readonly carrier: CarrierProcess
}

async function runLoop(options: LoopOptions, scene: Scene): Promise<Omit<Report, 'seconds'>> {
  const { dataDir, pace, offices, port, carrier } = scene
  const logged: Record<string, number> = {}
  const start = () => startServer({ pace, env: environmentOf(scene), blind: options.blind ?? false }, (line) => note(logged, line))
  await carrier.control('', { ...MISBEHAVIOUR, ...(options.blind && TEETH), seed: options.seed })
  let posts = 0
  using sender = startSender(offices, port, (begun) => begun < options.faxes && begun * RECIPIENTS < posts + AHEAD)
  const chance = seeded(options.seed)
  let bootMs = await timeToStart(start)
  let [kills, killsAtStart] = [1, 0]

  for (; kills < options.kills || (sender.acknowledged.length < options.faxes && kills < 3 * options.kills); kills++) {
    await using server = start()
    const startedAt = performance.now()
    const early = chance() < 0.25
    if (early) await Bun.sleep(chance() * bootMs)
    else {
      await server.ready()
      bootMs = performance.now() - startedAt
      await Bun.sleep(uptime(chance, bootMs))
    }
    if (server.endedByItself) throw new Error(`The server ended by itself. ${JSON.stringify(logged)}`)
    await server.kill()
    if (early) killsAtStart++
    await carrier.control('', { webhooks: options.blind ? 'off' : MOODS[kills % MOODS.length] })
    posts = (await carrier.control<{ posts: number }>('/stats?states=off')).posts
    if (kills % 25 === 0) options.progress?.(`${kills} kills, ${sender.acknowledged.length} faxes, ${posts} calls asked`)
  }

  await using last = start()
  await last.ready()
  await sender.finish()
  if (options.blind) await loseAnswers(carrier, options.faxes * RECIPIENTS)
  await settle(scene)
  const exitCode = await last.stop()
  using parts = openDirectory(dataDir, () => nowAt(pace))
  const verdict = await judge(parts, offices, sender.acknowledged, carrier)
  return { ...verdict, kills, killsAtStart, refusals: sender.refusals, logged, exitCode }
}

/** The first kill of all: it hits a server that has just become ready. */
async function timeToStart(start: () => ServerProcess): Promise<number> {
  const startedAt = performance.now()
  await using server = start()
  await server.ready()
  await server.kill()
  return performance.now() - startedAt
}

/** In proportion to what starting costs on this machine: mostly short, at times long enough for everything to be under way. */
const uptime = (chance: () => number, bootMs: number): number => Math.min(6, -0.8 * Math.log(1 - chance())) * bootMs

/** On a slow machine most calls are asked only after the last kill: they too lose their answers. */
async function loseAnswers(carrier: CarrierProcess, calls: number): Promise<void> {
  const deadline = performance.now() + SETTLE_WITHIN_MS
  const asked = async () => (await carrier.control<{ posts: number }>('/stats?states=off')).posts
  while ((await asked()) < calls && performance.now() < deadline) await Bun.sleep(100)
}

/** Nothing misbehaves any more; what is open comes to its end or to a retry that is planned. */
async function settle({ dataDir, pace, offices, carrier }: Scene): Promise<void> {
  await carrier.control('', CALM)
  using parts = openDirectory(dataDir, () => nowAt(pace))
  const deadline = performance.now() + SETTLE_WITHIN_MS
  while (countRestless(parts, offices) > 0 && performance.now() < deadline) await Bun.sleep(100)
}

function note(logged: Record<string, number>, line: string): void {
  const event = /"event":"([^"]+)"/.exec(line)?.[1] ?? line.slice(0, 120)
  if (event === '') return
  logged[event] = (logged[event] ?? 0) + 1
}
