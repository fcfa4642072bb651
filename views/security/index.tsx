import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { CodeField } from '../ui/code.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PasswordField } from '../ui/password.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'
import { Needed, type NeededProps } from './needed.tsx'
import { type PasskeyLine, Passkeys } from './passkeys.tsx'
import { NewBrowser, type SessionsPageProps } from './sessions.tsx'

export type FactorLine = { id: string; name: string; email: string; hasFactor: boolean; isRequired: boolean; isSelf: boolean }
export type SecurityPageProps = {
  shell: ShellProps
  clock: Clock
  /** Since when the person's phone makes codes. */
  phoneSince: Date | undefined
  passkeys: readonly PasskeyLine[]
  /** Who signs in through a provider alone has none. */
  hasPassword: boolean
  codesLeft: number
  isRequired: boolean
  news: SessionsPageProps['news']
  /** What only an owner sees and changes. */
  office?: { factorForAll: boolean; people: readonly FactorLine[]; limits: LimitsLine } | undefined
  problem?: ErrorSummaryProps | undefined
}

const PLACE = '/settings/security'

export const SecurityPage = ({
  shell,
  clock,
  phoneSince,
  passkeys,
  hasPassword,
  codesLeft,
  isRequired,
  news,
  office,
  problem,
}: SecurityPageProps) => (
  <Layout title="Security" shell={shell}>
    <PageHead title="Security" />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      <Passkeys passkeys={passkeys} clock={clock} />
      {phoneSince ? (
        <Phone
          since={phoneSince}
          clock={clock}
          isLast={isRequired && passkeys.length === 0}
          hasPassword={hasPassword}
          errors={problem?.errors ?? {}}
        />
      ) : (
        <NoPhone hasPasskey={passkeys.length > 0} />
      )}
      {phoneSince || passkeys.length > 0 ? <RecoveryCodes left={codesLeft} /> : ''}
      <Sessions news={news} clock={clock} />
      {office ? <Office {...office} error={problem?.errors?.['understood']} /> : ''}
      {office ? <Limits {...office.limits} errors={problem?.errors ?? {}} /> : ''}
      {office ? <SingleSignOn /> : ''}
    </div>
  </Layout>
)

const Sessions = ({ news, clock }: Pick<SecurityPageProps, 'news' | 'clock'>) => (
  <section class="card stack" aria-labelledby="sessions-title">
    <h2 id="sessions-title">Where you are signed in</h2>
    {news.map((each) => (
      <NewBrowser {...each} clock={clock} />
    ))}
    <p>
      <LinkButton href={`${PLACE}/sessions`} label="See and end sessions" />
    </p>
  </section>
)

type LimitsLine = { idleMinutes: string; longestHours: string }

const Limits = ({ idleMinutes, longestHours, errors }: LimitsLine & { errors: Readonly<Record<string, string>> }) => (
  <form class="card stack" method="post" action={`${PLACE}/limits`} aria-labelledby="limits-title">
    <h2 id="limits-title">How long people stay signed in</h2>
    <Field
      name="idleMinutes"
      label="Minutes without use"
      hint="5 to 60. Then the screen locks, and asks for the password or passkey again."
      value={idleMinutes}
      error={errors['idleMinutes']}
      inputmode="numeric"
      maxlength={2}
      required
    />
    <Field
      name="longestHours"
      label="Hours in all"
      hint="1 to 24. Then people and programs sign in again, however busy they are."
      value={longestHours}
      error={errors['longestHours']}
      inputmode="numeric"
      maxlength={2}
      required
    />
    <p>
      <Button label="Save" busy="Saving…" />
    </p>
  </form>
)

type NoPhoneProps = { hasPasskey: boolean }

const NoPhone = ({ hasPasskey }: NoPhoneProps) => (
  <section class="card stack" aria-labelledby="factor-title">
    <h2 id="factor-title">Codes from your phone</h2>
    <p>{hasPasskey ? <Badge tone="neutral" icon="pause" word="Not set up" /> : <Badge tone="warn" icon="alert" word="Not set up" />}</p>
    <p>A code from your phone beside the password. Whoever learns your password alone cannot sign in as you.</p>
    <form method="post" action={`${PLACE}/factor`}>
      <Button kind={hasPasskey ? 'plain' : 'primary'} icon="shield" label="Set it up" busy="One moment…" />
    </form>
  </section>
)

