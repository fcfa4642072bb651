import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Select, TextArea } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type CopyForm = { about: 'nothing' | 'failed' | 'every'; toSender: boolean; addresses: string }
export type OutboundCopyPageProps = {
  shell: ShellProps
  values: CopyForm
  /** Whether this server sends mail. */
  byMail: boolean
  mayWrite: boolean
  problem?: ErrorSummaryProps | undefined
}

/** GET /settings/copies. */
export const OutboundCopyPage = ({ shell, values, byMail, mayWrite, problem }: OutboundCopyPageProps) => (
  <Layout title="Mail about sent faxes" shell={shell}>
    <PageHead title="Mail about sent faxes" back={{ href: '/settings', label: 'Settings' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    {byMail ? '' : <Notice kind="warn" text="This server sends no mail yet. Ask your operator to set it up." />}
    <form class="card stack narrow" method="post" action="/settings/copies" data-guard>
      <p>
        A mail says what became of a fax, when and with how many pages, and leads to it. It names no patient, no recipient and no number: a
        mail lies open wherever it goes. Faxes of one bulk have one mail together, when the last of them is done.
      </p>
      <Select
        name="about"
        label="Write about"
        value={values.about}
        options={[
          { value: 'nothing', label: 'Nothing' },
          { value: 'failed', label: 'Faxes that did not reach everyone' },
          { value: 'every', label: 'Every fax, delivered or not' },
        ]}
      />
      <Checkbox
        name="toSender"
        label="To whoever sent it"
        hint="Where a person did. Programs are told by webhooks."
        checked={values.toSender}
      />
      <TextArea
        name="addresses"
        label="And to these addresses"
        hint="One to a line, at most 10."
        value={values.addresses}
        error={problem?.errors?.['addresses']}
        rows={4}
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
