import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import pg from 'pg'
import { CONCURRENCY, drive, type Job, sharedNow } from '../jobs/drive.ts'

// Usage: node graphile.ts SIZES DATABASE_URL. Prints its figures as one line of JSON.
const pool = new pg.Pool({ connectionString: process.argv[3], max: 34 })
const quiet = { logger: new Logger(() => () => {}) }
const utils = await makeWorkerUtils({ pgPool: pool, ...quiet })
await utils.migrate()

const figures = await drive(
  {
    enqueue: async (job) => void (await utils.addJob('noop', job)),
    enqueueMany: async (jobs) => void (await utils.addJobs(jobs.map((payload) => ({ identifier: 'noop', payload })))),
    async work(began) {
      // Its own documentation's settings for many small jobs: a local queue, so that it does not ask for each one.
      await run({
        pgPool: pool,
        concurrentJobs: CONCURRENCY,
        noHandleSignals: true,
        ...quiet,
        taskList: { noop: async (payload) => began(sharedNow() - (payload as Job).at) },
        preset: { worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0 } },
      })
    },
    async unfinished() {
      const { rows } = await pool.query('SELECT count(*)::int AS n FROM graphile_worker.jobs')
      return rows[0]?.n ?? 0
    },
  },
  JSON.parse(process.argv[2] ?? ''),
)
console.log(JSON.stringify(figures))
process.exit(0)
