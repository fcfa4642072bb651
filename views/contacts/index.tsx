import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { ExportCsv } from '../ui/export.tsx'
import { Select } from '../ui/field.tsx'
import { Filters } from '../ui/filters.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { LoadMore } from '../ui/pagination.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { Table } from '../ui/table.tsx'
import type { Mark } from './marks.tsx'
import { type ContactLine, ContactRow } from './row.tsx'
import { ContactTools } from './tools.tsx'

/** As it stands in the address: empty means not filtered. */
export type ContactsFilter = { q: string; tag: string; show: string }
export type TagLine = { id: string; name: string; contacts: number }

export type ContactsPageProps = {
  shell: ShellProps
  contacts: readonly ContactLine[]
  filter: ContactsFilter
  tags: readonly TagLine[]
  marks: readonly Mark[]
  nextHref: string | undefined
  mayWrite: boolean
}

export const ContactsPage = (props: ContactsPageProps) => (
  <Layout title="Contacts" shell={props.shell}>
    <PageHead title="Contacts">
      <ExportCsv href="/contacts.csv" />
      {props.mayWrite ? <LinkButton kind="primary" href="/contacts/new" icon="plus" label="Add a contact" /> : ''}
    </PageHead>
    <ContactFilters {...props} />
    <ContactTools />
    <ContactList {...props} />
  </Layout>
)

type ContactListProps = Pick<ContactsPageProps, 'contacts' | 'filter' | 'tags' | 'nextHref' | 'mayWrite'>

/** What GET /contacts answers while someone types or reads on. */
export const ContactList = (props: ContactListProps) => (
  <section id="contacts" class="card card--table" aria-label="Contacts">
    {props.contacts.length === 0 ? <NoContacts filter={props.filter} /> : <ContactTable {...props} />}
  </section>
)

const ContactFilters = ({ filter, tags, marks }: Pick<ContactsPageProps, 'filter' | 'tags' | 'marks'>) => (
  <Filters label="Search contacts" action="/contacts" list="contacts">
    <SearchBox id="q" label="Name, organization or number" value={filter.q} scope="page" />
    {tags.length > 0 ? <Select name="tag" label="Tag" value={filter.tag} options={[EVERY_TAG, ...tags.map(tagOption)]} /> : ''}
    <Select
      name="show"
      label="Show"
      value={filter.show}
      options={[
        { value: '', label: 'All contacts' },
        { value: 'favourite', label: 'Favourites' },
        ...marks.map(({ flag, label }) => ({ value: flag, label })),
      ]}
    />
  </Filters>
)

const EVERY_TAG = { value: '', label: 'Every tag' }
const tagOption = ({ id, name, contacts }: TagLine) => ({ value: id, label: `${name} (${contacts})` })

const COLUMNS = [
  { label: 'Select', kind: 'check' },
  { label: 'Name' },
  { label: 'Fax number' },
  { label: 'Faxes sent', kind: 'number' },
] as const

const ContactTable = ({ contacts, filter, tags, nextHref, mayWrite }: ContactListProps) => (
  <>
    <Table caption="Contacts by name" columns={COLUMNS} rowsId="rows">
      {contacts.map((contact) => (
        <ContactRow contact={contact} />
      ))}
    </Table>
    <LoadMore href={nextHref} rowsId="rows" />
    <SendToTag tag={tags.find(({ id }) => id === filter.tag)} />
    <form class="bulk" id="bulk" method="get" action="/faxes/new" data-bulk>
      <span data-picked role="status" />
      <span class="actions">
        <Button label="Send to selected" icon="send" />
        {mayWrite ? <Button label="Change selected" icon="tag" formaction="/contacts/selection" /> : ''}
      </span>
    </form>
  </>
)

const SendToTag = ({ tag }: { tag: TagLine | undefined }) =>
  tag ? (
    <p class="more">
      <LinkButton href={`/faxes/new?tag=${tag.id}`} icon="send" label={`Send to everyone tagged ${tag.name}`} />
    </p>
  ) : (
    ''
  )

const NoContacts = ({ filter }: { filter: ContactsFilter }) =>
  filter.q || filter.tag || filter.show ? (
    <Empty
      icon="search"
      title="No contact matches"
      text="Try part of the name or of the number, or another tag."
      action={{ href: '/contacts', label: 'Show all contacts' }}
    />
  ) : (
    <Empty
      icon="contacts"
      title="No contacts yet"
      text="Add the offices you fax most: their names then come up as you type."
      action={{ href: '/contacts/new', label: 'Add the first contact', icon: 'plus' }}
    />
  )
