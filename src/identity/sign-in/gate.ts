import { tooMany } from '../../kit/errors.ts'

/** Whose work it is: of somebody who was let in from there before, or of a stranger, told apart by where they are. */
export type Lane = { readonly familiar: true } | { readonly familiar: false; readonly address: string }
export type Gate = <T>(work: () => Promise<T>, lane?: Lane) => Promise<T>
export type GateOptions = {
  readonly atOnce: number
  /** Of those, how many strangers may take. */
  readonly strangers: number
  readonly mayWait: number
  /** Strangers wait for less, so that who waits is answered soon and who does not is told at once. */
  readonly strangersMayWait: number
  readonly perAddress: number
}

const FAMILIAR: Lane = { familiar: true }
type Waiting = { readonly lane: Lane; readonly go: () => void }
const BUSY_SECONDS = 5

/** So much at once, so much waiting, and no more: each password check takes 19 MiB. Throws AppError too_many before any work. */
export function createGate({ atOnce, strangers, mayWait, strangersMayWait, perAddress }: GateOptions): Gate {
  const known: Waiting[] = []
  const others: Waiting[] = []
  const running = { all: 0, strangers: 0 }

  const hasRoom = (lane: Lane) => running.all < atOnce && (lane.familiar || running.strangers < strangers)
  function begin(lane: Lane): void {
    running.all += 1
    if (!lane.familiar) running.strangers += 1
  }
  const crowd = (address: string) => others.filter(({ lane }) => !lane.familiar && lane.address === address).length
  const isFull = (lane: Lane) =>
    lane.familiar ? known.length >= mayWait : others.length >= strangersMayWait || crowd(lane.address) >= perAddress

  async function enter(lane: Lane): Promise<void> {
    const line = lane.familiar ? known : others
    if (line.length === 0 && hasRoom(lane)) return begin(lane)
    if (isFull(lane)) throw tooMany('Many people are signing in just now. Try again in a few seconds.', BUSY_SECONDS)
    await new Promise<void>((go) => line.push({ lane, go }))
  }

  /** The place goes straight to the next in line, so nobody slips in between; strangers last. */
  function leave(lane: Lane): void {
    running.all -= 1
    if (!lane.familiar) running.strangers -= 1
    for (const line of [known, others]) {
      const [next] = line
      if (!next || !hasRoom(next.lane)) continue
      line.shift()
      begin(next.lane)
      return next.go()
    }
  }

  return async (work, lane = FAMILIAR) => {
    await enter(lane)
    try {
      return await work()
    } finally {
      leave(lane)
    }
  }
}