type PhoneProps = { since: Date; clock: Clock; isLast: boolean; hasPassword: boolean; errors: Readonly<Record<string, string>> }

const Phone = ({ since, clock, isLast, hasPassword, errors }: PhoneProps) => (
  <section class="card stack" aria-labelledby="factor-title">
    <h2 id="factor-title">Codes from your phone</h2>
    <p>
      <Badge tone="ok" icon="check" word="On" /> Since <When at={since} clock={clock} />
    </p>
    <form method="post" action={`${PLACE}/factor`}>
      <Button label="Set up another phone" busy="One moment…" />
    </form>
    {isLast ? (
      <p class="quiet">Your office asks for a second factor, so it can be replaced but not switched off.</p>
    ) : (
      <SwitchOff hasPassword={hasPassword} errors={errors} />
    )}
  </section>
)

const RecoveryCodes = ({ left }: { left: number }) => (
  <section class="card stack" aria-labelledby="codes-title">
    <h2 id="codes-title">Recovery codes</h2>
    <p safe>{codesWords(left)}</p>
    <form method="post" action={`${PLACE}/recovery-codes`} data-confirm="Make ten new recovery codes? Those you have stop working.">
      <Button icon="refresh" label="New recovery codes" busy="One moment…" />
    </form>
  </section>
)

const codesWords = (left: number): string =>
  left === 0
    ? 'None is left. Make new ones.'
    : `${left} of 10 recovery codes ${left === 1 ? 'is' : 'are'} left. Each lets you in once when your phone or passkey is not at hand.`

const SwitchOff = ({ hasPassword, errors }: Pick<PhoneProps, 'hasPassword' | 'errors'>) => (
  <details open={Object.keys(errors).length > 0}>
    <summary>Switch it off</summary>
    <form class="stack narrow" method="post" action={`${PLACE}/factor/removal`}>
      {hasPassword ? <OwnPassword error={errors['password']} /> : ''}
      <CodeField error={errors['code']} />
      <p>
        <Button kind="danger" label="Switch it off" busy="Checking…" />
      </p>
    </form>
  </details>
)

const OwnPassword = ({ error }: { error: string | undefined }) => (
  <PasswordField name="password" label="Your password" error={error} autocomplete="current-password" required />
)

const SingleSignOn = () => (
  <section class="card stack" aria-labelledby="sso-title">
    <h2 id="sso-title">Single sign-on</h2>
    <p>People sign in here with the account they use elsewhere at work, such as Google Workspace or Microsoft Entra.</p>
    <p>
      <LinkButton href="/settings/single-sign-on" icon="key" label="Providers and passwords" />
    </p>
  </section>
)

const COLUMNS = [{ label: 'Name' }, { label: 'Second factor' }, { label: 'Action', kind: 'action' }] as const

const Office = ({ factorForAll, people, error }: NonNullable<SecurityPageProps['office']> & Pick<NeededProps, 'error'>) => (
  <section class="card card--table" aria-labelledby="office-title">
    <h2 id="office-title">Everybody here</h2>
    <Table caption="Second factors of this office" columns={COLUMNS}>
      {people.map((person) => (
        <Person person={person} />
      ))}
    </Table>
    <p class="actions">
      <LinkButton href="/settings/access" icon="clock" label="When and from where" />
      <LinkButton href="/settings/emergencies" icon="alert" label="Emergencies" />
    </p>
    <Needed factorForAll={factorForAll} error={error} />
  </section>
)

const Person = ({ person }: { person: FactorLine }) => (
  <tr>
    <td class="cell--main">
      <span safe>{person.name}</span>
      <span class="cell__detail" safe>
        {person.email}
      </span>
    </td>
    <td>
      <State person={person} />
    </td>
    <td class="cell--action">{person.hasFactor && !person.isSelf ? <Reset person={person} /> : ''}</td>
  </tr>
)

const State = ({ person: { hasFactor, isRequired } }: { person: FactorLine }) => {
  if (hasFactor) return <Badge tone="ok" icon="check" word="On" />
  return isRequired ? (
    <Badge tone="warn" icon="clock" word="At the next sign-in" />
  ) : (
    <Badge tone="neutral" icon="pause" word="Not set up" />
  )
}

const Reset = ({ person }: { person: FactorLine }) => (
  <LinkButton small href={`${PLACE}/people/${person.id}/factor/removal`} label="Reset" describe={person.name} />
)
