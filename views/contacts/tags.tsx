import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'

export type TagLine = { id: string; name: string; contacts: number }
export type TagsPageProps = { shell: ShellProps; tags: readonly TagLine[]; mayWrite: boolean }

const COLUMNS = [{ label: 'Tag' }, { label: 'Contacts', kind: 'number' }, { label: 'What to do', kind: 'action' }] as const

/** GET /contacts/tags. */
export const TagsPage = ({ shell, tags, mayWrite }: TagsPageProps) => (
  <Layout title="Tags" shell={shell}>
    <PageHead title="Tags" back={{ href: '/contacts', label: 'Contacts' }} />
    <section class="card card--table" aria-label="Tags of contacts">
      {tags.length === 0 ? (
        <Empty
          icon="tag"
          title="No tags yet"
          text="Give contacts a tag, such as Cardiology: a fax can then go to everyone who has it."
          action={{ href: '/contacts', label: 'Show contacts' }}
        />
      ) : (
        <Table caption="Tags by name" columns={COLUMNS}>
          {tags.map((tag) => (
            <TagRow tag={tag} mayWrite={mayWrite} />
          ))}
        </Table>
      )}
    </section>
  </Layout>
)

const TagRow = ({ tag, mayWrite }: { tag: TagLine; mayWrite: boolean }) => (
  <tr data-row>
    <td class="cell--main">
      <a href={`/contacts?tag=${tag.id}`} data-open safe>
        {tag.name}
      </a>
    </td>
    <td class="cell--number" data-unit={tag.contacts === 1 ? 'contact' : 'contacts'}>
      {tag.contacts}
    </td>
    <td class="cell--action">
      {mayWrite ? <LinkButton small href={`/contacts/tags/${tag.id}`} label="Change" describe={tag.name} /> : ''}
    </td>
  </tr>
)

export type TagPageProps = {
  shell: ShellProps
  tag: TagLine
  others: readonly TagLine[]
  /** As typed. */
  name: string
  problem?: ErrorSummaryProps | undefined
}

/** GET /contacts/tags/:id: another name, into another tag, or away. */
export const TagPage = ({ shell, tag, others, name, problem }: TagPageProps) => (
  <Layout title={tag.name} shell={shell}>
    <PageHead title={tag.name} back={{ href: '/contacts/tags', label: 'Tags' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form class="card stack narrow" method="post" action={`/contacts/tags/${tag.id}`}>
      <h2>Rename</h2>
      <Field name="name" label="Name" value={name} error={problem?.errors?.['name']} maxlength={40} autocomplete="off" required />
      <p class="actions">
        <Button label="Rename" busy="Renaming…" />
      </p>
    </form>
    {others.length > 0 ? <MergeForm tag={tag} others={others} /> : ''}
    <form class="card stack narrow" method="post" action={`/contacts/tags/${tag.id}/removal`}>
      <h2>Delete</h2>
      <p safe>{`${having(tag)} The contacts stay. This cannot be undone.`}</p>
      <p class="actions">
        <Button kind="danger" icon="trash" label="Delete the tag" busy="Deleting…" />
      </p>
    </form>
  </Layout>
)

const having = ({ contacts }: TagLine) => (contacts === 1 ? 'One contact has this tag.' : `${contacts} contacts have this tag.`)

const MergeForm = ({ tag, others }: { tag: TagLine; others: readonly TagLine[] }) => (
  <form class="card stack narrow" method="post" action={`/contacts/tags/${tag.id}/merger`}>
    <h2>Merge into another tag</h2>
    <Select
      name="name"
      id="into"
      label="Everyone gets this tag instead"
      options={others.map(({ name, contacts }) => ({ value: name, label: `${name} (${contacts})` }))}
    />
    <p class="actions">
      <Button label="Merge" busy="Merging…" />
    </p>
  </form>
)
