import { contactsAt, type Judged, judgeSends, judgeWrites, keepBusy, type Sends } from '../../test/cells/load.ts'
import { type CellName, type Cells, isLeased, type Machine, startCells } from '../../test/cells/world.ts'
import { until } from '../../test/support/server.ts'
import { missedOf, type Proved } from './goals.ts'

export type Interrupted = Proved & {
  readonly kills: number
  readonly ofTheSource: number
  readonly ofTheTarget: number
  /** Of the moves that were broken off: those that had to be asked for again. */
  readonly begunAgain: number
  /** Looks at both cells at once, and how often both of them served the office. */
  readonly looks: number
  readonly servedByBoth: number
  readonly writes: Judged
  readonly sends: Sends
}

const LATEST_MS = 1_600

/** The source or the target of a move is killed at any moment of it, started again, and the move is finished, while people write. */
export async function dieOnTheWay(kills: number): Promise<Interrupted> {
  await using cells = await startCells({ leaseSeconds: 30 })
  const busy = keepBusy(cells, cells.maple, { writers: 2, sendEveryMs: 1_000 })
  const watch = watchBoth(cells)
  let lives: CellName = 'a'
  let [ofTheSource, begunAgain] = [0, 0]
  for (let n = 0; n < kills; n++) {
    const [source, target]: [Machine, Machine] = lives === 'a' ? [cells.a, cells.b] : [cells.b, cells.a]
    const victim = n % 3 === 2 ? target : source
    if (victim === source) ofTheSource++
    await until(async () => (await isLeased(cells.a)) && (await isLeased(cells.b)), 60)
    await source.operate('POST', `/api/admin/tenants/${cells.maple.id}/moves`, { to: target.name })
    const after = (n / kills) * LATEST_MS
    await Bun.sleep(after)
    await victim.kill()
    await victim.start()
    await until(async () => (await isLeased(cells.a)) && (await isLeased(cells.b)), 60)
    const again = await finish(cells, source, target)
    if (again) begunAgain++
    console.error(
      `${victim === source ? 'source' : 'target'} killed after ${Math.round(after)} ms: ${again ? 'begun again' : 'went on by itself'}`,
    )
    lives = target.name
  }
  await busy.stop()
  const sends = await judgeSends(cells, cells.maple, busy, 200)
  await watch.stop()
  const last = lives === 'a' ? cells.a : cells.b
  await last.stop()
  const writes = judgeWrites(busy, contactsAt(last, cells.maple))
  const missed = missedOf({
    'nothing lost': writes.lost === 0 && sends.missing === 0,
    'nothing doubled': writes.doubled === 0 && sends.doubled === 0,
    'never served by both': watch.both === 0,
  })
  return {
    missed,
    kills,
    ofTheSource,
    ofTheTarget: kills - ofTheSource,
    begunAgain,
    looks: watch.looks,
    servedByBoth: watch.both,
    writes,
    sends,
  }
}

/** True when it had to be asked for again. */
async function finish(cells: Cells, source: Machine, target: Machine): Promise<boolean> {
  const isThere = async (machine: Machine) => (await look(cells, machine)) === 200
  const settled = await until(async () => ((await isThere(target)) ? 'there' : (await hasStayed(cells, source)) && 'here'), 90)
  if (settled === 'there') return false
  const answer = await source.operate('POST', `/api/admin/tenants/${cells.maple.id}/moves`, { to: target.name })
  if (answer.status !== 202) throw new Error(`The move was answered ${answer.status}: ${await answer.text()}`)
  await until(() => isThere(target), 90).catch(async (error: unknown) => {
    const [here, there] = await Promise.all([source, target].map((each) => each.log()))
    const told = (log = '') =>
      log
        .split('\n')
        .filter((line) => line.includes('cell.'))
        .slice(-12)
        .join('\n')
    const move = await (await source.operate('GET', `/api/admin/tenants/${cells.maple.id}/moves`)).text()
    throw new Error(`${error}\nmove ${move}\nsource ${told(here)}\ntarget ${told(there)}`)
  })
  return true
}

async function hasStayed({ maple }: Cells, source: Machine): Promise<boolean> {
  const answer = await source.operate('GET', `/api/admin/tenants/${maple.id}/moves`).catch(() => undefined)
  if (!answer?.ok) return false
  return ((await answer.json()) as { state: string }).state === 'stayed'
}

/** Asked of the machine itself: 200 where it is served, 409 where it is sent on. */
const look = ({ maple }: Cells, { port }: Machine): Promise<number> =>
  fetch(`http://127.0.0.1:${port}/api/contacts?limit=1`, {
    keepalive: false,
    headers: { host: 'maple.localhost', authorization: `Bearer ${maple.key}` },
  }).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.status
    },
    () => 0,
  )

function watchBoth(cells: Cells) {
  const seen = { looks: 0, both: 0, over: false }
  const looking = (async () => {
    for (; !seen.over; await Bun.sleep(50)) {
      const [here, there] = await Promise.all([look(cells, cells.a), look(cells, cells.b)])
      seen.looks++
      if (here === 200 && there === 200) seen.both++
    }
  })()
  return {
    get looks() {
      return seen.looks
    },
    get both() {
      return seen.both
    },
    async stop() {
      seen.over = true
      await looking
    },
  }
}
