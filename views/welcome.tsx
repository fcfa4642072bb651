import { PublicLayout } from './public-layout.tsx'
import { Button } from './ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from './ui/error-summary.tsx'
import { Field } from './ui/field.tsx'
import { NewPasswordField } from './ui/new-password.tsx'

export type WelcomePageProps = {
  officeName: string
  email: string
  /** The one-time secret of the link, posted back to /welcome. */
  token: string
  name?: string | undefined
  /** How long the password must be. */
  shortest: number
  problem?: ErrorSummaryProps | undefined
}

export const WelcomePage = ({ officeName, email, token, name, shortest, problem }: WelcomePageProps) => (
  <PublicLayout title={`Welcome · ${officeName}`}>
    <h1 safe>{`Welcome to ${officeName}`}</h1>
    <p class="quiet" safe>{`You will sign in as ${email}.`}</p>
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form method="post" action="/welcome" class="stack">
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="email" value={email} autocomplete="username" />
      <Field
        name="name"
        label="Your name"
        autocomplete="name"
        value={name}
        error={problem?.errors?.['name']}
        required
        autofocus={!problem}
      />
      <NewPasswordField label="Password" shortest={shortest} error={problem?.errors?.['password']} />
      <Button kind="primary" label="Start" busy="Starting…" />
    </form>
  </PublicLayout>
)

export type WelcomeExpiredPageProps = { officeName: string }

export const WelcomeExpiredPage = ({ officeName }: WelcomeExpiredPageProps) => (
  <PublicLayout title={`Link used · ${officeName}`}>
    <h1>This link no longer works</h1>
    <p>
      A welcome link works once and for a short time. If you have a password, sign in. If not, ask whoever set up your office for a new
      link.
    </p>
    <p>
      <a class="button button--primary" href="/sign-in">
        Sign in
      </a>
    </p>
  </PublicLayout>
)
