import { Button } from '../ui/button.tsx'
import { Cause } from '../ui/cause.tsx'
import { Progress } from '../ui/progress.tsx'
import { type JobState, StatusBadge, wordFor } from '../ui/status-badge.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type JobRowProps = {
  clock: Clock
  mayReplay: boolean
  job: {
    id: number
    kind: string
    /** The kind in words. */
    what: string
    state: JobState
    attempt: number
    maxAttempts: number
    runAt: Date
    /** 0–100, for long work. */
    progress: number | null
    cause: string | null
  }
}

/** GET /jobs/:id/row answers this alone. */
export const JobRow = ({ job, clock, mayReplay }: JobRowProps) => (
  <tr id={`job-${job.id}`} data-row data-say={`${job.what}: ${wordFor(job.state)}`} {...listening(job)}>
    <td class="cell--main">
      <strong safe>{job.what}</strong>
      <span class="cell__detail">
        <span safe>{`Job ${job.id} `}</span>
        <code safe>{job.kind}</code>
      </span>
      <Cause text={job.cause} status={job.state} />
    </td>
    <td class="cell--status">
      <StatusBadge status={job.state} />
      {job.state === 'executing' && job.progress !== null ? <Progress label={`Progress of job ${job.id}`} percent={job.progress} /> : ''}
    </td>
    <td class="cell--number" data-unit="tries" safe>{`${job.attempt} of ${job.maxAttempts}`}</td>
    <td class="cell--when">
      <When at={job.runAt} clock={clock} />
    </td>
    <td class="cell--action">{mayReplay && job.state === 'dead' ? <Replay id={job.id} /> : ''}</td>
  </tr>
)

const Replay = ({ id }: { id: number }) => (
  <form method="post" action={`/jobs/${id}/replays`}>
    <Button small icon="refresh" label="Start over" busy="Starting…" describe={`job ${id}`} />
  </form>
)

const SETTLED: readonly JobState[] = ['completed', 'canceled', 'dead']

const listening = ({ id, state }: JobRowProps['job']) =>
  SETTLED.includes(state) ? {} : { 'data-live': `job:${id}`, 'hx-get': `/jobs/${id}/row`, 'hx-trigger': 'live', 'hx-swap': 'outerMorph' }
