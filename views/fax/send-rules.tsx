import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type SendRulesForm = { duplicateHours: string; askNewNumbers: boolean; holdPrograms: boolean; secondOver: string }
export type SendRulesPageProps = { shell: ShellProps; values: SendRulesForm; mayWrite: boolean; problem?: ErrorSummaryProps | undefined }

export const SendRulesPage = ({ shell, values, mayWrite, problem }: SendRulesPageProps) => (
  <Layout title="Before a fax goes" shell={shell}>
    <PageHead title="Before a fax goes" back={{ href: '/settings', label: 'Settings' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form class="card stack narrow" method="post" action="/settings/sending" data-guard>
      <p>
        A fax to the wrong number cannot be called back. These are the moments at which whoever sends is asked to look again. Contacts that
        need a second person, or carry a restriction, are marked in the address book.
      </p>
      <Checkbox
        name="askNewNumbers"
        label="Have new numbers read back"
        hint="A number that this office never sent to, or that is one slip away from one it knows."
        checked={values.askNewNumbers}
      />
      <Field
        name="duplicateHours"
        label="Ask about the same files to the same number within (hours)"
        hint="24 is a day, 168 a week, 8784 a year. 0 never asks."
        inputmode="numeric"
        value={values.duplicateHours}
        error={problem?.errors?.['duplicateHours']}
        maxlength={6}
        required
      />
      <Checkbox
        name="holdPrograms"
        label="Hold what programs send twice"
        hint="A program cannot be asked: its fax waits under Sent, as held, until somebody decides. It never ends by itself."
        checked={values.holdPrograms}
      />
      <Field
        name="secondOver"
        label="Have a second person let go of a bulk to more recipients than"
        hint="Whoever starts it cannot let it go. 0 never asks."
        inputmode="numeric"
        value={values.secondOver}
        error={problem?.errors?.['secondOver']}
        maxlength={6}
        required
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
