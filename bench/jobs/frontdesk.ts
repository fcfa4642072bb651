import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { countJobs, done, enqueue, handle, kind, startWorker, step } from '../../src/jobs/index.ts'
import { openParts } from '../../src/parts.ts'
import { type News, provisionTenant, system, type TenantId } from '../../src/tenancy/index.ts'
import { CONCURRENCY, drive, type Job, type Queue, type Sizes } from './drive.ts'

// The product's own queue and worker over one encrypted, durable tenant file, in one process and one thread.
const NOOP = kind<Job>('bench.noop')
const dataDir = mkdtempSync(join(tmpdir(), 'bench-jobs-'))
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }))

let heard: (id: TenantId, news: readonly News[]) => void = () => {}
using parts = openParts(readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }), (id, news) => heard(id, news))
const { tenant: office } = provisionTenant({ dataDir, control: parts.control, keys: parts.keys }, { name: 'Office', slug: 'office' }, () => undefined)
const tenant = parts.tenants.as(office.id, system('bench'))

// A commit does not wait, so each producer ends its turn of the loop after it, as a request does.
const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

const queue: Queue = {
  enqueue(job) {
    tenant.write((tx) => void enqueue(tx, NOOP, job))
    return nextTurn()
  },
  enqueueMany(jobs) {
    tenant.write((tx) => {
      for (const job of jobs) enqueue(tx, NOOP, job)
    })
    return nextTurn()
  },
  async work(began) {
    const noop = handle(NOOP, (_, job) =>
      step(
        async () => began(job),
        () => done,
      ),
    )
    const worker = startWorker({
      tenant: (id) => parts.tenants.as(id, system('jobs')),
      handlers: [noop],
      clock: parts.clock,
      log: parts.log,
      slots: CONCURRENCY,
      slotsPerTenant: CONCURRENCY,
      leaseMs: 60_000,
    })
    heard = (id, news) => {
      for (const each of news) if (each.kind === 'due') worker.nudge(id, each.at)
    }
    worker.nudge(tenant.id, Date.now())
  },
  unfinished: () => {
    const counts = tenant.read(countJobs)
    return counts.available + counts.executing + counts.retryable
  },
}

const sizes = JSON.parse(process.argv[2] ?? '') as Sizes
process.stdout.write(`${JSON.stringify(await drive(queue, sizes))}\n`)
process.exit(0)
