import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'

const PURPOSE_WORDS: Readonly<Record<string, string>> = {
  TREAT: 'Treatment',
  HPAYMT: 'Payment',
  HOPERAT: 'Running the office',
  ETREAT: 'Emergency treatment',
  PATRQT: 'The patient asked',
  PUBHLTH: 'Public health',
  HLEGAL: 'Legal',
}

export type PurposePageProps = { shell: ShellProps; purposes: readonly string[]; chosen: string | undefined }

/** GET /account/purpose */
export const PurposePage = ({ shell, purposes, chosen }: PurposePageProps) => (
  <Layout title="What you look at records for" shell={shell}>
    <PageHead title="What you look at records for" />
    <form class="card stack narrow" method="post" action="/account/purpose">
      <p>It is written beside every fax you open, until you choose another or close the browser.</p>
      <Select
        name="purpose"
        label="Purpose"
        value={chosen ?? ''}
        options={[{ value: '', label: 'Not said' }, ...purposes.map((value) => ({ value, label: PURPOSE_WORDS[value] ?? value }))]}
      />
      <p>
        <Button kind="primary" label="Save" busy="Saving…" />
      </p>
    </form>
  </Layout>
)
