import { type Spread, spread } from '../figures.ts'

/** A queue with a durable store. Every resolved enqueue is on the disk. */
export type Queue = {
  /** One job in one durable write. */
  enqueue(job: Job): void | Promise<void>
  /** Many jobs in one durable write. */
  enqueueMany(jobs: readonly Job[]): void | Promise<void>
  /** Starts the worker with CONCURRENCY jobs at once; `began` learns how long each job waited until its handler started. */
  work(began: (waitedMs: number) => void): Promise<void>
  /** Jobs that the store itself still counts as not done. */
  unfinished(): number | Promise<number>
}
/** `at` is when its enqueue was called, by a clock that all threads of a process share. */
export type Job = { readonly at: number; readonly text: string }
export const sharedNow = (): number => performance.timeOrigin + performance.now()
export type Sizes = { readonly jobs: number; readonly pickups: number; readonly seconds: number }
export type JobFigures = {
  readonly enqueued: number
  readonly drained: number
  readonly pickup: Spread
  readonly both: number
  readonly bulk: number
}

export const CONCURRENCY = 16
const PRODUCERS = 16
const BULK = 100
/** Producers wait while this many are not done: a queue that only grows measures nothing but its growth. */
const MOST_WAITING = 5_000
const TEXT = 'x'.repeat(200)

const job = (): Job => ({ at: sharedNow(), text: TEXT })
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const perSecond = (count: number, since: number) => (count / (performance.now() - since)) * 1000

/** The same work for every queue, ours and the others'. The worker starts after the queue was filled, and stays; the clock starts with its first job. */
export async function drive(queue: Queue, { jobs, pickups, seconds }: Sizes): Promise<JobFigures> {
  let begun = 0
  let firstAt = 0
  const waits: number[] = []
  const enqueued = await fill(queue, jobs)
  await queue.work((waitedMs) => {
    if (begun++ === 0) firstAt = performance.now()
    waits.push(waitedMs)
  })
  await settled(queue, () => begun >= jobs)
  const drained = perSecond(jobs, firstAt)

  waits.length = 0
  for (let n = 0; n < pickups; n++) {
    await queue.enqueue(job())
    await pause(20)
  }
  await settled(queue, () => waits.length >= pickups)
  const pickup = spread(waits.slice(Math.floor(pickups / 10)))

  const produce = async (count: number, make: () => void | Promise<void>) => {
    const [from, before] = [performance.now(), begun]
    let made = 0
    const producer = async () => {
      while (performance.now() - from < seconds * 1000) {
        if (made - (begun - before) > MOST_WAITING) await pause(1)
        else {
          await make()
          made += count
        }
      }
    }
    await Promise.all(Array.from({ length: PRODUCERS }, producer))
    const figure = perSecond(begun - before, from)
    await settled(queue, () => begun - before >= made)
    return figure
  }
  const both = await produce(1, () => queue.enqueue(job()))
  const bulk = await produce(BULK, () => queue.enqueueMany(Array.from({ length: BULK }, job)))
  return { enqueued, drained, pickup, both, bulk }
}

/** A quarter one by one, which is what is timed, and the rest in bulk. */
async function fill(queue: Queue, jobs: number): Promise<number> {
  const single = Math.floor(jobs / 4)
  const started = performance.now()
  let left = single
  const producer = async () => {
    while (left-- > 0) await queue.enqueue(job())
  }
  await Promise.all(Array.from({ length: PRODUCERS }, producer))
  const figure = perSecond(single, started)
  for (let n = single; n < jobs; n += BULK) await queue.enqueueMany(Array.from({ length: Math.min(BULK, jobs - n) }, job))
  return figure
}

async function settled(queue: Queue, begun: () => boolean): Promise<void> {
  while (!begun() || (await queue.unfinished()) > 0) await pause(5)
}
