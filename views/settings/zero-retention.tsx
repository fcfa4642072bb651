import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type ZeroRetentionForm = { sent: boolean; sentHours: string; received: boolean; receivedHours: string; after: string }
export type ZeroRetentionPageProps = { shell: ShellProps; values: ZeroRetentionForm; problem?: ErrorSummaryProps | undefined }

const AFTER = [
  { value: 'read', label: 'somebody opened it' },
  { value: 'fetched', label: 'somebody downloaded it' },
  { value: 'forwarded', label: 'it was sent on by fax' },
]

export const ZeroRetentionPage = ({ shell, values, problem }: ZeroRetentionPageProps) => (
  <Layout title="Zero retention" shell={shell}>
    <PageHead title="Zero retention" back={{ href: '/settings', label: 'Settings' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form class="card stack narrow" method="post" action="/settings/zero-retention" data-guard>
      <p>
        Keep what you must be able to prove, and not what was in it: the pages, files, subject and note of a fax are destroyed once they are
        no longer needed. Who, when, how and the receipt stay. Nobody can bring the pages back.
      </p>
      <p class="quiet">
        It counts for faxes that end, or are dealt with, from now on. Older ones go by{' '}
        <a href="/settings/retention">the rules for records</a>. A legal hold keeps what it covers, and a fax that still moves or waits for
        a person keeps its pages. Backups of the database hold the words of a fax for as long as your operator keeps them.
      </p>
      <fieldset class="stack">
        <legend>Sent faxes</legend>
        <Checkbox name="sent" label="Destroy the content after delivery" hint="At once when everybody got it." checked={values.sent} />
        <Field
          name="sentHours"
          label="When somebody did not get it, keep it for (hours)"
          hint="So long it can be sent to them again. 72 hours is three days."
          inputmode="numeric"
          value={values.sentHours}
          error={problem?.errors?.['sentHours']}
          maxlength={4}
          required
        />
      </fieldset>
      <fieldset class="stack">
        <legend>Received faxes</legend>
        <Checkbox
          name="received"
          label="Destroy the pages after they were dealt with"
          hint="What nobody dealt with stays. Notes that people wrote stay too."
          checked={values.received}
        />
        <div class="pair">
          <Select name="after" label="Dealt with means" value={values.after} options={AFTER} />
          <Field
            name="receivedHours"
            label="And then after (hours)"
            hint="Time enough to print it."
            inputmode="numeric"
            value={values.receivedHours}
            error={problem?.errors?.['receivedHours']}
            maxlength={4}
            required
          />
        </div>
      </fieldset>
      <p>
        <Button kind="primary" label="Save" busy="Saving…" />
      </p>
    </form>
  </Layout>
)
