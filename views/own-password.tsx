import { Layout, type ShellProps } from './layout.tsx'
import { Button } from './ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from './ui/error-summary.tsx'
import { NewPasswordField } from './ui/new-password.tsx'
import { PageHead } from './ui/page-head.tsx'
import { PasswordField } from './ui/password.tsx'

export type OwnPasswordPageProps = { shell: ShellProps; shortest: number; problem?: ErrorSummaryProps | undefined }

/** GET /account/password */
export const OwnPasswordPage = ({ shell, shortest, problem }: OwnPasswordPageProps) => (
  <Layout title="Your password" shell={shell}>
    <PageHead title="Your password" />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form class="card stack narrow" method="post" action="/account/password" aria-label="Your password">
      <p class="quiet">You are signed out everywhere then, here too, and sign in with the new one.</p>
      <PasswordField
        name="current"
        label="Your password now"
        error={problem?.errors?.['current']}
        autocomplete="current-password"
        required
      />
      <NewPasswordField label="New password" shortest={shortest} error={problem?.errors?.['password']} />
      <p>
        <Button kind="primary" label="Change password" busy="Changing…" />
      </p>
    </form>
  </Layout>
)
