import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Ids, type Picked } from './selection.tsx'

export type Merged = {
  name: string
  organization: string
  note: string
  numbers: readonly { fax: string; label: string }[]
  tags: readonly string[]
  marks: readonly string[]
}
export type MergerPageProps = {
  shell: ShellProps
  contacts: readonly Picked[]
  keep: string
  merged: Merged
  problem?: ErrorSummaryProps | undefined
}

/** GET /contacts/merger?contact=: what would become of them, before it does. */
export const MergerPage = ({ shell, contacts, keep, merged, problem }: MergerPageProps) => (
  <Layout title="Merge contacts" shell={shell}>
    <PageHead title={`Merge ${contacts.length} contacts into one`} back={{ href: '/contacts', label: 'Contacts' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form class="card stack narrow" method="get" action="/contacts/merger">
      <Ids contacts={contacts} />
      <Select
        name="keep"
        label="Keep the name and main number of"
        value={keep}
        options={contacts.map(({ id, name, fax }) => ({ value: id, label: `${name}, ${formatPhone(fax)}` }))}
      />
      <p class="actions">
        <Button label="Show what becomes of them" />
      </p>
    </form>
    <form class="card stack narrow" method="post" action="/contacts/merger">
      <h2>The contact that stays</h2>
      <DefinitionList
        facts={[
          { term: 'Name', text: merged.name },
          { term: 'Organization', text: merged.organization || '–' },
          {
            term: 'Numbers',
            text: merged.numbers.map(({ fax, label }) => [formatPhone(fax), label].filter(Boolean).join(' · ')).join('; '),
          },
          { term: 'Tags', text: merged.tags.join(', ') || '–' },
          { term: 'Marks', text: merged.marks.join(', ') || '–' },
          { term: 'Note', text: merged.note || '–' },
        ]}
      />
      <Ids contacts={contacts} />
      <input type="hidden" name="keep" value={keep} />
      <p class="actions">
        <Button kind="primary" label="Merge them" busy="Merging…" />
        <LinkButton kind="quiet" href="/contacts/duplicates" label="Not the same" />
      </p>
    </form>
  </Layout>
)
