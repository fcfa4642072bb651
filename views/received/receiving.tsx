import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { assigneeOptions, type Colleague } from './words.ts'

export type ReceivingPageProps = {
  shell: ShellProps
  wish: string
  routings: readonly { number: string; assignedTo: string | null; tags: readonly string[] }[]
  backup: { address: string; afterMinutes: number }
  colleagues: readonly Colleague[]
  /** What is set for the whole office. */
  maySet: boolean
  problem?: ErrorSummaryProps | undefined
}

export const ReceivingPage = (props: ReceivingPageProps) => (
  <Layout title="When a fax comes in" shell={props.shell}>
    <PageHead title="When a fax comes in" back={{ href: '/received', label: 'Received' }}>
      {props.maySet ? <LinkButton href="/received/rules" icon="settings" label="Rules" /> : ''}
      <LinkButton href="/received/senders" icon="stop" label="Blocked numbers" />
    </PageHead>
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    <div class="stack narrow">
      <WishForm wish={props.wish} />
      {props.maySet ? <ForTheOffice {...props} /> : ''}
    </div>
  </Layout>
)

const WISHES = [
  { value: 'none', label: 'No e-mail' },
  { value: 'mine', label: 'When a fax becomes mine' },
  { value: 'every', label: 'For every fax' },
]

const WishForm = ({ wish }: { wish: string }) => (
  <form class="card stack" method="post" action="/received/notices">
    <h2>Tell me by e-mail</h2>
    <Select
      name="wish"
      label="Write to me"
      hint="The e-mail says that a fax is there. It never says from whom, or what is in it."
      value={wish}
      options={WISHES}
    />
    <p>
      <Button kind="primary" label="Save" describe="what I am told" busy="Saving…" />
    </p>
  </form>
)

const ForTheOffice = ({ routings, colleagues, backup, problem }: ReceivingPageProps) => (
  <>
    <form class="card stack" method="post" action="/received/backup">
      <h2>If nobody opens it</h2>
      <Field
        name="address"
        type="email"
        label="Write to"
        hint="Somebody who looks after faxes when the desk is empty. Leave it empty for nobody."
        value={backup.address}
        error={problem?.errors?.['address']}
        autocomplete="off"
      />
      <Field
        name="afterMinutes"
        inputmode="numeric"
        label="After how many minutes"
        hint="0 writes at once, for every fax."
        value={String(backup.afterMinutes)}
        error={problem?.errors?.['afterMinutes']}
        autocomplete="off"
      />
      <p>
        <Button kind="primary" label="Save" describe="who is written to" busy="Saving…" />
      </p>
    </form>
    {routings.map((routing, at) => (
      <RoutingForm routing={routing} at={at} colleagues={colleagues} problem={problem} />
    ))}
  </>
)

type RoutingFormProps = Pick<ReceivingPageProps, 'colleagues' | 'problem'> & { routing: ReceivingPageProps['routings'][number]; at: number }

const RoutingForm = ({ routing, at, colleagues, problem }: RoutingFormProps) => (
  <form class="card stack" method="post" action="/received/routing">
    <h2 safe>{`Faxes to ${formatPhone(routing.number)}`}</h2>
    <input type="hidden" name="number" value={routing.number} />
    <Select
      name="assignee"
      id={`assignee-${at}`}
      label="Assign to"
      value={routing.assignedTo ?? 'nobody'}
      options={assigneeOptions(colleagues)}
      error={problem?.errors?.['assignedTo']}
    />
    <Field
      name="tags"
      id={`tags-${at}`}
      label="Tags"
      hint="With commas between."
      value={routing.tags.join(', ')}
      error={problem?.errors?.['tag']}
      autocomplete="off"
    />
    <p>
      <Button kind="primary" label="Save" describe={`for ${formatPhone(routing.number)}`} busy="Saving…" />
    </p>
  </form>
)
