import { Onward, type OnwardProps } from '../security/step-up.tsx'
import { Button } from '../ui/button.tsx'
import { CodeField } from '../ui/code.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PasskeyButton, PasskeyScript } from '../ui/passkey.tsx'
import { ConsoleLayout } from './layout.tsx'
import type { ConsoleShell } from './shell.ts'

export type ConsoleStepUpPageProps = OnwardProps & {
  shell: ConsoleShell
  has: { phone: boolean; passkey: boolean }
  error?: string | undefined
}

export const ConsoleStepUpPage = ({ shell, has, error, ...onward }: ConsoleStepUpPageProps) => (
  <ConsoleLayout title="Is it you?" shell={shell}>
    <PageHead title="Is it you?" />
    {error ? <ErrorSummary message={error} errors={has.phone ? { proof: error } : {}} /> : ''}
    <form method="post" action="/console/step-up" class="card stack narrow">
      <p>This needs a sign from the last five minutes that it is you. After that, what you were doing is done.</p>
      <Onward {...onward} />
      {has.passkey ? (
        <>
          <PasskeyButton act="use" options="/console/step-up/passkey/options" type="button" kind="primary" label="Use your passkey" />
          <PasskeyScript />
        </>
      ) : (
        ''
      )}
      {has.phone ? <CodeField name="proof" error={error} autofocus={!error && !has.passkey} /> : ''}
      <p class="actions">
        {has.phone ? <Button kind={has.passkey ? 'plain' : 'primary'} label="Go on" busy="Checking…" /> : ''}
        <a class="button button--quiet" href="/console">
          Leave it
        </a>
      </p>
    </form>
  </ConsoleLayout>
)
