import { Layout, type ShellProps } from './layout.tsx'
import { Button, LinkButton } from './ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from './ui/error-summary.tsx'
import { NewPasswordField } from './ui/new-password.tsx'
import { PageHead } from './ui/page-head.tsx'
import { PasswordField } from './ui/password.tsx'

export type OwnPasswordPageProps = { shell: ShellProps; shortest: number; hasPassword: boolean; problem?: ErrorSummaryProps | undefined }

/** GET /account/password */
export const OwnPasswordPage = ({ shell, shortest, hasPassword, problem }: OwnPasswordPageProps) => (
  <Layout title="Your password" shell={shell}>
    <PageHead title="Your password" />
    {problem ? <ErrorSummary {...problem} /> : ''}
    {hasPassword ? <Change shortest={shortest} errors={problem?.errors ?? {}} /> : <None />}
  </Layout>
)

const None = () => (
  <section class="card stack narrow" aria-label="Your password">
    <p>You have no password here: you sign in through your office’s provider, and change your password there.</p>
    <p>
      <LinkButton href="/settings/security" label="Passkeys and codes from your phone" />
    </p>
  </section>
)

type ChangeProps = { shortest: number; errors: Readonly<Record<string, string>> }

const Change = ({ shortest, errors }: ChangeProps) => (
  <form class="card stack narrow" method="post" action="/account/password" aria-label="Your password">
    <p class="quiet">You are signed out everywhere then, here too, and sign in with the new one.</p>
    <PasswordField name="current" label="Your password now" error={errors['current']} autocomplete="current-password" required />
    <NewPasswordField label="New password" shortest={shortest} error={errors['password']} />
    <p>
      <Button kind="primary" label="Change password" busy="Changing…" />
    </p>
  </form>
)
