import { PublicLayout } from './public-layout.tsx'
import { Button } from './ui/button.tsx'
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
  theme?: 'light' | 'dark' | undefined
}

export const SignInPage = ({ officeName, email, message, notice, next, theme }: SignInPageProps) => (
  <PublicLayout title={`Sign in · ${officeName}`} theme={theme}>
    <h1>Sign in</h1>
    <p class="quiet" safe>
      {officeName}
    </p>
    {notice ? <Notice {...notice} /> : ''}
    {message ? <ErrorSummary message={message} /> : ''}
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
        autofocus={!message}
      />
      <PasswordField name="password" label="Password" autocomplete="current-password" required />
      <Button kind="primary" label="Sign in" busy="Signing in…" />
    </form>
    <PasskeySignIn next={next ?? '/'} label="Sign in with a passkey" autofill />
    <p>
      <a href="/forgotten">Forgotten your password?</a>
    </p>
    <TrustMarks />
  </PublicLayout>
)

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
