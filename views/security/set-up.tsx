import { Layout, type ShellProps } from '../layout.tsx'
import { PublicLayout } from '../public-layout.tsx'
import { Button } from '../ui/button.tsx'
import { CodeField } from '../ui/code.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PasskeyButton, PasskeyScript } from '../ui/passkey.tsx'
import { PasswordField } from '../ui/password.tsx'
import { QrCode } from '../ui/qr.tsx'

export type SetUp = {
  qr: { size: number; path: string }
  /** The same as the QR code, to type. */
  secret: string
  problem?: ErrorSummaryProps | undefined
}

export type FirstSetUpPageProps = SetUp & { officeName: string; next: string }

/** Between the password and the first page of whoever must have a second factor and has none. */
export const FirstSetUpPage = ({ officeName, next, ...setUp }: FirstSetUpPageProps) => (
  <PublicLayout title={`Set up your second factor · ${officeName}`}>
    <h1>One more step</h1>
    <p>Your office asks for more than a password. Set up a passkey or a code from your phone now; it takes a minute.</p>
    {setUp.problem ? <ErrorSummary {...setUp.problem} /> : ''}
    <form method="post" action="/sign-in/factor/passkey" class="stack">
      <input type="hidden" name="next" value={next} />
      <PasskeyButton act="make" options="/sign-in/factor/passkey/options" kind="primary" label="Use a passkey: finger, face or PIN" />
      <PasskeyScript />
    </form>
    <h2>With your phone</h2>
    <form method="post" action="/sign-in/factor" class="stack">
      <input type="hidden" name="next" value={next} />
      <SetUpSteps {...setUp} />
      <Button kind="primary" label="Confirm and go on" busy="Checking…" />
    </form>
  </PublicLayout>
)

export type SetUpPageProps = SetUp & { shell: ShellProps; replaces: boolean; hasPassword: boolean }

export const SetUpPage = ({ shell, replaces, hasPassword, ...setUp }: SetUpPageProps) => (
  <Layout title="Set up your second factor" shell={shell}>
    <PageHead title="Set up your second factor" back={{ href: '/settings/security', label: 'Security' }} />
    {setUp.problem ? <ErrorSummary {...setUp.problem} /> : ''}
    <form method="post" action="/settings/security/factor/confirmation" class="card stack narrow">
      {replaces ? <p>The one you have works until you confirm the new one.</p> : ''}
      <SetUpSteps {...setUp} />
      {replaces && hasPassword ? <Password error={setUp.problem?.errors?.['password']} /> : ''}
      <p class="actions">
        <Button kind="primary" label="Confirm" busy="Checking…" />
        <a class="button button--quiet" href="/settings/security">
          Leave it as it is
        </a>
      </p>
    </form>
  </Layout>
)

export const SetUpSteps = ({ qr, secret, problem }: SetUp) => (
  <>
    <ol class="steps">
      <li>Open an authenticator app on your phone. Any will do: the one of your phone, Google’s, Microsoft’s, 1Password …</li>
      <li>
        Scan this.
        <QrCode {...qr} label="QR code for your authenticator app" />
        <details>
          <summary>I cannot scan it</summary>
          <p>Type this into the app instead, as a key that is “time-based”.</p>
          <p>
            <code class="secret secret--long" safe>
              {grouped(secret)}
            </code>
          </p>
        </details>
      </li>
      <li>Type the six digits that the app shows.</li>
    </ol>
    <CodeField error={problem?.errors?.['code']} autofocus={false} />
  </>
)

const Password = ({ error }: { error: string | undefined }) => (
  <PasswordField
    name="password"
    label="Your password"
    hint="The one you sign in with, to be sure that it is you."
    error={error}
    autocomplete="current-password"
    required
  />
)

const grouped = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')
