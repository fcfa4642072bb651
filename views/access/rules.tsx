import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type AccessValues = { days: string; from: string; until: string; addresses: string }
export type AccessPageProps = {
  shell: ShellProps
  values: AccessValues
  timeZone: string
  /** Where whoever looks at it comes from. */
  address: string
  problem?: ErrorSummaryProps | undefined
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** GET and POST /settings/access */
export const AccessPage = ({ shell, values, timeZone, address, problem }: AccessPageProps) => (
  <Layout title="When and from where" shell={shell}>
    <PageHead title="When and from where people are let in" back={{ href: '/settings/security', label: 'Security' }}>
      <LinkButton href="/settings/access/devices" icon="shield" label="Approved devices" />
    </PageHead>
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form class="card stack" method="post" action="/settings/access" data-guard>
      <p>Owners are always let in, so that nobody locks the office. API keys have addresses of their own. It counts from the next click.</p>
      <fieldset class="stack">
        <legend>Days</legend>
        {DAYS.map((label, index) => (
          <Checkbox
            name="days"
            id={`day-${index + 1}`}
            value={String(index + 1)}
            label={label}
            checked={values.days.includes(String(index + 1))}
          />
        ))}
      </fieldset>
      <div class="pair">
        <Field
          name="from"
          label="From"
          hint="Such as 07:30. Empty for any time of any day."
          value={values.from}
          error={problem?.errors?.['from'] ?? problem?.errors?.['days']}
          maxlength={5}
        />
        <Field
          name="until"
          label="Until"
          hint={`Time zone of the office: ${timeZone}.`}
          value={values.until}
          error={problem?.errors?.['until']}
          maxlength={5}
        />
      </div>
      <TextArea
        name="addresses"
        label="Addresses"
        hint={`One to a line, such as 203.0.113.7 or 203.0.113.0/24. Empty for everywhere. You come from ${address}.`}
        value={values.addresses}
        error={problem?.errors?.['addresses']}
        rows={4}
        maxlength={4000}
      />
      <p>
        <Button kind="primary" label="Save" busy="Saving…" />
      </p>
    </form>
  </Layout>
)
