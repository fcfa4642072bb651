import { join } from 'node:path'
import { ms, perSecond } from '../figures.ts'
import type { JobFigures, Sizes } from '../jobs/drive.ts'
import { type Scenario, withPeer } from '../run.ts'
import { startPostgres } from '../stores/postgres.ts'
import { peerCommand } from '../stores/programs.ts'
import { startRedis } from '../stores/redis.ts'
import { least, most, type Row } from '../table.ts'
import { startProcess } from '../world/processes.ts'

const PICKUP_GOAL_MS = 3
const JOBS_GOAL = 10_000
/** BullMQ, appendfsync always, where the goals were set. */
const BULLMQ_AT_GOAL = { pickupMs: 2.8, drained: 6_700 }

type Peer = { readonly name: string; readonly figures: JobFigures; readonly atGoal?: typeof BULLMQ_AT_GOAL }

/** No-op jobs of ~250 bytes in one tenant: every enqueue durable, 16 producers, 16 at once. The same driver for all (jobs/drive.ts). */
export const jobs: Scenario = async (run) => {
  const sizes: Sizes = run.quick ? { jobs: 4_000, pickups: 60, seconds: 2 } : { jobs: 20_000, pickups: 250, seconds: 5 }
  run.say(`jobs: ${sizes.jobs} to drain, ${sizes.pickups} pickups, ${sizes.seconds} s of both`)
  const ours = await figuresOf([process.execPath, join(import.meta.dir, '../jobs/frontdesk.ts')], sizes)
  const bullmq = await withPeer(run, 'BullMQ', async () => {
    await using redis = await startRedis()
    return await figuresOf(peerCommand('bullmq.ts'), sizes, String(redis.port))
  })
  const graphile = await withPeer(run, 'graphile-worker', async () => {
    await using postgres = await startPostgres()
    return await figuresOf(peerCommand('graphile.ts'), sizes, postgres.url)
  })
  return [
    ...report(ours, bullmq && { name: 'BullMQ', figures: bullmq, atGoal: BULLMQ_AT_GOAL }),
    ...(graphile ? besides(ours, { name: 'graphile-worker', figures: graphile }) : []),
  ]
}

async function figuresOf(command: readonly string[], sizes: Sizes, ...more: readonly string[]): Promise<JobFigures> {
  await using child = await startProcess([...command, JSON.stringify(sizes), ...more], {
    env: { NODE_ENV: 'production', GRAPHILE_LOGGER_DEBUG: '' },
  })
  return JSON.parse(child.firstLine) as JobFigures
}

function report(ours: JobFigures, peer: Peer | undefined): Row[] {
  const beside = (pick: (figures: JobFigures) => number, atGoal?: number) =>
    peer && { name: peer.name, value: pick(peer.figures), ...(atGoal && { atGoal }) }
  const rate = (what: string, pick: (figures: JobFigures) => number, goal?: number) =>
    most({ what, ours: pick(ours), show: perSecond, peer: beside(pick, goal && peer?.atGoal?.drained), ...(goal && { goal }) })
  return [
    least({
      what: 'job pickup p95: before enqueue to handler, idle',
      ours: ours.pickup.p95,
      show: ms,
      goal: PICKUP_GOAL_MS,
      peer: beside(({ pickup }) => pickup.p95, peer?.atGoal?.pickupMs),
      note: `p50 ${ms(ours.pickup.p50)}`,
    }),
    rate('jobs drained, one tenant', ({ drained }) => drained, JOBS_GOAL),
    rate('jobs made by 100 and done meanwhile', ({ bulk }) => bulk),
    rate('jobs made one by one and done meanwhile', ({ both }) => both),
    rate('jobs made one by one, worker off', ({ enqueued }) => enqueued),
  ]
}

const besides = (ours: JobFigures, peer: Peer): Row[] => report(ours, peer).map((row) => ({ ...row, ours: '"', goal: '"', met: '"' }))
