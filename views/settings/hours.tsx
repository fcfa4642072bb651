import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, When } from '../ui/when.tsx'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** By field: `mondayOpens`, `mondayCloses` … and `holidays`, a day to a line. */
export type HoursForm = Readonly<Record<string, string | undefined>>
export type HoursPageProps = {
  shell: ShellProps
  clock: Clock
  values: HoursForm
  zone: string
  standing: HoursStanding
  mayWrite: boolean
  problem?: ErrorSummaryProps | undefined
}
/** Whether the office is open, and when it opens or closes next; `unset` where it keeps no hours. */
export type HoursStanding = { is: 'unset' } | { is: 'open' | 'closed'; until: Date }

export const HoursPage = ({ shell, clock, values, zone, standing, mayWrite, problem }: HoursPageProps) => (
  <Layout title="Business hours" shell={shell}>
    <PageHead title="Business hours" back={{ href: '/settings', label: 'Settings' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form class="card stack narrow" method="post" action="/settings/hours" data-guard>
      <p>
        “When the office opens” means these hours. Leave both times of a day empty when you are closed; leave all of them empty when you
        keep no hours.
      </p>
      <p class="quiet">
        Times are of your office: <span safe>{zone}</span>. <Standing clock={clock} standing={standing} />
      </p>
      {WEEKDAYS.map((day) => (
        <Day day={day} values={values} errors={problem?.errors ?? {}} />
      ))}
      <TextArea
        name="holidays"
        label="Holidays"
        hint="Days on which you are closed, one to a line, such as 2026-12-25."
        value={values['holidays']}
        error={problem?.errors?.['holidays']}
        rows={5}
        maxlength={2000}
      />
      {mayWrite ? (
        <p>
          <Button kind="primary" label="Save" busy="Saving…" />
        </p>
      ) : (
        ''
      )}
    </form>
  </Layout>
)

type DayProps = { day: string; values: HoursForm; errors: Readonly<Record<string, string>> }

const Day = ({ day, values, errors }: DayProps) => {
  const [opens, closes] = [`${day.toLowerCase()}Opens`, `${day.toLowerCase()}Closes`]
  return (
    <div class="pair">
      <Field type="time" name={opens} label={`${day}, from`} value={values[opens]} error={errors[opens]} />
      <Field type="time" name={closes} label={`${day}, until`} value={values[closes]} error={errors[closes]} />
    </div>
  )
}

const Standing = ({ clock, standing }: { clock: Clock; standing: HoursStanding }) => {
  if (standing.is === 'unset') return <span>No hours are set: the office counts as open at any time.</span>
  return (
    <span>
      {standing.is === 'open' ? 'It is open now, and closes' : 'It is closed now, and opens'} <When at={standing.until} clock={clock} />.
    </span>
  )
}
