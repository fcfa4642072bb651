import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { LoadMore } from '../ui/pagination.tsx'
import { type JobState, StatusBadge } from '../ui/status-badge.tsx'
import { Table } from '../ui/table.tsx'
import type { Clock } from '../ui/when.tsx'
import { JobRow, type JobRowProps } from './row.tsx'

export { JobRow, type JobRowProps } from './row.tsx'

export type JobsPageProps = {
  shell: ShellProps
  clock: Clock
  counts: Readonly<Record<JobState, number>>
  /** The filter in the address; undefined shows every state. */
  state: JobState | undefined
  jobs: readonly JobRowProps['job'][]
  nextHref: string | undefined
  mayReplay: boolean
}

export const JobsPage = ({ shell, clock, counts, state, jobs, nextHref, mayReplay }: JobsPageProps) => (
  <Layout title="Jobs" shell={shell}>
    <PageHead title="Jobs">{mayReplay && counts.dead > 0 ? <ReplayAll dead={counts.dead} /> : ''}</PageHead>
    <Tiles counts={counts} state={state} />
    <JobList state={state} jobs={jobs} clock={clock} nextHref={nextHref} mayReplay={mayReplay} />
  </Layout>
)

type JobListProps = Pick<JobsPageProps, 'state' | 'jobs' | 'clock' | 'nextHref' | 'mayReplay'>

/** What GET /jobs answers while someone reads on. */
export const JobList = ({ state, jobs, clock, nextHref, mayReplay }: JobListProps) => (
  <section class="card card--table" aria-label="Jobs">
    {jobs.length === 0 ? <NoJobs state={state} /> : <JobTable jobs={jobs} clock={clock} nextHref={nextHref} mayReplay={mayReplay} />}
  </section>
)

/** All there are, so that the counts add up. */
const SHOWN: readonly JobState[] = ['available', 'executing', 'retryable', 'dead', 'canceled', 'completed']

/** The tiles are the filter: press one to see its jobs, press it again to see all. */
const Tiles = ({ counts, state }: Pick<JobsPageProps, 'counts' | 'state'>) => (
  <nav aria-label="Jobs by state">
    <ul class="tiles">
      {SHOWN.map((each) => (
        <li>
          <a class="tile" href={each === state ? '/jobs' : `/jobs?state=${each}`} aria-current={each === state ? 'true' : undefined}>
            <span class="tile__count" safe>
              {counts[each].toLocaleString('en-US')}
            </span>
            <StatusBadge status={each} />
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

const ReplayAll = ({ dead }: { dead: number }) => (
  <form method="post" action="/jobs/replays">
    <Button icon="refresh" label={dead === 1 ? 'Start the stopped job over' : `Start all ${dead} stopped jobs over`} busy="Starting…" />
  </form>
)

const COLUMNS = [
  { label: 'Job' },
  { label: 'State' },
  { label: 'Tries', kind: 'number' },
  { label: 'When' },
  { label: 'Action', kind: 'action' },
] as const

const JobTable = ({ jobs, clock, nextHref, mayReplay }: Pick<JobsPageProps, 'jobs' | 'clock' | 'nextHref' | 'mayReplay'>) => (
  <>
    <Table caption="Jobs, newest first" columns={COLUMNS} rowsId="rows">
      {jobs.map((job) => (
        <JobRow job={job} clock={clock} mayReplay={mayReplay} />
      ))}
    </Table>
    <LoadMore href={nextHref} rowsId="rows" />
  </>
)

const NoJobs = ({ state }: { state: JobState | undefined }) =>
  state ? (
    <Empty
      icon="jobs"
      title="No job is in this state"
      text="Press the tile again to see every job."
      action={{ href: '/jobs', label: 'Show every job' }}
    />
  ) : (
    <Empty icon="jobs" title="Nothing to do" text="Work appears here when a fax is sent or received." />
  )
