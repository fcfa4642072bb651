import { PublicLayout } from './public-layout.tsx'
import { Button } from './ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from './ui/error-summary.tsx'
import { Field } from './ui/field.tsx'
import { NewPasswordField } from './ui/new-password.tsx'

export type ForgottenPageProps = {
  officeName: string
  byMail: boolean
  email?: string | undefined
  problem?: ErrorSummaryProps | undefined
}

export const ForgottenPage = ({ officeName, byMail, email, problem }: ForgottenPageProps) => (
  <PublicLayout title={`Forgotten password · ${officeName}`}>
    <h1>Forgotten your password?</h1>
    {problem ? <ErrorSummary {...problem} /> : ''}
    {byMail ? <AskForm email={email} problem={problem} /> : <AskOwner officeName={officeName} />}
    <p>
      <a href="/sign-in">Back to sign-in</a>
    </p>
  </PublicLayout>
)

const AskForm = ({ email, problem }: Pick<ForgottenPageProps, 'email' | 'problem'>) => (
  <form method="post" action="/forgotten" class="stack">
    <p class="quiet">We mail you a link with which you choose another one. It works for an hour.</p>
    <Field
      name="email"
      label="E-mail"
      type="email"
      inputmode="email"
      autocomplete="username"
      value={email}
      error={problem?.errors?.['email']}
      required
      autofocus={!problem}
    />
    <Button kind="primary" label="Send me a link" busy="Sending…" />
  </form>
)

const AskOwner = ({ officeName }: { officeName: string }) => (
  <p
    safe
  >{`No mail is set up here. Ask an owner or administrator of ${officeName}: they can give you a link to choose another password.`}</p>
)

/** The same whether the address is known or not. */
export const ForgottenSentPage = ({ officeName }: { officeName: string }) => (
  <PublicLayout title={`Look into your mail · ${officeName}`}>
    <h1>Look into your mail</h1>
    <p safe>
      {`If somebody at ${officeName} signs in with that address, a link is on its way to it. It works once, within an hour. If none comes, look among unwanted mail, or ask an owner of your office.`}
    </p>
    <p>
      <a href="/sign-in">Back to sign-in</a>
    </p>
  </PublicLayout>
)

export type ResetPageProps = {
  officeName: string
  email: string
  token: string
  /** How long the password must be. */
  shortest: number
  problem?: ErrorSummaryProps | undefined
}

export const ResetPage = ({ officeName, email, token, shortest, problem }: ResetPageProps) => (
  <PublicLayout title={`Another password · ${officeName}`}>
    <h1>Choose another password</h1>
    <p class="quiet" safe>{`For ${email} at ${officeName}. You are signed out everywhere else.`}</p>
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form method="post" action="/reset" class="stack">
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="email" value={email} autocomplete="username" />
      <NewPasswordField label="New password" shortest={shortest} error={problem?.errors?.['password']} />
      <Button kind="primary" label="Set password" busy="Setting…" />
    </form>
  </PublicLayout>
)

export type VerifyPageProps = { officeName: string; email: string; token: string }

export const VerifyPage = ({ officeName, email, token }: VerifyPageProps) => (
  <PublicLayout title={`Confirm your address · ${officeName}`}>
    <h1>Is this your address?</h1>
    <p safe>{`From now on you sign in to ${officeName} as ${email}. Your old address is told.`}</p>
    <form method="post" action="/verify" class="stack">
      <input type="hidden" name="token" value={token} />
      <Button kind="primary" label="Confirm this address" busy="Confirming…" />
    </form>
  </PublicLayout>
)

export const LinkOverPage = ({ officeName }: { officeName: string }) => (
  <PublicLayout title={`Link used · ${officeName}`}>
    <h1>This link no longer works</h1>
    <p>A link works once and for an hour, and a newer one takes its place. Ask for another.</p>
    <p>
      <a class="button button--primary" href="/sign-in">
        Sign in
      </a>
    </p>
  </PublicLayout>
)
