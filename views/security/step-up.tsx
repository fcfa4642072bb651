import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { CodeField } from '../ui/code.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PasskeyButton, PasskeyScript } from '../ui/passkey.tsx'
import { PasswordField } from '../ui/password.tsx'

/** What was asked for, to go on with: its address, and everything that was typed. */
export type OnwardProps = { to: string; method: string; fields: readonly (readonly [name: string, value: string])[] }

export const Onward = ({ to, method, fields }: OnwardProps) => (
  <>
    <input type="hidden" name="proofFor" value={to} />
    <input type="hidden" name="proofMethod" value={method} />
    {fields.map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
  </>
)

export type StepUpPageProps = {
  shell: ShellProps
  /** What proves who it is: a code of whoever has a second factor, else the password. */
  way: 'code' | 'password'
  /** What makes the code, whether a passkey would do, and who could vouch for who has no code. */
  has: { phone: boolean; passkey: boolean; password: boolean; providers: readonly { id: string; name: string }[] }
  error?: string | undefined
} & OnwardProps

export const StepUpPage = ({ shell, way, has, to, method, fields, error }: StepUpPageProps) => (
  <Layout title="Is it you?" shell={shell}>
    <PageHead title="Is it you?" />
    {error ? <ErrorSummary message={error} errors={{ proof: error }} /> : ''}
    {way === 'password' && has.providers.length > 0 ? <Afresh providers={has.providers} back={method === 'GET' ? to : '/settings'} /> : ''}
    {way === 'code' || has.password ? (
      <form method="post" action="/step-up" class="card stack narrow">
        <p>
          {way === 'code' ? 'This needs a sign from the last five minutes that it is you.' : 'This needs your password again.'} What you
          typed goes on with it.
        </p>
        <Onward to={to} method={method} fields={fields} />
        {has.passkey ? <ByPasskey /> : ''}
        {way === 'code' ? (
          <CodeField
            name="proof"
            error={error}
            hint={
              has.phone
                ? 'The six digits your authenticator app shows now, or a recovery code.'
                : 'A recovery code, when your passkey is not at hand.'
            }
            autofocus={!error && !has.passkey}
          />
        ) : (
          <PasswordField name="proof" label="Your password" error={error} autocomplete="current-password" required />
        )}
        <p class="actions">
          <Button kind={has.passkey ? 'plain' : 'primary'} label="Go on" busy="Checking…" />
          <a class="button button--quiet" href={method === 'GET' ? '/' : '/settings'}>
            Leave it
          </a>
        </p>
      </form>
    ) : (
      ''
    )}
  </Layout>
)

type AfreshProps = { providers: StepUpPageProps['has']['providers']; back: string }

/** A link, and so without what was typed: browsers let no form of ours lead to another site. */
const Afresh = ({ providers, back }: AfreshProps) => (
  <section class="card stack narrow" aria-labelledby="afresh-title">
    <h2 id="afresh-title">Sign in once more</h2>
    <p>
      This needs a sign from the last five minutes that it is you. Sign in through your provider again, then do it once more: what you typed
      is not kept.
    </p>
    <ul class="providers">
      {providers.map(({ id, name }) => (
        <li>
          <LinkButton
            href={`/sign-in/sso/${id}?${new URLSearchParams({ afresh: '1', next: back })}`}
            icon="key"
            label={`Sign in with ${name}`}
          />
        </li>
      ))}
    </ul>
  </section>
)

/** Beside the code, in the same form: it sends everything that was typed along. */
const ByPasskey = () => (
  <>
    <PasskeyButton act="use" options="/api/me/proofs/options" type="button" kind="primary" label="Use your passkey" />
    <PasskeyScript />
  </>
)
