import { Layout, type ShellProps } from './layout.tsx'
import { Button } from './ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from './ui/error-summary.tsx'
import { Field } from './ui/field.tsx'
import { PageHead } from './ui/page-head.tsx'
import { PasswordField } from './ui/password.tsx'

export type AddressPageProps = {
  shell: ShellProps
  email: string
  /** Asked for and not yet confirmed. */
  pending: string | undefined
  byMail: boolean
  /** Who signs in through a provider alone has none. */
  hasPassword: boolean
  typed?: string | undefined
  problem?: ErrorSummaryProps | undefined
}

/** GET /account/email */
export const AddressPage = ({ shell, email, pending, byMail, hasPassword, typed, problem }: AddressPageProps) => (
  <Layout title="Your e-mail address" shell={shell}>
    <PageHead title="Your e-mail address" />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      <p safe>{`You sign in as ${email}.`}</p>
      {pending ? <Pending pending={pending} /> : ''}
      {byMail ? (
        <NewAddress hasPassword={hasPassword} typed={typed} problem={problem} />
      ) : (
        <p class="quiet">
          No mail is set up here, so another address cannot be confirmed. Ask whoever runs Frontdesk for your office to set it up.
        </p>
      )}
    </div>
  </Layout>
)

const Pending = ({ pending }: { pending: string }) => (
  <form class="card stack narrow" method="post" action="/account/email/withdrawal">
    <p safe>{`A link is on its way to ${pending}. Until it is used, nothing changes. No mail? Ask for it again below.`}</p>
    <p>
      <Button label="Keep my address" busy="One moment…" />
    </p>
  </form>
)

const NewAddress = ({ hasPassword, typed, problem }: Pick<AddressPageProps, 'hasPassword' | 'typed' | 'problem'>) => (
  <form class="card stack narrow" method="post" action="/account/email" data-guard aria-labelledby="new-title">
    <h2 id="new-title">Another address</h2>
    <Field
      name="email"
      label="New e-mail"
      hint="A link goes there; the old address is told when it is used."
      type="email"
      inputmode="email"
      autocomplete="email"
      value={typed}
      error={problem?.errors?.['email']}
      maxlength={254}
      required
    />
    {hasPassword ? <OwnPassword error={problem?.errors?.['password']} /> : ''}
    <p>
      <Button kind="primary" label="Send the link" busy="Sending…" />
    </p>
  </form>
)

const OwnPassword = ({ error }: { error: string | undefined }) => (
  <PasswordField
    name="password"
    label="Your password"
    hint="So that nobody else does this at an open screen."
    error={error}
    autocomplete="current-password"
    required
  />
)
