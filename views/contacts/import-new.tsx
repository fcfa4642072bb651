import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { UploadField } from '../ui/upload-field.tsx'

export type NewImportPageProps = { shell: ShellProps; problem?: ErrorSummaryProps | undefined }

/** GET /contacts/imports/new. */
export const NewImportPage = ({ shell, problem }: NewImportPageProps) => (
  <Layout title="Import contacts" shell={shell}>
    <PageHead title="Import contacts" back={{ href: '/contacts', label: 'Contacts' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form class="card stack narrow" method="post" action="/contacts/imports" enctype="multipart/form-data">
      <UploadField
        name="file"
        label="File"
        hint="A CSV file (from Excel, Google or another fax service) or a vCard file (.vcf), at most 5 MB and 10,000 contacts."
        error={problem?.errors?.['file']}
        accept=".csv,.txt,.tsv,.vcf,text/csv,text/vcard"
      />
      <p class="quiet">Nothing is added yet: next you see what each column is taken for and what would become of each row.</p>
      <p class="actions">
        <Button kind="primary" icon="upload" label="Read the file" busy="Reading…" />
        <LinkButton kind="quiet" href="/contacts" label="Cancel" />
      </p>
    </form>
  </Layout>
)
