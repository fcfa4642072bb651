import { PublicLayout } from './public-layout.tsx'
import { Button, LinkButton } from './ui/button.tsx'
import { ErrorSummary } from './ui/error-summary.tsx'
import { Field } from './ui/field.tsx'
import { Icon, type IconName } from './ui/icon.tsx'
import { Notice, type NoticeProps } from './ui/notice.tsx'
import { PasskeySignIn } from './ui/passkey.tsx'
import { PasswordField } from './ui/password.tsx'

export type SignInPageProps = {
  officeName: string
  /** What was typed; the password never comes back. */
  email?: string | undefined
  /** The same words for every reason a sign-in fails, or when to try again. */
  message?: string | undefined
  notice?: NoticeProps | undefined
  next?: string | undefined
  /** Each has a button. */
  providers?: readonly { id: string; name: string }[] | undefined
  /** Few may use a password: the form stands back. */
  isSsoOnly?: boolean | undefined
  theme?: 'light' | 'dark' | undefined
}

export const SignInPage = ({ officeName, email, message, notice, next, providers = [], isSsoOnly = false, theme }: SignInPageProps) => {
  const form = { email, next, isFirst: !message && providers.length === 0 }
  return (
    <PublicLayout title={`Sign in · ${officeName}`} theme={theme}>
      <h1>Sign in</h1>
      <p class="quiet" safe>
        {officeName}
      </p>
      {notice ? <Notice {...notice} /> : ''}
      {message ? <ErrorSummary message={message} /> : ''}
      {providers.length > 0 ? <Providers providers={providers} next={next} /> : ''}
      {isSsoOnly ? <StandingBack {...form} /> : <PasswordForm {...form} />}
      <TrustMarks />
    </PublicLayout>
  )
}

type PasswordFormProps = Pick<SignInPageProps, 'email' | 'next'> & { isFirst: boolean }

const PasswordForm = ({ email, next, isFirst }: PasswordFormProps) => (
  <>
    <form method="post" action="/sign-in" class="stack">
      <input type="hidden" name="next" value={next ?? '/'} />
      <Field
        name="email"
        label="E-mail"
        type="email"
        autocomplete="username webauthn"
        inputmode="email"
        value={email}
        required
        autofocus={isFirst}
      />
      <PasswordField name="password" label="Password" autocomplete="current-password" required />
      <Button kind="primary" label="Sign in" busy="Signing in…" />
    </form>
    <PasskeySignIn next={next ?? '/'} label="Sign in with a passkey" autofill />
    <p>
      <a href="/forgotten">Forgotten your password?</a>
    </p>
  </>
)

const StandingBack = (props: PasswordFormProps) => (
  <details open={props.email !== undefined}>
    <summary>Sign in with a password</summary>
    <div class="stack">
      <p class="quiet">Your office has switched passwords off, but for one owner when the provider is away.</p>
      <PasswordForm {...props} />
    </div>
  </details>
)

/** Links and not forms: browsers let no form of ours lead to another site. */
const Providers = ({ providers, next }: { providers: NonNullable<SignInPageProps['providers']>; next: string | undefined }) => (
  <ul class="providers" aria-label="Sign in through your provider">
    {providers.map(({ id, name }) => (
      <li>
        <LinkButton href={providerPath(id, next)} icon="key" label={`Sign in with ${name}`} />
      </li>
    ))}
  </ul>
)

const providerPath = (id: string, next: string | undefined): string =>
  next === undefined || next === '/' ? `/sign-in/sso/${id}` : `/sign-in/sso/${id}?${new URLSearchParams({ next })}`

const MARKS: readonly { icon: IconName; text: string }[] = [
  { icon: 'lock', text: 'This office’s faxes are encrypted with a key of its own.' },
  { icon: 'shield', text: 'Every look at a fax is written down.' },
  { icon: 'clock', text: 'You are signed out after a while without use.' },
]

const TrustMarks = () => (
  <ul class="marks">
    {MARKS.map(({ icon, text }) => (
      <li>
        <Icon name={icon} />
        <span safe>{text}</span>
      </li>
    ))}
  </ul>
)
