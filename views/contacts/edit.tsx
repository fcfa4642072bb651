import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type ContactValues = { name: string; organization: string; fax: string; note: string }

export type ContactEditPageProps = {
  shell: ShellProps
  /** The contact being changed; absent when one is added. */
  id?: string | undefined
  /** As typed; a stored number may be passed in E.164. */
  values: ContactValues
  problem?: ErrorSummaryProps | undefined
}

export const ContactEditPage = ({ shell, id, values, problem }: ContactEditPageProps) => {
  const title = id ? 'Change a contact' : 'Add a contact'
  return (
    <Layout title={title} shell={shell}>
      <PageHead title={title} back={{ href: '/contacts', label: 'Contacts' }}>
        {id ? <ContactActions id={id} /> : ''}
      </PageHead>
      {problem ? <ErrorSummary {...problem} /> : ''}
      <ContactForm id={id} values={values} errors={problem?.errors ?? {}} />
    </Layout>
  )
}

const ContactActions = ({ id }: { id: string }) => (
  <>
    <LinkButton href={`/faxes/new?contact=${id}`} icon="send" label="Send a fax" />
    <LinkButton kind="danger" href={`/contacts/${id}/removal`} icon="trash" label="Delete" />
  </>
)

type ContactFormProps = { id: string | undefined; values: ContactValues; errors: Readonly<Record<string, string>> }

const ContactForm = ({ id, values, errors }: ContactFormProps) => (
  <form class="card stack narrow" method="post" action={id ? `/contacts/${id}` : '/contacts'} data-guard>
    <Field
      name="name"
      label="Name"
      value={values.name}
      error={errors['name']}
      autocomplete="off"
      maxlength={120}
      required
      autofocus={!id && Object.keys(errors).length === 0}
    />
    <Field
      name="organization"
      label="Organization (optional)"
      value={values.organization}
      error={errors['organization']}
      autocomplete="off"
      maxlength={120}
    />
    <Field
      name="fax"
      type="tel"
      inputmode="tel"
      label="Fax number"
      hint="Ten digits for the US and Canada; start with + for other countries."
      value={formatPhone(values.fax)}
      error={errors['fax']}
      autocomplete="off"
      required
    />
    <TextArea
      name="note"
      label="Note (optional)"
      hint="Opening hours, whom to ask for. No patient details."
      value={values.note}
      error={errors['note']}
      maxlength={500}
    />
    <p class="actions">
      <Button kind="primary" label={id ? 'Save' : 'Add contact'} busy="Saving…" />
      <LinkButton kind="quiet" href="/contacts" label="Back without saving" />
    </p>
  </form>
)
