import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LIMITS } from '../../documents/index.ts'
import type { Desk } from '../desk.ts'
import { askToSend } from './asking.ts'
import { decide, type Entry, finish, type Result, resultOf, resume, type Step, take } from './entry.ts'
import { createSettling, findFile, sidecarOf } from './looking.ts'
import { type By, byName, bySidecar, type Refused, type Wish } from './wish.ts'

export type HotFolder = {
  readonly dir: string
  readonly by: By
  /** What every document of this folder is sent with. */
  readonly usual: Wish
  readonly settleMs: number
  readonly desk: Desk
  readonly clock: () => Date
  /** Lines for a log: entries, sizes and codes. Names of files may be names of patients. */
  readonly say: (line: string) => void
  readonly step: Step
}
export type Round = { readonly sent: number; readonly failed: number; readonly waiting: number; readonly waitMs: number }

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [5_000, 5 * 60_000]
const TOO_LARGE: Refused = { refused: 'It is larger than 50 MB. Make it smaller, or send it in parts.' }

/** Looks at the folder again and again: each call is one round. `waitMs` is how long to leave the server alone. */
export function createRounds(folder: HotFolder): () => Promise<Round> {
  const { dir, by, settleMs, clock, say, desk, step } = folder
  const settling = createSettling(dir, settleMs, by === 'sidecar', () => clock().getTime())
  let misses = 0

  async function end(entry: Entry): Promise<'sent' | 'failed' | number> {
    const result = resultOf(entry) ?? (await asked(entry))
    if (typeof result === 'number') return result
    finish(dir, entry, result, step)
    say(`${result.state.padEnd(6)}  ${entry.id}  ${result.fax ?? result.code}`)
    return result.state
  }

  async function asked(entry: Entry): Promise<Result | number> {
    const outcome = await askToSend(desk, entry)
    step('asked')
    if (outcome.is === 'later') {
      const waitMs = Math.max(outcome.waitMs, Math.min(FIRST_WAIT_MS * 2 ** misses++, LONGEST_WAIT_MS))
      say(`waits   ${entry.id}  ${outcome.code}, again in ${Math.round(waitMs / 1_000)} s`)
      return waitMs
    }
    misses = 0
    const { is: state, ...end } = outcome
    return decide(dir, entry, { state, ...end, at: clock().toISOString() }, step)
  }

  function taken(name: string): Entry {
    const { size } = statSync(join(dir, name))
    const entry = take(dir, name, wanted(name, size), step)
    say(`taken   ${entry.id}  ${size} bytes`)
    return entry
  }

  function wanted(name: string, size: number) {
    const path = join(dir, sidecarOf(name))
    const beside = by === 'sidecar' ? findFile(path) : undefined
    const wish = beside ? bySidecar(readFileSync(path, 'utf8'), folder.usual) : by === 'name' ? byName(name, folder.usual) : folder.usual
    return { wish: size > LIMITS.bytes ? TOO_LARGE : wish, beside }
  }

  return async () => {
    const ends = { sent: 0, failed: 0 }
    const begun = resume(dir)
    const ripe = settling.ripe()
    const left = [...begun.map((entry) => () => entry), ...ripe.map((name) => () => taken(name))]
    for (const [place, entryOf] of left.entries()) {
      const ended = await end(entryOf())
      if (typeof ended === 'number') return { ...ends, waiting: left.length - place + settling.waiting, waitMs: ended }
      ends[ended] += 1
    }
    return { ...ends, waiting: settling.waiting, waitMs: 0 }
  }
}
