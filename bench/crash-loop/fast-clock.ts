import { isMainThread } from 'node:worker_threads'

/*
 * A preload: the process it is given to lives FAST_FACTOR times as fast, counted from FAST_FROM, so that waiting out a minute of grace
 * costs a second. Every process of the loop has the same clock. Of timers only those of the job thread and of the carrier
 * are shortened (fast-timers.ts): the web thread's guard the opening of documents, which takes its time.
 */
const from = Number(process.env['FAST_FROM'])
export const factor = Number(process.env['FAST_FACTOR'])
const realNow = Date.now

Date.now = () => Math.floor(from + (realNow() - from) * factor)
globalThis.Date = new Proxy(Date, {
  construct: (date, args, as) => Reflect.construct(date, args.length > 0 ? args : [Date.now()], as),
})

const THREADS = ['./fast-timers.ts', ...(process.env['BLIND'] ? ['./blind.ts'] : [])]

if (isMainThread)
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options: WorkerOptions = {}) {
      super(url, { ...options, preload: THREADS.map((name) => new URL(name, import.meta.url).pathname) })
    }
  }
