import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { notFound } from '../kit/errors.ts'
import { LIST_QUERY, Nullable, oneOf, paged, pageOf, parseNumber, readPage } from '../kit/listing.ts'
import { type Admit, Problem, problems, signedIn } from '../web/index.ts'
import { countJobs, getJob, idsOf, type JobRow, listJobs, replayDeadJobs, replayJob } from './board.ts'
import { JOB_STATES } from './schema.tenant.ts'

const State = oneOf(JOB_STATES)
const Instant = Type.String({ format: 'date-time' })
const Job = Type.Object({
  id: Type.Integer(),
  kind: Type.String(),
  state: State,
  attempt: Type.Integer(),
  maxAttempts: Type.Integer(),
  priority: Type.Integer(),
  progress: Nullable(Type.Integer()),
  cause: Nullable(Type.String()),
  args: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), { description: 'Ids and numbers only.' }),
  runAt: Instant,
  createdAt: Instant,
  finishedAt: Nullable(Instant),
})

const jobJson = (job: JobRow): Static<typeof Job> => ({
  id: job.id,
  kind: job.kind,
  state: job.state,
  attempt: job.attempt,
  maxAttempts: job.maxAttempts,
  priority: job.priority,
  progress: job.progress,
  cause: job.cause,
  args: idsOf(job.args),
  runAt: instant(job.runAt),
  createdAt: instant(job.createdAt),
  finishedAt: job.finishedAt === null ? null : instant(job.finishedAt),
})
const instant = (at: number) => new Date(at).toISOString()

const One = Type.Object({ id: Type.String({ pattern: '^[0-9]{1,15}$' }) })
const tags = ['Jobs']
const refusals = problems(401, 403, 404, 422)

/** JSON of the queue. */
export function jobApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))

    .get(
      '/api/jobs',
      ({ tenant, query: { state, ...query } }) => {
        const asked = readPage(query, parseNumber)
        return tenant.read((tx) => {
          const rows = listJobs(tx, { state, beforeId: asked.after, offset: asked.offset, limit: asked.take })
          const counts = countJobs(tx)
          const total = state ? counts[state] : Object.values(counts).reduce((sum, count) => sum + count, 0)
          return paged(asked, rows, total, { show: jobJson, cursor: ({ id }) => String(id) })
        })
      },
      {
        query: Type.Object({ ...LIST_QUERY, state: Type.Optional(State) }),
        response: { 200: pageOf(Job), ...refusals },
        detail: { summary: 'List jobs, newest first', description: 'Page by page, or on from a cursor.', tags },
      },
    )
    .get('/api/jobs/:id', ({ tenant, params }) => jobJson(tenant.read((tx) => getJob(tx, idIn(params.id)))), {
      params: One,
      response: { 200: Job, ...refusals },
      detail: { summary: 'One job', description: 'Its state, its tries and why the last one failed.', tags },
    })

    .post('/api/jobs/:id/replays', ({ tenant, params }) => jobJson(tenant.write((tx) => replayJob(tx, idIn(params.id)))), {
      params: One,
      response: { 200: Job, ...refusals, 409: Problem },
      detail: {
        summary: 'Replay a dead job',
        description: 'It starts over at once with its attempts forgiven; any other state is a 409.',
        tags,
      },
    })
    .post('/api/jobs/replays', ({ tenant }) => ({ replayed: tenant.write(replayDeadJobs) }), {
      response: { 200: Type.Object({ replayed: Type.Integer() }), ...refusals },
      detail: { summary: 'Replay every dead job', description: 'Those whose work already waits in another job stay dead.', tags },
    })
}

function idIn(text: string): number {
  const id = parseNumber(text)
  if (id === undefined) throw notFound('Job')
  return id
}
