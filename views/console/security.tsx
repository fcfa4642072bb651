import { type PasskeyLine, PasskeyState } from '../security/passkeys.tsx'
import { type SetUp, SetUpSteps } from '../security/set-up.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PasskeyButton, PasskeyScript } from '../ui/passkey.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'
import { ConsoleLayout } from './layout.tsx'
import type { ConsoleShell } from './shell.ts'

type SessionLine = { id: string; browser: string; address: string; createdAt: Date; seenAt: Date; isOwn: boolean }
export type ConsoleSecurityPageProps = {
  shell: ConsoleShell
  clock: Clock
  email: string
  passkeys: readonly PasskeyLine[]
  /** Since when a phone makes codes. */
  phone: Date | undefined
  sessions: readonly SessionLine[]
  message?: string | undefined
}

const PLACE = '/console/security'
const BACK = { href: PLACE, label: 'Security' }

/** GET /console/security */
export const ConsoleSecurityPage = ({ shell, clock, email, passkeys, phone, sessions, message }: ConsoleSecurityPageProps) => (
  <ConsoleLayout title="Security" shell={shell}>
    <PageHead title="Security" />
    {message ? <ErrorSummary message={message} /> : ''}
    <div class="stack">
      <p class="quiet" safe>{`You operate as ${email}.`}</p>
      <Passkeys passkeys={passkeys} clock={clock} />
      <Phone since={phone} clock={clock} />
      <Sessions sessions={sessions} clock={clock} />
    </div>
  </ConsoleLayout>
)

const KEY_COLUMNS = [{ label: 'Name' }, { label: 'Kept' }, { label: 'Since' }, { label: 'Remove', kind: 'action' }] as const

const Passkeys = ({ passkeys, clock }: Pick<ConsoleSecurityPageProps, 'passkeys' | 'clock'>) => (
  <section class="card card--table" aria-labelledby="passkeys-title">
    <h2 id="passkeys-title">Passkeys</h2>
    {passkeys.length > 0 ? (
      <Table caption="Your passkeys" columns={KEY_COLUMNS}>
        {passkeys.map((passkey) => (
          <tr>
            <td class="cell--main" safe>
              {passkey.name}
            </td>
            <td>
              <PasskeyState isSynced={passkey.isSynced} />
            </td>
            <td>
              Added <When at={passkey.since} clock={clock} />
            </td>
            <td class="cell--action">
              <form method="post" action={`${PLACE}/passkeys/${passkey.id}/removal`}>
                <Button small label="Remove" busy="Removing…" describe={passkey.name} />
              </form>
            </td>
          </tr>
        ))}
      </Table>
    ) : (
      ''
    )}
    <form class="inset" method="post" action={`${PLACE}/passkeys/setups`}>
      <Button icon="key" label="Add a passkey" busy="One moment…" />
    </form>
  </section>
)

const Phone = ({ since, clock }: { since: Date | undefined; clock: Clock }) => (
  <section class="card stack" aria-labelledby="phone-title">
    <h2 id="phone-title">Codes from your phone</h2>
    {since ? (
      <p>
        Set up <When at={since} clock={clock} />.
      </p>
    ) : (
      <p>None. A passkey is enough; a phone is the other way in.</p>
    )}
    <div class="actions">
      <form method="post" action={`${PLACE}/phone`}>
        <Button label={since ? 'Set up another phone' : 'Set up a phone'} busy="One moment…" />
      </form>
      {since ? (
        <form method="post" action={`${PLACE}/phone/removal`}>
          <Button label="Remove" busy="Removing…" describe="the phone" />
        </form>
      ) : (
        ''
      )}
    </div>
  </section>
)

const SESSION_COLUMNS = [
  { label: 'Device' },
  { label: 'From' },
  { label: 'Since' },
  { label: 'Last' },
  { label: 'End', kind: 'action' },
] as const

const Sessions = ({ sessions, clock }: Pick<ConsoleSecurityPageProps, 'sessions' | 'clock'>) => (
  <section class="card card--table" aria-labelledby="sessions-title">
    <h2 id="sessions-title">Where you are signed in</h2>
    <Table caption="Sessions" columns={SESSION_COLUMNS}>
      {sessions.map((session) => (
        <tr>
          <td class="cell--main">
            <span safe>{session.browser}</span>
            {session.isOwn ? <Badge tone="ok" icon="check" word="This device" /> : ''}
          </td>
          <td class="secret" safe>
            {session.address}
          </td>
          <td>
            Signed in <When at={session.createdAt} clock={clock} />
          </td>
          <td>
            Used <When at={session.seenAt} clock={clock} />
          </td>
          <td class="cell--action">
            {session.isOwn ? (
              ''
            ) : (
              <form method="post" action={`${PLACE}/sessions/${session.id}/removal`}>
                <Button small label="End" busy="Ending…" describe={session.browser} />
              </form>
            )}
          </td>
        </tr>
      ))}
    </Table>
    {sessions.length > 1 ? (
      <form class="inset" method="post" action={`${PLACE}/sessions/others/removal`}>
        <Button kind="danger" label="End all others" busy="Ending…" />
      </form>
    ) : (
      ''
    )}
  </section>
)

/** GET /console/security/passkeys/new */
export const ConsoleNewPasskeyPage = ({ shell, message }: { shell: ConsoleShell; message?: string | undefined }) => (
  <ConsoleLayout title="Add a passkey" shell={shell}>
    <PageHead title="Add a passkey" back={BACK} />
    {message ? <ErrorSummary message={message} /> : ''}
    <form method="post" action={`${PLACE}/passkeys`} class="card stack narrow">
      <p>
        It signs you in with your finger, your face or the PIN of this device. Your own device only: whoever can unlock it operates as you.
      </p>
      <noscript>
        <p class="field__error">Making a passkey takes a script, and scripts are switched off in this browser.</p>
      </noscript>
      <PasskeyButton act="make" options={`${PLACE}/passkeys/options`} kind="primary" label="Make the passkey" />
      <PasskeyScript />
    </form>
  </ConsoleLayout>
)

/** GET /console/security/phone */
export const ConsolePhonePage = ({ shell, ...setUp }: SetUp & { shell: ConsoleShell }) => (
  <ConsoleLayout title="Set up a phone" shell={shell}>
    <PageHead title="Set up a phone" back={BACK} />
    {setUp.problem ? <ErrorSummary {...setUp.problem} /> : ''}
    <form method="post" action={`${PLACE}/phone/confirmation`} class="card stack narrow">
      <SetUpSteps {...setUp} />
      <p class="actions">
        <Button kind="primary" label="Confirm" busy="Checking…" />
        <a class="button button--quiet" href={PLACE}>
          Leave it as it is
        </a>
      </p>
    </form>
  </ConsoleLayout>
)
