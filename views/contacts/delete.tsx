import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type ContactDeletePageProps = { shell: ShellProps; contact: { id: string; name: string; fax: string } }

/** GET and POST /contacts/:id/removal. */
export const ContactDeletePage = ({ shell, contact }: ContactDeletePageProps) => (
  <Layout title="Delete a contact" shell={shell}>
    <PageHead title={`Delete ${contact.name}?`} back={{ href: `/contacts/${contact.id}`, label: contact.name }} />
    <form class="card stack narrow" method="post" action={`/contacts/${contact.id}/removal`}>
      <p
        safe
      >{`${contact.name}, ${formatPhone(contact.fax)}, leaves your contacts and can be brought back for 30 days. Faxes already sent keep the name and the number.`}</p>
      <p class="actions">
        <Button kind="danger" icon="trash" label="Delete contact" busy="Deleting…" />
        <LinkButton href={`/contacts/${contact.id}`} label="Keep it" />
      </p>
    </form>
  </Layout>
)
