import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PasskeyButton, PasskeyScript } from '../ui/passkey.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

const SECURITY = { href: '/settings/security', label: 'Security' }

export type NewPasskeyPageProps = { shell: ShellProps; name: string; problem?: ErrorSummaryProps | undefined }

/** GET /settings/security/passkeys/new */
export const NewPasskeyPage = ({ shell, name, problem }: NewPasskeyPageProps) => (
  <Layout title="Add a passkey" shell={shell}>
    <PageHead title="Add a passkey" back={SECURITY} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form method="post" action="/settings/security/passkeys" class="card stack narrow">
      <p>
        A passkey signs you in with your finger, your face or the PIN of this device, and takes the place of password and code. It works
        only here, so nobody can trick you into giving it away.
      </p>
      <p class="quiet">Your own device or your own account of it only: whoever can unlock it can sign in as you.</p>
      <PasskeyName name={name} error={problem?.errors?.['name']} />
      <noscript>
        <p class="field__error">Making a passkey takes a script, and scripts are switched off in this browser.</p>
      </noscript>
      <p class="field__error" data-passkey-missing hidden>
        This browser cannot make a passkey. Use another one, or a phone with an authenticator app.
      </p>
      <div class="actions">
        <PasskeyButton act="make" options="/api/me/passkeys/options" kind="primary" label="Make the passkey" />
        <a class="button button--quiet" href={SECURITY.href}>
          Leave it
        </a>
      </div>
    </form>
    <PasskeyScript />
  </Layout>
)

export type PasskeyPageProps = {
  shell: ShellProps
  clock: Clock
  passkey: { id: string; isSynced: boolean; since: Date; lastUsedAt: Date | null }
  name: string
  problem?: ErrorSummaryProps | undefined
}

/** GET and POST /settings/security/passkeys/:id */
export const PasskeyPage = ({ shell, clock, passkey, name, problem }: PasskeyPageProps) => (
  <Layout title="Passkey" shell={shell}>
    <PageHead title="Passkey" back={SECURITY} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      <section class="card" aria-label="About this passkey">
        <DefinitionList
          facts={[
            { term: 'Added', element: <Exactly at={passkey.since} clock={clock} /> },
            passkey.lastUsedAt
              ? { term: 'Last used', element: <Exactly at={passkey.lastUsedAt} clock={clock} /> }
              : { term: 'Last used', text: 'Not yet' },
            { term: 'Kept', text: passkey.isSynced ? 'Synced to your other devices' : 'On one device only' },
          ]}
        />
      </section>
      <form method="post" action={`/settings/security/passkeys/${passkey.id}`} class="card stack">
        <PasskeyName name={name} error={problem?.errors?.['name']} />
        <p>
          <Button label="Rename" busy="Saving…" />
        </p>
      </form>
      <section class="card stack" aria-labelledby="removal-title">
        <h2 id="removal-title">Remove</h2>
        <p>It no longer signs you in, and you are signed out everywhere else. Delete it on your device, too.</p>
        <form
          method="post"
          action={`/settings/security/passkeys/${passkey.id}/removal`}
          data-confirm="Remove this passkey? You are signed out everywhere else."
        >
          <Button kind="danger" icon="trash" label="Remove passkey" busy="Removing…" />
        </form>
      </section>
    </div>
  </Layout>
)

const PasskeyName = ({ name, error }: { name: string; error: string | undefined }) => (
  <Field
    name="name"
    label="Name"
    hint="To tell it from your others."
    value={name}
    error={error}
    autocomplete="off"
    maxlength={60}
    required
  />
)
