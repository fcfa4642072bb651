import { mkdirSync } from 'node:fs'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { lingeringDeps, placeOf } from './copies.ts'
import { refuseHalfRestored } from './custody/restoring/index.ts'
import { expectNothing, finishShredding, removeLingering } from './custody/shredding/index.ts'
import { holdDirectory } from './db/index.ts'
import { openCell } from './in-cells.ts'
import { receiveMail } from './in-mail.ts'
import { createMasterKey, createOfficeKeys, openMasters } from './keys/index.ts'
import { describeError } from './kit/log.ts'
import { programFile } from './kit/programs.ts'
import { masterKeyDeps, masterSettings, officeKeyDeps, openParts, type Parts } from './parts.ts'
import { replicateParts } from './replicating.ts'
import type { Replication } from './replication/index.ts'
import {
  createTurnstile,
  letInAll,
  mastersMemory,
  type News,
  removeHalfMade,
  settleTurns,
  type TenantId,
  turnstileMemory,
} from './tenancy/index.ts'
import { askOver, type FromWorker, inboxOver, letGoInTime, sortNews, type ToWorker } from './threads.ts'
import { createLive } from './web/index.ts'
import { createPublisher, type Publisher } from './webhooks/index.ts'

export type Running = { readonly url: string; readonly port: number; stop(): Promise<void> }

/** Larger than the largest fax as base64, with room for its other fields. */
const MOST_BODY_BYTES = 72 * 1024 * 1024
const STOP_WITHIN_MS = 10_000
const CLEAR_MS = 2_000

/** Web and jobs, each in its thread. Resolves when both answer. `crashed` is called when the job thread dies: only a new process helps. */
export async function startServer(config: Config, crashed: (error: unknown) => void): Promise<Running> {
  mkdirSync(config.data.dir, { recursive: true, mode: 0o700 })
  const lock = holdDirectory(config.data.dir)
  refuseHalfRestored(config.data.dir)
  // Reads its program meanwhile, and waits to be told to start: the first start makes keys and the control database, and two threads must not both.
  const worker = new Worker(programFile('worker'))
  worker.onerror = (event) => crashed(event)
  const live = createLive()
  let publisher: Publisher | undefined
  const shown = (id: TenantId, topics: readonly string[]) => {
    for (const topic of topics) live.publish(id, topic)
    if (topics.length > 0) publisher?.changed(id)
  }
  let tell: (message: ToWorker) => void = () => {}
  const turnstile = turnstileMemory()
  const hear = (id: TenantId, news: readonly News[]) => {
    const { dueAt, topics } = sortNews(news)
    if (dueAt !== undefined) tell({ kind: 'due', id, at: dueAt })
    shown(id, topics)
  }
  let replication: Replication | undefined
  const copying = config.replication && {
    opened: (id: TenantId) => replication?.opened(id, 'pages'),
    closed: (id: TenantId) => replication?.closed(id, 'pages'),
    makeWay: async (empty: () => void) => (replication ? replication.makeWay(empty) : empty()),
  }
  const masters = mastersMemory()
  const parts = openParts(config, hear, undefined, createTurnstile(turnstile), copying, await openMasters(masterSettings(config), masters))
  publisher = createPublisher(parts)
  removeHalfMade({ dataDir: config.data.dir, control: parts.control, keys: parts.keys })
  await settleTurns({ dataDir: config.data.dir, control: parts.control, keys: parts.keys })
  letInAll(parts.control, config.data.dir)
  await finishShredding({ ...parts, dataDir: config.data.dir, place: placeOf(config) })
  replication = replicateParts(config, parts)
  const officeKeys = createOfficeKeys({ ...officeKeyDeps(parts), turned: async (id) => replication?.turned(id) })
  tell = (message) => worker.postMessage(message)
  tell({ kind: 'start', turnstile, masters })
  const inbox = inboxOver(tell)
  const [drain, shut, release] = [askOver(tell, 'drain'), askOver(tell, 'shut'), askOver(tell, 'release')]
  const scrub = () => parts.control.scrub().catch((error: unknown) => parts.log('error', 'chore.failed', describeError(error)))
  const heard = listenTo(worker, (message) => {
    if (message.kind === 'answer') inbox.answered(message.number, message.taken)
    else if (message.kind === 'scrub') void scrub()
    else if (message.kind === 'drained') drain.done(message.id)
    else if (message.kind === 'shut') shut.done(message.id)
    else if (message.kind === 'released') release.done(message.id)
    else if (message.kind === 'doubted') replication?.doubt(message.id)
    else if (message.kind === 'held') replication?.[message.open ? 'opened' : 'closed'](message.id, 'jobs')
    else if (message.kind === 'changed') shown(message.id, message.topics)
  })
  await heard('ready')

  const masterKey = createMasterKey(masterKeyDeps(parts))
  masterKey.resume()
  officeKeys.resume()
  const exchanges = { masterKey, officeKeys }
  const letGo = async (id: TenantId) => {
    await letGoInTime(release.ask(id))
    parts.tenants.close(id)
    await replication?.leave(id)
  }
  const ended = clearBucket(parts, () => replication)
  const cell = openCell(config, parts, () => replication, {
    drain: drain.ask,
    letGo: shut.ask,
    resume: (id) => tell({ kind: 'resume', id }),
    welcome: (id) => tell({ kind: 'welcome', id }),
    begun: () => tell({ kind: 'begin' }),
  })
  const app = createApp(parts, live, inbox, () => replication?.standing, exchanges, letGo, cell).listen({
    port: config.server.port,
    hostname: config.server.host,
    maxRequestBodySize: MOST_BODY_BYTES,
    idleTimeout: 60,
    development: false,
  })
  const port = app.server?.port ?? config.server.port
  const mailroom = await receiveMail(config, parts)
  parts.log('info', 'server.started', { port })
  return {
    url: config.server.publicOrigin,
    port,
    async stop() {
      // Open event streams would keep it waiting for ever.
      await app.stop(true)
      await mailroom?.[Symbol.asyncDispose]()
      await cell?.stop()
      ended[Symbol.dispose]()
      publisher?.[Symbol.dispose]()
      replication?.[Symbol.dispose]()
      tell({ kind: 'stop' })
      await Promise.race([Promise.all([heard('stopped'), officeKeys.stop()]), Bun.sleep(STOP_WITHIN_MS)])
      worker.terminate()
      parts[Symbol.dispose]()
      lock[Symbol.dispose]()
    },
  }
}

/** Until nothing of them is there: what the bucket has of destroyed offices goes, also what an earlier run began. */
function clearBucket(parts: Parts, replication: () => Replication | undefined): Disposable {
  const deps = lingeringDeps(parts, (id) => replication()?.isShipping(id) ?? false)
  if (!deps) return { [Symbol.dispose]() {} }
  expectNothing(deps)
  let busy = false
  const timer = setInterval(async () => {
    if (busy) return
    busy = true
    await removeLingering(deps).catch((error: unknown) => parts.log('error', 'chore.failed', describeError(error)))
    busy = false
  }, CLEAR_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function listenTo(worker: Worker, told: (message: FromWorker) => void) {
  const waiting = new Map<FromWorker['kind'], () => void>()
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    told(data)
    waiting.get(data.kind)?.()
  }
  return (kind: FromWorker['kind']) => new Promise<void>((resolve) => void waiting.set(kind, resolve))
}
