import { PublicLayout } from '../public-layout.tsx'
import { Button } from '../ui/button.tsx'
import { CodeField } from '../ui/code.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PasskeySignIn } from '../ui/passkey.tsx'

export type CodePageProps = {
  officeName: string
  next: string
  /** By a recovery code instead of the phone. */
  recovery: boolean
  /** What the person set up. */
  has: { phone: boolean; passkey: boolean }
  error?: string | undefined
  /** When to try again. */
  message?: string | undefined
}

export const CodePage = ({ officeName, next, recovery, has, error, message }: CodePageProps) => {
  const byRecovery = recovery || !has.phone
  return (
    <PublicLayout title={`${byRecovery ? 'Recovery code' : 'Your code'} · ${officeName}`}>
      <h1>{byRecovery ? (has.passkey ? 'One more step' : 'Recovery code') : 'Your code'}</h1>
      <p class="quiet" safe>
        {officeName}
      </p>
      {error || message ? <ErrorSummary message={message ?? 'Check the code.'} errors={error ? { code: error } : {}} /> : ''}
      {has.passkey ? <PasskeySignIn next={next} label="Use your passkey" /> : ''}
      <form method="post" action="/sign-in/code" class="stack">
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="recovery" value={byRecovery ? '1' : ''} />
        {byRecovery ? <RecoveryField error={error} /> : <CodeField error={error} autofocus={!error} />}
        <Button kind={has.passkey ? 'plain' : 'primary'} label="Sign in" busy="Signing in…" />
      </form>
      <p class="actions">
        {has.phone ? <OtherWay next={next} recovery={recovery} /> : ''}
        <a href="/sign-in">Begin again</a>
      </p>
    </PublicLayout>
  )
}

const RecoveryField = ({ error }: { error: string | undefined }) => (
  <Field
    name="code"
    label="Recovery code"
    hint="One of the ten you kept when you set up your second factor. Each works once."
    error={error}
    autocomplete="off"
    maxlength={40}
    required
    autofocus={!error}
  />
)

const OtherWay = ({ next, recovery }: Pick<CodePageProps, 'next' | 'recovery'>) => {
  const query = new URLSearchParams({ next, ...(!recovery && { recovery: '1' }) }).toString()
  return <a href={`/sign-in/code?${query}`}>{recovery ? 'Use the code on your phone' : 'Use a recovery code'}</a>
}
