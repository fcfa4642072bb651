import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type SenderLine = {
  id: string
  address: string
  /** In whose name; undefined when they may not send any more. */
  who: string | undefined
  coverSubject: boolean
  tellEnd: boolean
  addedAt: Date
}
export type MailroomValues = { address: string; personId: string; coverSubject: boolean; tellEnd: boolean }
export type MailroomPageProps = {
  shell: ShellProps
  clock: Clock
  senders: readonly SenderLine[]
  people: readonly { id: string; name: string }[]
  /** Where a mail goes to become a fax; undefined where none is taken. */
  example: string | undefined
  values: MailroomValues
  problem?: ErrorSummaryProps | undefined
}

const PLACE = '/settings/mailroom'

export const MailroomPage = (props: MailroomPageProps) => (
  <Layout title="Fax by e-mail" shell={props.shell}>
    <div class="stack">
      <PageHead title="Fax by e-mail" back={{ href: '/settings', label: 'Settings' }} />
      {props.problem ? <ErrorSummary {...props.problem} /> : ''}
      <HowItWorks example={props.example} />
      <section class="card card--table" aria-labelledby="senders-title">
        <h2 id="senders-title">Allowed senders</h2>
        {props.senders.length === 0 ? <p class="quiet">None. Every mail is refused.</p> : <Senders {...props} />}
      </section>
      <NewSender {...props} />
    </div>
  </Layout>
)

const HowItWorks = ({ example }: { example: string | undefined }) =>
  example === undefined ? (
    <p class="card">This server takes no e-mail yet: ask your operator. What you set here counts once it does.</p>
  ) : (
    <section class="card stack" aria-labelledby="how-title">
      <h2 id="how-title">How it works</h2>
      <p>
        Attach the PDF or TIFF, and write to the fax number at your office’s address: <code safe>{example}</code>. The text of the mail goes
        nowhere. A cover page goes first.
      </p>
      <p class="quiet">
        A mail is taken only from the senders below, over an encrypted line, and when the sender’s own domain vouches for it (DKIM or SPF).
        What somebody would be asked about, such as a new number or the same files again, waits under Sent until that person has looked.
      </p>
    </section>
  )

const COLUMNS = [
  { label: 'From' },
  { label: 'In the name of' },
  { label: 'Set' },
  { label: 'Since' },
  { label: 'Action', kind: 'action' },
] as const

const Senders = ({ senders, clock }: MailroomPageProps) => (
  <Table caption="Whose e-mail becomes a fax" columns={COLUMNS}>
    {senders.map(({ id, address, who, coverSubject, tellEnd, addedAt }) => (
      <tr>
        <td class="cell--main" safe>
          {address}
        </td>
        <td safe>{who ?? 'Somebody who may not send any more: refused'}</td>
        <td safe>{wordsOf(coverSubject, tellEnd)}</td>
        <td class="cell--when">
          <When at={addedAt} clock={clock} />
        </td>
        <td class="cell--action">
          <form method="post" action={`${PLACE}/${id}/removal`} data-confirm="Take no more e-mail from this address?">
            <Button small kind="danger" label="Remove" describe={address} busy="Removing…" />
          </form>
        </td>
      </tr>
    ))}
  </Table>
)

const wordsOf = (coverSubject: boolean, tellEnd: boolean) =>
  `${coverSubject ? 'Subject on the cover' : 'No subject on the cover'}; ${tellEnd ? 'told when it ends' : 'told when it is taken only'}`

const NewSender = ({ people, values, problem }: MailroomPageProps) => (
  <form class="card stack narrow" method="post" action={PLACE} data-guard autocomplete="off" aria-labelledby="new-sender-title">
    <h2 id="new-sender-title">Allow a sender</h2>
    <Field
      name="address"
      label="E-mail address"
      type="email"
      value={values.address}
      error={problem?.errors?.['address']}
      autocomplete="off"
      maxlength={254}
      required
    />
    <Select
      name="personId"
      label="In the name of"
      hint="Whoever can write from this address sends faxes with this person’s rights."
      value={values.personId}
      error={problem?.errors?.['personId']}
      options={[{ value: '', label: 'Choose a person' }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
    />
    <Checkbox
      name="coverSubject"
      label="Print the subject of the mail on the cover page"
      hint="Off: what somebody types there without a thought goes nowhere."
      checked={values.coverSubject}
    />
    <Checkbox
      name="tellEnd"
      label="Write to them when the fax has ended"
      hint="They are always written to when it was taken. Neither mail says to whom it went or what was in it."
      checked={values.tellEnd}
    />
    <p>
      <Button kind="primary" label="Allow" busy="Saving…" />
    </p>
  </form>
)
