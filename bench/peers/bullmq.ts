import { Queue, Worker } from 'bullmq'
import { CONCURRENCY, drive, type Job, sharedNow } from '../jobs/drive.ts'

// Usage: node bullmq.ts SIZES REDIS_PORT. Prints its figures as one line of JSON.
const connection = { host: '127.0.0.1', port: Number(process.argv[3]), maxRetriesPerRequest: null }
const queue = new Queue<Job>('bench', { connection, defaultJobOptions: { removeOnComplete: true } })
await queue.waitUntilReady()
let worker: Worker<Job> | undefined

const figures = await drive(
  {
    enqueue: async (job) => void (await queue.add('noop', job)),
    enqueueMany: async (jobs) => void (await queue.addBulk(jobs.map((data) => ({ name: 'noop', data })))),
    async work(began) {
      worker = new Worker<Job>('bench', async ({ data }) => began(sharedNow() - data.at), { connection, concurrency: CONCURRENCY })
      await worker.waitUntilReady()
    },
    unfinished: () => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized'),
  },
  JSON.parse(process.argv[2] ?? ''),
)
console.log(JSON.stringify(figures))
process.exit(0)
