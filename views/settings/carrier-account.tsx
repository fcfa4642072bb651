import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type AccountLine = { connectionId: string; publicKey: string; lastFour: string; setBy: string; setAt: Date; heardAt: Date | null }
export type AccountPageProps = {
  shell: ShellProps
  clock: Clock
  /** Undefined where faxes go through the platform's account. */
  account: AccountLine | undefined
  webhookUrl: string
  mayWrite: boolean
  values?: { publicKey: string; connectionId: string } | undefined
  problem?: ErrorSummaryProps | undefined
  findings?: readonly ('webhook' | 'outbound' | 'numbers')[] | undefined
}

const LOOK = {
  webhook: 'The fax application sends its events somewhere else. Enter the webhook address below there, or faxes are told of minutes late.',
  outbound: 'The fax application has no outbound voice profile: it receives, but Telnyx will refuse to send. Choose one there.',
  numbers: 'Not every fax number of this office is connected to this fax application. Telnyx refuses to send from the others.',
} as const

export const AccountPage = (props: AccountPageProps) => (
  <Layout title="Carrier account" shell={props.shell}>
    <PageHead title="Carrier account" back={{ href: '/settings', label: 'Settings' }} />
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    <div class="stack narrow">
      {props.findings && props.findings.length > 0 ? <Findings findings={props.findings} /> : ''}
      {props.account ? <InUse {...props} account={props.account} /> : <Platform />}
      {props.mayWrite ? <Entry {...props} /> : ''}
      {props.mayWrite && props.account ? <Removal /> : ''}
    </div>
  </Layout>
)

const Findings = ({ findings }: { findings: readonly (keyof typeof LOOK)[] }) => (
  <section class="summary look stack" aria-labelledby="findings-title">
    <h2 id="findings-title">Look at this</h2>
    <ul>
      {findings.map((each) => (
        <li>{LOOK[each]}</li>
      ))}
    </ul>
  </section>
)

const Platform = () => (
  <section class="card stack" aria-labelledby="platform-title">
    <h2 id="platform-title">Faxes go through the platform’s account</h2>
    <p>There is nothing to do. If your office has an account of its own at Telnyx, faxes can go through it instead, at your own prices.</p>
  </section>
)

type InUseProps = Pick<AccountPageProps, 'clock' | 'mayWrite' | 'webhookUrl'> & { account: AccountLine }

const InUse = ({ account, clock, mayWrite, webhookUrl }: InUseProps) => (
  <section class="card stack" aria-labelledby="account-title">
    <h2 id="account-title">Faxes go through your own account</h2>
    <DefinitionList
      facts={[
        { term: 'API key', element: <KeyWords {...account} clock={clock} /> },
        { term: 'Fax application', text: account.connectionId },
        { term: 'Public key', text: account.publicKey },
        { term: 'Webhook address', text: webhookUrl },
        { term: 'Events', element: account.heardAt ? <Heard at={account.heardAt} clock={clock} /> : <span>none came yet</span> },
      ]}
    />
    {mayWrite ? (
      <form class="actions" method="post" action="/settings/carrier/checks" data-guard>
        <Button label="Check the account" busy="Asking Telnyx…" />
      </form>
    ) : (
      ''
    )}
  </section>
)

const KeyWords = ({ lastFour, setBy, setAt, clock }: AccountLine & { clock: Clock }) => (
  <span>
    ends in <code safe>{lastFour}</code>, entered by <span safe>{setBy}</span> <When at={setAt} clock={clock} />
  </span>
)

const Heard = (props: { at: Date; clock: Clock }) => (
  <span>
    arrive; the first came <When {...props} />
  </span>
)

const Entry = ({ account, values, problem, webhookUrl }: AccountPageProps) => (
  <form class="card stack" method="post" action="/settings/carrier" data-guard aria-labelledby="entry-title" autocomplete="off">
    <h2 id="entry-title">{account ? 'Enter another key or account' : 'Use your own account'}</h2>
    {account ? (
      ''
    ) : (
      <p>
        In Telnyx, enter this as the webhook address of your fax application: <code safe>{webhookUrl}</code>
      </p>
    )}
    <Field
      name="apiKey"
      label="API key"
      hint="Kept sealed and never shown again. Telnyx is asked whether it takes it before anything is saved."
      error={problem?.errors?.['apiKey']}
      autocomplete="off"
      maxlength={200}
      required
    />
    <Field
      name="publicKey"
      label="Public key"
      hint="Under Keys & Credentials. What Telnyx tells us is believed only when it is signed with it."
      value={values?.publicKey ?? account?.publicKey}
      error={problem?.errors?.['publicKey']}
      autocomplete="off"
      maxlength={100}
      required
    />
    <Field
      name="connectionId"
      label="Id of the fax application"
      hint="Under Programmable Fax: digits only."
      inputmode="numeric"
      value={values?.connectionId ?? account?.connectionId}
      error={problem?.errors?.['connectionId']}
      autocomplete="off"
      maxlength={30}
      required
    />
    <p class="quiet">Faxes under way end with the account they began with.</p>
    <p>
      <Button kind="primary" label="Test and save" busy="Asking Telnyx…" />
    </p>
  </form>
)

const Removal = () => (
  <form class="card stack" method="post" action="/settings/carrier/removal" data-guard aria-labelledby="removal-title">
    <h2 id="removal-title">Go back to the platform’s account</h2>
    <p>
      The next fax goes through the platform’s account. Faxes under way end with yours; then its key is destroyed here. Numbers of your own
      account cannot be sent from any more.
    </p>
    <p>
      <Button kind="danger" label="Remove the account" busy="Removing…" />
    </p>
  </form>
)
