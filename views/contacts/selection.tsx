import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type Picked = { id: string; name: string; fax: string }
export type SelectionPageProps = {
  shell: ShellProps
  contacts: readonly Picked[]
  /** What at least one of them has. */
  tags: readonly { id: string; name: string }[]
  tag: string
  problem?: ErrorSummaryProps | undefined
}

/** GET /contacts/selection?contact=: what can be done with all of them at once. */
export const SelectionPage = ({ shell, contacts, tags, tag, problem }: SelectionPageProps) => {
  const title = contacts.length === 1 ? '1 contact' : `${contacts.length} contacts`
  return (
    <Layout title={title} shell={shell}>
      <PageHead title={title} back={{ href: '/contacts', label: 'Contacts' }}>
        {contacts.length > 1 ? <LinkButton href={`/contacts/merger?${idsOf(contacts)}`} icon="contacts" label="Merge them" /> : ''}
      </PageHead>
      {problem ? <ErrorSummary {...problem} /> : ''}
      <PickedList contacts={contacts} />
      <form class="card stack narrow" method="post" action="/contacts/selection/tags">
        <h2>Tag them</h2>
        <Ids contacts={contacts} />
        <Field name="tag" label="Tag" value={tag} error={problem?.errors?.['tag']} maxlength={40} autocomplete="off" required />
        <p class="actions">
          <Button label="Add the tag" icon="tag" busy="Tagging…" />
        </p>
      </form>
      {tags.length > 0 ? <UntagForm contacts={contacts} tags={tags} /> : ''}
      <form class="card stack narrow" method="post" action="/contacts/selection/removal">
        <h2>Delete them</h2>
        <Ids contacts={contacts} />
        <p>They can be brought back for 30 days. Faxes already sent keep names and numbers.</p>
        <p class="actions">
          <Button kind="danger" icon="trash" label={`Delete ${title}`} busy="Deleting…" />
        </p>
      </form>
    </Layout>
  )
}

export const idsOf = (contacts: readonly { id: string }[]) => contacts.map(({ id }) => `contact=${id}`).join('&')

export const Ids = ({ contacts }: { contacts: readonly { id: string }[] }) => (
  <>
    {contacts.map(({ id }) => (
      <input type="hidden" name="contact" value={id} />
    ))}
  </>
)

const PickedList = ({ contacts }: { contacts: readonly Picked[] }) => (
  <section class="card stack narrow" aria-label="Selected contacts">
    <ul class="chips">
      {contacts.map(({ name, fax }) => (
        <li class="chip">
          <span safe>{name}</span>
          <span class="chip__detail" safe>
            {formatPhone(fax)}
          </span>
        </li>
      ))}
    </ul>
  </section>
)

const UntagForm = ({ contacts, tags }: Pick<SelectionPageProps, 'contacts' | 'tags'>) => (
  <form class="card stack narrow" method="post" action="/contacts/selection/untagging">
    <h2>Take a tag off</h2>
    <Ids contacts={contacts} />
    <Select name="tag" id="untag" label="Tag" options={tags.map(({ id, name }) => ({ value: id, label: name }))} />
    <p class="actions">
      <Button label="Take it off" busy="Changing…" />
    </p>
  </form>
)
