import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DirectoryHeld, holdDirectory } from '../../db/index.ts'
import { type Command, type Given, UsageError } from '../command.ts'
import { COVER_OPTIONS, coverOf } from '../cover.ts'
import { DESK_OPTIONS, openDesk } from '../desk.ts'
import { fileNamed } from '../stopped.ts'
import { PLACES } from './entry.ts'
import { createRounds, type Round } from './rounds.ts'
import type { By, Wish } from './wish.ts'

const LOOK_MS = 2_000

export const watch: Command = {
  usage:
    'fax watch DIR (--to NUMBER [--to …] | --by name | --by sidecar) [--once] [--settle SECONDS] [--cover NAME | --no-cover] [--subject …] [--note …] [--from …] [--tenant SLUG] [--url …] [--key …]',
  summary:
    'Hands each finished PDF or TIFF that is put into DIR over as a fax, once, and moves it to DIR/sent with the fax’s id, or to DIR/failed with why. Whether it arrived, the fax says (GET /api/faxes/ID). To whom: the same for all, as its name begins, or {"to": …} in NAME.json beside it. --once for cron.',
  options: {
    ...DESK_OPTIONS,
    to: { type: 'string', multiple: true },
    by: { type: 'string' },
    once: { type: 'boolean' },
    settle: { type: 'string' },
    ...COVER_OPTIONS,
    subject: { type: 'string' },
    note: { type: 'string' },
    from: { type: 'string' },
  },
  async run(given, say) {
    const dir = fileNamed(given.word(0, 'DIR'))
    if (!existsSync(dir)) throw new UsageError('There is no such directory.')
    const [by, settleMs, desk] = [waysOf(given), settleOf(given), openDesk(given)]
    for (const place of PLACES) mkdirSync(join(dir, place), { recursive: true })
    using _held = held(dir)
    const clock = () => new Date()
    const timed = (line: string) => say(`${clock().toISOString().slice(0, 19)}Z  ${line}`)
    const round = createRounds({ dir, by, usual: usualOf(given), settleMs, desk, clock, say: timed, step: () => {} })
    const total = given.flag('once') ? await once(round, settleMs) : await untilStopped(round)
    const { sent, failed, waiting } = total
    return {
      data: { sent, failed, waiting },
      lines: [`${sent} handed over, ${failed} failed, ${waiting} waiting`],
      ok: failed + waiting === 0,
    }
  },
}

function waysOf(given: Given): By {
  const [to, by] = [given.texts('to'), given.text('by')]
  if (to.length > 0 && by === undefined) return 'to'
  if (to.length === 0 && (by === 'name' || by === 'sidecar')) return by
  throw new UsageError('Say to whom in one way: --to NUMBER, --by name or --by sidecar.')
}

function settleOf(given: Given): number {
  const seconds = Number(given.text('settle') ?? 3)
  if (!(seconds > 0 && seconds <= 3_600)) throw new UsageError('--settle is a number of seconds.')
  return seconds * 1_000
}

function usualOf(given: Given): Wish {
  const texts = Object.fromEntries(
    (['subject', 'note', 'from'] as const).flatMap((name) => {
      const text = given.text(name)
      return text === undefined ? [] : [[name, text]]
    }),
  )
  const cover = coverOf(given)
  return { to: given.texts('to'), ...(cover !== true && { cover }), ...texts }
}

/** Two of them would send each other’s documents. */
function held(dir: string): Disposable {
  try {
    return holdDirectory(join(dir, PLACES[0]))
  } catch (error) {
    if (error instanceof DirectoryHeld) throw new UsageError('This folder is watched already.')
    throw error
  }
}

/** Two looks: what was finished is sent, what the server does not take now waits for the next time. */
async function once(round: () => Promise<Round>, settleMs: number): Promise<Round> {
  const first = await round()
  if (first.waitMs > 0 || first.waiting === 0) return first
  await Bun.sleep(settleMs)
  const second = await round()
  return { ...second, sent: first.sent + second.sent, failed: first.failed + second.failed }
}

async function untilStopped(round: () => Promise<Round>): Promise<Round> {
  const stopped = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
  const total = { sent: 0, failed: 0, waiting: 0, waitMs: 0 }
  while (!stopped.signal.aborted) {
    const { sent, failed, waiting, waitMs } = await round()
    total.sent += sent
    total.failed += failed
    total.waiting = waiting
    await pause(Math.max(waitMs, LOOK_MS), stopped.signal)
  }
  return total
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
