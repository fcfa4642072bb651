import { readConfig } from './config.ts'
import { runJobs } from './job-thread.ts'
import { openParts } from './parts.ts'
import type { FromWorker, ToWorker } from './threads.ts'

declare const self: Worker

/*
 * The thread that runs jobs, with handles of its own: each durable commit stops its thread for one fsync, and pages must not wait
 * for those of sends.
 */
const say = (message: FromWorker) => self.postMessage(message)
const parts = openParts(readConfig(), (id, news) => {
  for (const each of news) {
    if (each.kind === 'due') jobs.worker.nudge(id, each.at)
    else say({ kind: 'changed', id, topic: each.topic })
  }
})
const jobs = runJobs(parts)

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'due') return jobs.worker.nudge(data.id, data.at)
  await jobs.stop()
  parts[Symbol.dispose]()
  say({ kind: 'stopped' })
}
say({ kind: 'ready' })
