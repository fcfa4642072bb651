import { type AnyElysia, Elysia, t } from 'elysia'
import { JobList, JobRow, JobsPage } from '../../views/jobs/index.tsx'
import { notFound } from '../kit/errors.ts'
import { parseNumber } from '../kit/listing.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, fragment, page, type Shell, type Signed, seeOther, signedIn, wantsFragment } from '../web/index.ts'
import { countJobs, getJob, isJobState, type JobRow as Job, type JobState, listJobs, replayDeadJobs, replayJob } from './board.ts'
import { wordsFor } from './words.ts'

const PAGE = 50
const List = t.Object({
  state: t.String({ maxLength: 20, default: '' }),
  before: t.String({ maxLength: 20, default: '' }),
  replayed: t.Optional(t.String({ maxLength: 7, pattern: '^[0-9]+$' })),
})
const One = t.Object({ id: t.String({ maxLength: 20 }) })
const hidden = { detail: { hide: true } } as const

export type JobPageDeps = {
  readonly admit: Admit
  readonly shell: Shell
  /** The moment and the zone times are told in; the office knows. */
  readonly clock: (tx: Tx) => { readonly now: Date; readonly zone: string }
}

/** Pages of the queue, for administrators. */
export function jobRoutes({ admit, shell, clock }: JobPageDeps): AnyElysia {
  const row = (actor: Signed, id: string) => {
    const known = actor.tenant.read((tx) => ({ job: shown(getJob(tx, idIn(id))), clock: clock(tx) }))
    return fragment(<JobRow {...known} mayReplay={mayReplay(actor)} />)
  }

  return new Elysia()
    .use(signedIn(admit))

    .get(
      '/jobs',
      ({ tenant, actor, request, query }) => {
        const state = isJobState(query.state) ? query.state : undefined
        const list = tenant.read((tx) => ({ ...onePage(tx, state, query.before), clock: clock(tx), counts: countJobs(tx) }))
        if (wantsFragment(request)) return fragment(<JobList {...list} state={state} mayReplay={mayReplay(actor)} />)
        const around = shell(actor, request, 'jobs', noticeOf(query.replayed))
        return page(<JobsPage shell={around} {...list} state={state} mayReplay={mayReplay(actor)} />)
      },
      { query: List, ...hidden },
    )
    .get('/jobs/:id/row', ({ actor, params }) => row(actor, params.id), { params: One, ...hidden })

    .post(
      '/jobs/:id/replays',
      ({ tenant, actor, request, params }) => {
        tenant.write((tx) => replayJob(tx, idIn(params.id)))
        return wantsFragment(request) ? row(actor, params.id) : seeOther('/jobs?replayed=1')
      },
      { params: One, ...hidden },
    )
    .post('/jobs/replays', ({ tenant }) => seeOther(`/jobs?replayed=${tenant.write(replayDeadJobs)}`), hidden)
}

const mayReplay = (actor: Signed) => actor.permissions.has('jobs:write')

/** What the address calls a job may be anything; what no job can be called is not found. */
function idIn(text: string): number {
  const id = parseNumber(text)
  if (id === undefined) throw notFound('Job')
  return id
}

const shown = (job: Job) => ({ ...job, what: wordsFor(job.kind), runAt: new Date(job.runAt) })

function onePage(tx: Tx, state: JobState | undefined, before: string) {
  const found = listJobs(tx, { state, beforeId: parseNumber(before), limit: PAGE + 1 })
  const jobs = found.slice(0, PAGE).map(shown)
  const last = jobs.at(-1)
  const nextHref = found.length > PAGE && last ? `/jobs?${new URLSearchParams({ state: state ?? '', before: String(last.id) })}` : undefined
  return { jobs, nextHref }
}

function noticeOf(replayed: string | undefined) {
  if (replayed === undefined) return undefined
  const count = Number(replayed)
  if (count === 0) return { kind: 'warn', text: 'Nothing was replayed: the same work is already waiting.' } as const
  return { kind: 'ok', text: count === 1 ? 'The job starts over now.' : `${count} jobs start over now.` } as const
}
