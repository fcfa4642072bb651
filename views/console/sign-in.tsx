import { PublicLayout } from '../public-layout.tsx'
import { Button } from '../ui/button.tsx'
import { CodeField } from '../ui/code.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { Notice, type NoticeProps } from '../ui/notice.tsx'
import { PasskeyButton, PasskeyScript } from '../ui/passkey.tsx'

export type ConsoleSignInPageProps = {
  /** What was typed; the code never comes back. */
  email?: string | undefined
  /** The same words for every reason a sign-in fails, or when to try again. */
  message?: string | undefined
  notice?: NoticeProps | undefined
  next: string
  /** The host offices live under, such as localhost:3000. */
  host: string
}

/** GET /console/sign-in */
export const ConsoleSignInPage = ({ email, message, notice, next, host }: ConsoleSignInPageProps) => (
  <PublicLayout title="Sign in · Frontdesk operators">
    <h1>Operators</h1>
    <p class="quiet">For those who run Frontdesk.</p>
    {notice ? <Notice {...notice} /> : ''}
    {message ? <ErrorSummary message={message} /> : ''}
    <form method="post" action="/console/sign-in/passkey" class="stack">
      <input type="hidden" name="next" value={next} />
      <PasskeyButton act="use" options="/console/sign-in/passkey/options" kind="primary" label="Sign in with a passkey" autofill />
      <PasskeyScript />
    </form>
    <h2>With your phone</h2>
    <form method="post" action="/console/sign-in" class="stack">
      <input type="hidden" name="next" value={next} />
      <Field name="email" label="E-mail" type="email" autocomplete="username webauthn" inputmode="email" value={email} required />
      <CodeField autofocus={false} />
      <Button label="Sign in" busy="Signing in…" />
    </form>
    <p class="quiet">
      Programs call <code>/api/admin</code> with an operator key, as <a href="/api/openapi.json">/api/openapi.json</a> says.
    </p>
    <p
      class="quiet"
      safe
    >{`Lost both? Another super admin can give you a new link. People of an office go to their own address, such as maple.${host}.`}</p>
  </PublicLayout>
)
