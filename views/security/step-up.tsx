import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { CodeField } from '../ui/code.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PasskeyButton, PasskeyScript } from '../ui/passkey.tsx'
import { PasswordField } from '../ui/password.tsx'
import { afreshPath } from './afresh.tsx'

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
  error?: { field: 'proof' | 'proofPassword'; message: string } | undefined
} & OnwardProps

function wanted(way: StepUpPageProps['way'], { password, passkey }: StepUpPageProps['has']): string {
  if (!password) return 'a sign from the last five minutes that it is you'
  if (way === 'password') return 'your password again'
  return passkey ? 'your passkey, or your password and a code' : 'your password and a code'
}

export const StepUpPage = ({ shell, way, has, to, method, fields, error }: StepUpPageProps) => {
  const errorOf = (field: 'proof' | 'proofPassword') => (error?.field === field ? error.message : undefined)
  return (
    <Layout title="Is it you?" shell={shell}>
      <PageHead title="Is it you?" />
      {error ? (
        <ErrorSummary message={error.message} errors={way === 'code' || has.password ? { [error.field]: error.message } : {}} />
      ) : (
        ''
      )}
      <form method="post" action="/step-up" class="card stack narrow">
        <p safe>{`This needs ${wanted(way, has)}. After that, what you were doing is done.`}</p>
        <Onward to={to} method={method} fields={fields} />
        {has.passkey ? <ByPasskey /> : ''}
        {way === 'code' && has.password ? (
          <ByPassword name="proofPassword" error={errorOf('proofPassword')} isFirst={!error && !has.passkey} />
        ) : (
          ''
        )}
        {way === 'code' ? <ByCode hasPhone={has.phone} error={errorOf('proof')} isFirst={!has.passkey && !has.password} /> : ''}
        {way === 'password' && has.password ? <ByPassword name="proof" error={errorOf('proof')} isFirst={false} /> : ''}
        {way === 'password' && has.providers.length > 0 ? <Afresh providers={has.providers} isOnly={!has.password} /> : ''}
        <p class="actions">
          <Button kind={has.passkey ? 'plain' : 'primary'} label="Go on" busy="Checking…" />
          <a class="button button--quiet" href={method === 'GET' ? '/' : '/settings'}>
            Leave it
          </a>
        </p>
      </form>
    </Layout>
  )
}

const ByCode = ({ hasPhone, error, isFirst }: { hasPhone: boolean; error: string | undefined; isFirst: boolean }) => (
  <CodeField
    name="proof"
    error={error}
    hint={
      hasPhone
        ? 'The six digits your authenticator app shows now, or a recovery code.'
        : 'A recovery code, when your passkey is not at hand.'
    }
    autofocus={!error && isFirst}
  />
)

type ByPasswordProps = { name: 'proof' | 'proofPassword'; error: string | undefined; isFirst: boolean }
const ByPassword = ({ name, error, isFirst }: ByPasswordProps) => (
  <PasswordField name={name} label="Your password" error={error} autocomplete="current-password" autofocus={isFirst} />
)

type AfreshProps = { providers: StepUpPageProps['has']['providers']; isOnly: boolean }

/** In a tab beside this one, which keeps what was typed: browsers let no form of ours lead to another site. */
const Afresh = ({ providers, isOnly }: AfreshProps) => (
  <>
    <p>{isOnly ? 'Sign in' : 'Or sign in'} once more through your provider, in a tab beside this one. Then come back here and go on.</p>
    <ul class="providers">
      {providers.map(({ id, name }) => (
        <li>
          <LinkButton href={afreshPath(id)} icon="key" label={`Sign in with ${name}`} describe="in another tab" isBeside />
        </li>
      ))}
    </ul>
  </>
)

/** Beside the code, in the same form: it sends everything that was typed along. */
const ByPasskey = () => (
  <>
    <PasskeyButton act="use" options="/api/me/proofs/options" type="button" kind="primary" label="Use your passkey" />
    <PasskeyScript />
  </>
)
