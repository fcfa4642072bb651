import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { ContactHistory, type ContactHistoryProps } from './history.tsx'
import type { Mark } from './marks.tsx'
import { NumberFields, type NumberLine } from './number-fields.tsx'

export type ContactValues = {
  name: string
  organization: string
  note: string
  /** As typed; a stored number may be passed in E.164. The main one first. */
  numbers: readonly NumberLine[]
  tags: readonly string[]
  newTags: string
  favourite: boolean
  flags: readonly string[]
}

export type ContactEditPageProps = {
  shell: ShellProps
  /** The contact being changed; absent when one is added. */
  id?: string | undefined
  values: ContactValues
  /** The tags there are, and everything a contact may be marked with. */
  tags: readonly string[]
  marks: readonly Mark[]
  mayWrite: boolean
  /** Absent for who may not see faxes. */
  history?: ContactHistoryProps | undefined
  problem?: ErrorSummaryProps | undefined
}

export const ContactEditPage = (props: ContactEditPageProps) => {
  const { shell, id, problem, mayWrite } = props
  const title = id ? props.values.name || 'Change a contact' : 'Add a contact'
  return (
    <Layout title={title} shell={shell}>
      <PageHead title={title} back={{ href: '/contacts', label: 'Contacts' }}>
        {id ? <ContactActions id={id} mayWrite={mayWrite} /> : ''}
      </PageHead>
      {problem ? <ErrorSummary {...problem} /> : ''}
      <ContactForm {...props} />
      {props.history ? <ContactHistory {...props.history} /> : ''}
    </Layout>
  )
}

const ContactActions = ({ id, mayWrite }: { id: string; mayWrite: boolean }) => (
  <>
    <LinkButton href={`/faxes/new?contact=${id}`} icon="send" label="Send a fax" />
    {mayWrite ? <LinkButton kind="danger" href={`/contacts/${id}/removal`} icon="trash" label="Delete" /> : ''}
  </>
)

const ContactForm = ({ id, values, tags, marks, mayWrite, problem }: ContactEditPageProps) => {
  const errors = problem?.errors ?? {}
  return (
    <form class="card stack narrow" method="post" action={id ? `/contacts/${id}` : '/contacts'} data-guard>
      <Field
        name="name"
        label="Name"
        value={values.name}
        error={errors['name']}
        autocomplete="off"
        maxlength={120}
        required
        autofocus={!id && !problem}
      />
      <Field
        name="organization"
        label="Organization (optional)"
        value={values.organization}
        error={errors['organization']}
        autocomplete="off"
        maxlength={120}
      />
      <NumberFields numbers={values.numbers} errors={errors} />
      <TagFields tags={tags} values={values} error={errors['tags']} />
      <MarkFields marks={marks} values={values} />
      <TextArea
        name="note"
        label="Note (optional)"
        hint="Opening hours, whom to ask for. No patient details."
        value={values.note}
        error={errors['note']}
        maxlength={500}
      />
      {mayWrite ? (
        <p class="actions">
          <Button kind="primary" label={id ? 'Save' : 'Add contact'} busy="Saving…" />
          <LinkButton kind="quiet" href="/contacts" label="Back without saving" />
        </p>
      ) : (
        <p class="quiet">Your role may look at contacts and not change them.</p>
      )}
    </form>
  )
}

const TagFields = ({ tags, values, error }: { tags: readonly string[]; values: ContactValues; error: string | undefined }) => (
  <>
    {tags.length > 0 ? (
      <fieldset class="checks">
        <legend>Tags</legend>
        {tags.map((tag, index) => (
          <Checkbox name="tags" id={`tag-${index}`} value={tag} label={tag} checked={values.tags.includes(tag)} />
        ))}
      </fieldset>
    ) : (
      ''
    )}
    <Field
      name="newTags"
      id="tags"
      label={tags.length > 0 ? 'More tags (optional)' : 'Tags (optional)'}
      hint="Separated by commas, such as Cardiology, Referrals. A fax can be sent to everyone who has a tag."
      value={values.newTags}
      error={error}
      autocomplete="off"
      maxlength={900}
    />
  </>
)

const MarkFields = ({ marks, values }: { marks: readonly Mark[]; values: ContactValues }) => (
  <fieldset class="stack">
    <legend>When sending to this contact</legend>
    <Checkbox name="favourite" label="Favourite" hint="Comes first while somebody types a name." checked={values.favourite} />
    {marks.map(({ flag, label, meaning }) => (
      <Checkbox name={flag} label={label} hint={meaning} checked={values.flags.includes(flag)} />
    ))}
  </fieldset>
)
