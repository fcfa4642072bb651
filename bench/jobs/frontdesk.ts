import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { countJobs, enqueue } from '../../src/jobs/index.ts'
import { openParts } from '../../src/parts.ts'
import { createTurnstile, provisionTenant, system, turnstileMemory } from '../../src/tenancy/index.ts'
import { drive, type Queue, type Sizes } from './drive.ts'
import { dueAt, type FromWorker, NOOP, type ToWorker } from './office.ts'

// The product's own queue over one encrypted, durable tenant file: this thread enqueues, as the thread of the pages does; worker.ts works.
const dataDir = mkdtempSync(join(tmpdir(), 'bench-jobs-'))
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }))

let worker: Worker | undefined
const tell = (message: ToWorker) => worker?.postMessage(message)
const turnstile = turnstileMemory()
const settings = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' })
using parts = openParts(settings, (_, news) => tell({ kind: 'due', at: dueAt(news) }), undefined, createTurnstile(turnstile))
const { control, keys, tenants } = parts
const { tenant: office } = provisionTenant({ dataDir, control, keys }, { name: 'Office', slug: 'office' }, () => undefined)
const tenant = tenants.as(office.id, system('bench'))

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
  work(began) {
    const started = new Worker(new URL('./worker.ts', import.meta.url).href)
    worker = started
    return new Promise((resolve) => {
      started.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.length === 0) resolve()
        for (const waited of data) began(waited)
      }
      tell({ kind: 'work', dataDir, id: tenant.id, turnstile })
    })
  },
  unfinished: () => {
    const counts = tenant.read(countJobs)
    return counts.available + counts.executing + counts.retryable
  },
}

const sizes = JSON.parse(process.argv[2] ?? '') as Sizes
process.stdout.write(`${JSON.stringify(await drive(queue, sizes))}\n`)
process.exit(0)
