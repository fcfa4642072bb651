import { contactsAt, type Judged, judgeSends, judgeWrites, keepBusy, pauseIn, type Sends } from '../../test/cells/load.ts'
import { type Cells, startCells } from '../../test/cells/world.ts'
import { missedOf, type Proved } from './goals.ts'

export type Moves = Proved & {
  readonly moves: number
  readonly pauseMs: { readonly p50: number; readonly p99: number; readonly worst: number }
  readonly frozenMs: { readonly p50: number; readonly worst: number }
  readonly replays: number
  readonly writes: Judged
  readonly sends: Sends
  readonly trail: boolean
}

/** An office is moved to and fro while people write to it and faxes leave it. */
export async function moveToAndFro(moves: number): Promise<Moves> {
  await using cells = await startCells()
  const busy = keepBusy(cells, cells.maple, { everyMs: 120 })
  await Bun.sleep(1_500)
  const [pauses, frozen]: [number[], number[]] = [[], []]
  for (let n = 0; n < moves; n++) {
    const began = performance.now()
    const moved = await cells.move(cells.maple, n % 2 === 0 ? 'a' : 'b')
    if (moved.state !== 'gone') throw new Error(`Move ${n + 1} ended ${moved.state}: ${moved.why}`)
    await Bun.sleep(500)
    pauses.push(pauseIn(busy.acks, began, performance.now()))
    frozen.push(moved.frozenMs ?? 0)
    console.error(`move ${n + 1}: longest wait of a writer ${Math.round(pauses.at(-1) ?? 0)} ms, frozen ${moved.frozenMs} ms`)
  }
  await busy.stop()
  const sends = await judgeSends(cells, cells.maple, busy, 150)
  const trail = await isTrailWhole(cells)
  const last = moves % 2 === 0 ? cells.a : cells.b
  await last.stop()
  const writes = judgeWrites(busy, contactsAt(last, cells.maple))
  if (busy.refused.size > 0) console.error('refused:', [...busy.refused].slice(0, 20).join(' · '))
  const pauseMs = { p50: at(pauses, 0.5), p99: at(pauses, 0.99), worst: at(pauses, 1) }
  return {
    missed: missedOf({
      'a pause of 3 s at most in 99 of 100': pauseMs.p99 <= 3_000,
      'nothing lost': writes.lost === 0 && sends.missing === 0,
      'nothing doubled': writes.doubled === 0 && sends.doubled === 0,
      'a trail that is whole': trail,
    }),
    moves,
    pauseMs,
    frozenMs: { p50: at(frozen, 0.5), worst: at(frozen, 1) },
    replays: cells.replays,
    writes,
    sends,
    trail,
  }
}

const at = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}

async function isTrailWhole(cells: Cells): Promise<boolean> {
  const answer = await cells.ask(cells.maple, '/api/audit/verification')
  return answer.ok && ((await answer.json()) as { valid: boolean }).valid
}
