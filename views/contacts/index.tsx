import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Empty } from '../ui/empty.tsx'
import { ExportCsv } from '../ui/export.tsx'
import { Filters } from '../ui/filters.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { LoadMore } from '../ui/pagination.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { Table } from '../ui/table.tsx'

export type ContactLine = { id: string; name: string; organization: string; fax: string; uses: number }

export type ContactsPageProps = {
  shell: ShellProps
  contacts: readonly ContactLine[]
  q: string
  nextHref: string | undefined
  mayWrite: boolean
}

export const ContactsPage = ({ shell, contacts, q, nextHref, mayWrite }: ContactsPageProps) => (
  <Layout title="Contacts" shell={shell}>
    <PageHead title="Contacts">
      <ExportCsv href="/contacts.csv" />
      {mayWrite ? <LinkButton kind="primary" href="/contacts/new" icon="plus" label="Add a contact" /> : ''}
    </PageHead>
    <ContactSearch q={q} />
    <ContactList contacts={contacts} q={q} nextHref={nextHref} />
  </Layout>
)

/** What GET /contacts answers while someone types or reads on. */
export const ContactList = ({ contacts, q, nextHref }: Pick<ContactsPageProps, 'contacts' | 'q' | 'nextHref'>) => (
  <section id="contacts" class="card card--table" aria-label="Contacts">
    {contacts.length === 0 ? <NoContacts q={q} /> : <ContactTable contacts={contacts} nextHref={nextHref} />}
  </section>
)

const ContactSearch = ({ q }: { q: string }) => (
  <Filters label="Search contacts" action="/contacts" list="contacts">
    <SearchBox id="q" label="Name, organization or number" value={q} scope="page" />
  </Filters>
)

const COLUMNS = [
  { label: 'Select', kind: 'check' },
  { label: 'Name' },
  { label: 'Fax number' },
  { label: 'Faxes sent', kind: 'number' },
] as const

const ContactTable = ({ contacts, nextHref }: Pick<ContactsPageProps, 'contacts' | 'nextHref'>) => (
  <>
    <Table caption="Contacts by name" columns={COLUMNS} rowsId="rows">
      {contacts.map((contact) => (
        <ContactRow contact={contact} />
      ))}
    </Table>
    <LoadMore href={nextHref} rowsId="rows" />
    <form class="bulk" id="bulk" method="get" action="/faxes/new" data-bulk>
      <span data-picked role="status" />
      <Button label="Send to selected" icon="send" />
    </form>
  </>
)

const ContactRow = ({ contact }: { contact: ContactLine }) => (
  <tr id={`contact-${contact.id}`} data-row>
    <td class="cell--check">
      <Checkbox
        name="contact"
        id={`pick-${contact.id}`}
        value={contact.id}
        label={`Select ${contact.name}`}
        form="bulk"
        bare
        hooks={{ 'data-pick': '' }}
      />
    </td>
    <td class="cell--main">
      <a href={`/contacts/${contact.id}`} data-open safe>
        {contact.name}
      </a>
      {contact.organization ? (
        <span class="cell__detail" safe>
          {contact.organization}
        </span>
      ) : (
        ''
      )}
    </td>
    <td class="cell--phone" safe>
      {formatPhone(contact.fax)}
    </td>
    <td class="cell--number" data-unit="sent">
      {contact.uses}
    </td>
  </tr>
)

const NoContacts = ({ q }: { q: string }) =>
  q ? (
    <Empty
      icon="search"
      title="No contact matches"
      text="Try part of the name or of the number."
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
