import { unavailable } from '../kit/errors.ts'
import type { Frame } from './frames.ts'
import { type Lost, type Reader, startReader } from './reader.ts'

export type QueueLimits = { readonly processes: number; readonly memoryMb: number }

export type Queue = {
  ask(frame: Frame, timeoutMs: number): Promise<Frame | Lost>
  /** Starts the processes now, so that the first document does not wait for them. */
  warm(): Promise<void>
  readonly pids: () => number[]
  [Symbol.dispose](): void
}

type Waiting = { readonly frame: Frame; readonly timeoutMs: number; resolve(answer: Frame | Lost): void; reject(error: Error): void }

/** First come, first served over a few processes. A process that failed, or has grown, is replaced; the next question never sees it. */
export function createQueue({ processes, memoryMb }: QueueLimits): Queue {
  const waiting: Waiting[] = []
  const all = new Set<Reader>()
  const idle: Reader[] = []
  let busy = 0
  let closed = false

  const start = () => {
    const reader = startReader({ memoryMb })
    all.add(reader)
    return reader
  }
  const retire = (reader: Reader) => {
    reader.stop()
    all.delete(reader)
  }
  const isFit = (reader: Reader) => reader.memoryMb() > 0 && reader.memoryMb() < memoryMb / 2

  const take = (): Reader => {
    const reader = idle.pop()
    if (!reader) return start()
    if (isFit(reader)) return reader
    retire(reader)
    return take()
  }

  const perform = async (job: Waiting) => {
    const reader = take()
    const answer = await reader.ask(job.frame, job.timeoutMs)
    if (typeof answer === 'string' || !isFit(reader) || closed) retire(reader)
    else idle.push(reader)
    if (closed) job.reject(stopped())
    else job.resolve(answer)
  }

  const next = () => {
    while (busy < processes) {
      const job = waiting.shift()
      if (!job) return
      busy++
      void perform(job)
        .catch(job.reject)
        .finally(() => {
          busy--
          next()
        })
    }
  }

  return {
    ask: (frame, timeoutMs) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(stopped())
        waiting.push({ frame, timeoutMs, resolve, reject })
        next()
      }),
    async warm() {
      while (!closed && all.size < processes) idle.push(start())
      await Promise.all([...all].map((reader) => reader.ready))
    },
    pids: () => [...all].map((reader) => reader.pid),
    [Symbol.dispose]() {
      closed = true
      for (const job of waiting.splice(0)) job.reject(stopped())
      for (const reader of all) reader.stop()
    },
  }
}

const stopped = () => unavailable('Documents cannot be opened while Frontdesk is stopping. Try again in a minute.')
