import { readConfig } from './config.ts'
import { createInbox } from './fax/index.ts'
import { runJobs } from './job-thread.ts'
import { describeError } from './kit/log.ts'
import { openParts } from './parts.ts'
import { createTurnstile, shareMasters } from './tenancy/index.ts'
import { type FromWorker, sortNews, type ToWorker } from './threads.ts'

declare const self: Worker

/*
 * The thread that runs jobs and writes down webhooks, with handles of its own: each durable commit stops its thread for one fsync,
 * and pages must not wait for those of sends.
 */
const say = (message: FromWorker) => self.postMessage(message)
const shared = await new Promise<Extract<ToWorker, { kind: 'start' }>>((resolve) => {
  self.onmessage = ({ data }: MessageEvent<ToWorker>) => data.kind === 'start' && resolve(data)
})
const config = readConfig()
const parts = openParts(
  config,
  (id, news) => {
    const { dueAt, topics } = sortNews(news)
    if (dueAt !== undefined) jobs.worker.nudge(id, dueAt)
    if (topics.length > 0) say({ kind: 'changed', id, topics })
  },
  undefined,
  createTurnstile(shared.turnstile),
  config.replication && {
    opened: (id) => say({ kind: 'held', id, open: true }),
    closed: (id) => say({ kind: 'held', id, open: false }),
    makeWay: async () => say({ kind: 'scrub' }),
  },
  shareMasters(shared.masters),
)
const jobs = runJobs(parts, undefined, (id) => say({ kind: 'doubted', id }))
const inbox = createInbox(parts)

async function takeIn({ number, parsed, raw, by }: Extract<ToWorker, { kind: 'event' }>): Promise<void> {
  const taken = await inbox.take(parsed, raw, by).catch((error: unknown) => {
    parts.log('error', 'webhook.failed', { type: parsed.event.type.slice(0, 40), ...describeError(error) })
    return undefined
  })
  say({ kind: 'answer', number, taken })
}

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'due') return jobs.worker.nudge(data.id, data.at)
  if (data.kind === 'event') return takeIn(data)
  if (data.kind === 'release') return jobs.letGo(data.id).then(() => say({ kind: 'released', id: data.id }))
  if (data.kind === 'begin') return jobs.begin()
  if (data.kind === 'drain') return jobs.worker.rest(data.id).then(() => say({ kind: 'drained', id: data.id }))
  if (data.kind === 'shut') {
    parts.tenants.close(data.id)
    return say({ kind: 'shut', id: data.id })
  }
  if (data.kind === 'resume') return jobs.worker.wake(data.id)
  if (data.kind === 'welcome') return jobs.welcome(data.id)
  if (data.kind === 'start') return
  await jobs.stop()
  parts[Symbol.dispose]()
  say({ kind: 'stopped' })
}
say({ kind: 'ready' })
