import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PasswordField } from '../ui/password.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type MailingLine = {
  id: string
  number: string | null
  personId: string | null
  /** A name, or an address. */
  who: string
  form: 'link' | 'document'
  setAt: Date
}
export type MailingValues = { number: string; personId: string; address: string; form: 'link' | 'document'; accepted: boolean }
export type MailingsPageProps = {
  shell: ShellProps
  clock: Clock
  mailings: readonly MailingLine[]
  numbers: readonly { number: string; label: string }[]
  people: readonly { id: string; name: string }[]
  byMail: boolean
  values: MailingValues
  problem?: ErrorSummaryProps | undefined
}

const PLACE = '/settings/mailings'

export const MailingsPage = (props: MailingsPageProps) => (
  <Layout title="Received faxes by e-mail" shell={props.shell}>
    <div class="stack">
      <PageHead title="Received faxes by e-mail" back={{ href: '/settings', label: 'Settings' }} />
      {props.problem ? <ErrorSummary {...props.problem} /> : ''}
      {props.byMail ? '' : <p class="card">This server sends no mail yet: ask your operator. What you set here counts once it does.</p>}
      <section class="card card--table" aria-labelledby="mailings-title">
        <h2 id="mailings-title">Who gets them</h2>
        {props.mailings.length === 0 ? <p class="quiet">Nobody. Faxes stay here.</p> : <Mailings {...props} />}
      </section>
      <NewMailing {...props} />
    </div>
  </Layout>
)

const COLUMNS = [
  { label: 'To' },
  { label: 'Of what comes in at' },
  { label: 'As' },
  { label: 'Since' },
  { label: 'Action', kind: 'action' },
] as const

const Mailings = ({ mailings, clock }: MailingsPageProps) => (
  <Table caption="Who gets received faxes by e-mail" columns={COLUMNS}>
    {mailings.map(({ id, number, personId, who, form, setAt }) => (
      <tr>
        <td class="cell--main" safe>
          {personId === null ? who : `${who}: what is assigned to them`}
        </td>
        <td safe>{number === null ? 'Any number' : formatPhone(number)}</td>
        <td>{form === 'link' ? 'A link' : 'An encrypted PDF'}</td>
        <td class="cell--when">
          <When at={setAt} clock={clock} />
        </td>
        <td class="cell--action">
          <form method="post" action={`${PLACE}/${id}/removal`} data-confirm="Stop sending received faxes there?">
            <Button small kind="danger" label="Remove" describe={who} busy="Removing…" />
          </form>
        </td>
      </tr>
    ))}
  </Table>
)

const NewMailing = ({ numbers, people, values, problem }: MailingsPageProps) => {
  const errors = problem?.errors ?? {}
  return (
    <form class="card stack narrow" method="post" action={PLACE} data-guard autocomplete="off" aria-labelledby="new-mailing-title">
      <h2 id="new-mailing-title">Add somebody</h2>
      <p>The mail says that a fax came, when, at which number and how long it is: never from whom, nor a word of what is in it.</p>
      <Select
        name="number"
        label="Faxes that come in at"
        value={values.number}
        error={errors['number']}
        options={[
          { value: '', label: 'Any number' },
          ...numbers.map(({ number, label }) => ({
            value: number,
            label: label ? `${formatPhone(number)}, ${label}` : formatPhone(number),
          })),
        ]}
      />
      <div class="pair">
        <Select
          name="personId"
          label="To somebody who works here"
          hint="They get what is assigned to them."
          value={values.personId}
          error={errors['personId']}
          options={[{ value: '', label: 'Nobody: the address beside' }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <Field
          name="address"
          label="Or to an e-mail address"
          hint="It gets everything that comes in there."
          type="email"
          value={values.address}
          error={errors['address']}
          autocomplete="off"
          maxlength={254}
        />
      </div>
      <Select
        name="form"
        label="What they get"
        value={values.form}
        options={[
          { value: 'link', label: 'A link: they sign in to read it' },
          { value: 'document', label: 'The document, as an encrypted PDF' },
        ]}
      />
      <fieldset class="stack">
        <legend>Only for the document</legend>
        <p class="quiet">
          E-mail passes through computers that are not yours, and stays in mailboxes for years. The PDF is encrypted (AES-256), so it is as
          safe as its password: choose a long one, tell it by phone or on paper, never by e-mail. Whoever has both can read, copy and pass
          on what is in it, and this office cannot call it back. One that is larger than 10 MB goes as a link.
        </p>
        <PasswordField
          name="password"
          label="Password of the PDFs"
          hint="From 12 characters. It is not shown again."
          error={errors['password']}
          autocomplete="new-password"
        />
        <Checkbox
          name="accepted"
          label="I have read this, and want documents to leave by e-mail"
          checked={values.accepted}
          error={errors['accepted']}
        />
      </fieldset>
      <p>
        <Button kind="primary" label="Add" busy="Adding…" />
      </p>
    </form>
  )
}
