import { unavailable } from '../kit/errors.ts'
import { createCrew } from './crew.ts'
import type { Frame } from './frames.ts'
import { createLine, type LineLimits, type Office } from './line.ts'
import type { Lost } from './reader.ts'

export type QueueLimits = LineLimits & { readonly processes: number; readonly memoryMb: number }

export type Queue = {
  ask(office: Office, frame: Frame, timeoutMs: number): Promise<Frame | Lost>
  warm(): Promise<void>
  pids(): number[]
  [Symbol.dispose](): void
}

type Waiting = { readonly frame: Frame; readonly timeoutMs: number; resolve(answer: Frame | Lost): void; reject(error: Error): void }

/** A few processes, offices in turn. What goes wrong with one document never reaches the next. */
export function createQueue({ processes, memoryMb, ...limits }: QueueLimits): Queue {
  const crew = createCrew({ memoryMb })
  const line = createLine<Waiting>(limits)
  let busy = 0
  let closed = false

  const perform = async ({ frame, timeoutMs, resolve, reject }: Waiting) => {
    const reader = crew.take()
    const answer = await reader.ask(frame, timeoutMs)
    if (typeof answer === 'string' || closed) crew.retire(reader)
    else crew.giveBack(reader)
    if (closed) reject(stopped())
    else resolve(answer)
  }

  const next = () => {
    while (busy < processes) {
      const job = line.next()
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
    ask: (office, frame, timeoutMs) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(stopped())
        const bytes = frame.parts.reduce((sum, part) => sum + part.byteLength, 0)
        line.join(office, { frame, timeoutMs, resolve, reject }, bytes)
        next()
      }),
    warm: async () => (closed ? undefined : crew.startUpTo(processes)),
    pids: () => crew.pids(),
    [Symbol.dispose]() {
      closed = true
      for (const job of line.empty()) job.reject(stopped())
      crew.stopAll()
    },
  }
}

const stopped = () => unavailable('Documents cannot be opened while Frontdesk is stopping. Try again in a minute.')
