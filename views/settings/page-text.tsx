import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type PageTextForm = { on: boolean; pastDays: string }
export type PageTextPageProps = {
  shell: ShellProps
  clock: Clock
  values: PageTextForm
  /** While older faxes are read. */
  past: { since: Date; reached: Date } | null
  /** What the machine lacks for it. */
  lacking: string | undefined
  mayWrite: boolean
  problem?: ErrorSummaryProps | undefined
}

export const PageTextPage = ({ shell, clock, values, past, lacking, mayWrite, problem }: PageTextPageProps) => (
  <Layout title="Words on received pages" shell={shell}>
    <PageHead title="Words on received pages" back={{ href: '/settings', label: 'Settings' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    {lacking ? (
      <p class="notice notice--warn">
        <span>
          <span safe>{lacking}</span> Nothing is read until your operator installs the package tesseract-ocr. You can switch this on now;
          what waits is tried again each hour, for half a day.
        </span>
      </p>
    ) : (
      ''
    )}
    <form class="card stack narrow" method="post" action="/settings/page-text" data-guard>
      <p>
        The words that are printed on received pages can be read here, on this machine, so that the search finds a fax by them. They are
        kept encrypted with your records, and go with the fax. Handwriting and bad copies are read poorly or not at all.
      </p>
      <Checkbox
        name="on"
        label="Read the words on received pages"
        hint="Switched off, nothing more is read. What was read is found until its fax goes."
        checked={values.on}
      />
      <Field
        name="pastDays"
        label="Also read faxes of the last (days)"
        hint="Newest first, when nothing else is to be done; some seconds a page. 0 reads none."
        inputmode="numeric"
        value={values.pastDays}
        error={problem?.errors?.['pastDays']}
        maxlength={3}
        required
      />
      {past ? (
        <p class="quiet">
          Older faxes are being read: so far back to <When at={past.reached} clock={clock} />, in the end back to{' '}
          <When at={past.since} clock={clock} />.
        </p>
      ) : (
        ''
      )}
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
