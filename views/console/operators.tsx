import type { Children } from '@kitajs/html'
import { MadeSureFields, type SureValues } from '../people/made-sure.tsx'
import { Badge, type BadgeProps } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { NameCell } from '../ui/name-cell.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'
import { ConsoleLayout } from './layout.tsx'
import { OnceShown } from './once-shown.tsx'
import type { ConsoleShell } from './shell.ts'

type State = 'invited' | 'active' | 'suspended' | 'removed'
type Role = 'super_admin' | 'support'
export type OperatorLine = { id: string; name: string; email: string | null; role: Role; state: State; lastSignInAt: Date | null }
export type OperatorsPageProps = {
  shell: ConsoleShell
  clock: Clock
  operators: readonly OperatorLine[]
  values?: { name: string; email: string; role: string } | undefined
  problem?: ErrorSummaryProps | undefined
  /** A link made a moment ago. */
  link?: { name: string; url: string } | undefined
}

const PLACE = '/console/operators'
const LOOKS: Readonly<Record<State, BadgeProps>> = {
  invited: { tone: 'neutral', icon: 'clock', word: 'Invited' },
  active: { tone: 'ok', icon: 'check', word: 'Active' },
  suspended: { tone: 'warn', icon: 'pause', word: 'Suspended' },
  removed: { tone: 'neutral', icon: 'close', word: 'Removed' },
}
const ROLES = { super_admin: 'Super admin', support: 'Support' } as const
const ROLE_OPTIONS = [
  { value: 'support', label: 'Support: look at how offices stand, and enter those that let them in' },
  { value: 'super_admin', label: 'Super admin: everything, also operators and keys' },
] as const
const COLUMNS = [{ label: 'Name' }, { label: 'Role' }, { label: 'State' }, { label: 'Last sign-in' }] as const

/** GET /console/operators, and what inviting answers. */
export const OperatorsPage = ({ shell, clock, operators, values, problem, link }: OperatorsPageProps) => (
  <ConsoleLayout title="Operators" shell={shell}>
    <PageHead title="Operators" />
    {problem ? <ErrorSummary {...problem} /> : ''}
    {link ? <LinkMade {...link} /> : ''}
    <div class="stack">
      <section class="card card--table" aria-labelledby="operators-title">
        <h2 id="operators-title">Who operates Frontdesk</h2>
        <Table caption="Operators" columns={COLUMNS}>
          {operators.map((operator) => (
            <tr>
              <NameCell href={`${PLACE}/${operator.id}`} name={operator.name} detail={operator.email ?? ''} />
              <td>{ROLES[operator.role]}</td>
              <td>
                <Badge {...LOOKS[operator.state]} />
              </td>
              <td>{operator.lastSignInAt ? <When at={operator.lastSignInAt} clock={clock} /> : 'Never signed in'}</td>
            </tr>
          ))}
        </Table>
      </section>
      <form class="card stack" method="post" action={PLACE} aria-labelledby="invite-title">
        <h2 id="invite-title">Invite somebody</h2>
        <p class="quiet">You get a link to hand over. With it they set up a passkey or a phone; it works once, for a day.</p>
        <div class="pair">
          <Field
            name="name"
            label="Name"
            value={values?.name}
            error={problem?.errors?.['name']}
            autocomplete="off"
            maxlength={80}
            required
          />
          <Field
            name="email"
            label="E-mail"
            type="email"
            inputmode="email"
            value={values?.email}
            error={problem?.errors?.['email']}
            autocomplete="off"
            maxlength={254}
            required
          />
        </div>
        <Select name="role" label="Role" value={values?.role ?? 'support'} error={problem?.errors?.['role']} options={ROLE_OPTIONS} />
        <p>
          <Button kind="primary" label="Invite" busy="Inviting…" />
        </p>
      </form>
    </div>
  </ConsoleLayout>
)

const LinkMade = ({ name, url }: { name: string; url: string }) => (
  <OnceShown text={`Hand this link to ${name} yourself: it works once, for a day.`} secret={url} />
)

export type OperatorPageProps = {
  shell: ConsoleShell
  operator: OperatorLine
  /** Nobody changes themselves. */
  isSelf: boolean
  problem?: ErrorSummaryProps | undefined
  sure?: SureValues | undefined
  link?: { name: string; url: string } | undefined
}

/** GET /console/operators/:id, and what its forms answer. */
export const OperatorPage = ({ shell, operator, isSelf, problem, sure, link }: OperatorPageProps) => (
  <ConsoleLayout title={operator.name} shell={shell}>
    <PageHead title={operator.name} back={{ href: PLACE, label: 'Operators' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    {link ? <LinkMade {...link} /> : ''}
    <div class="stack">
      <p>
        <span safe>{`${operator.email ?? ''}, ${ROLES[operator.role].toLowerCase()} `}</span>
        <Badge {...LOOKS[operator.state]} />
      </p>
      {isSelf ? (
        <p class="quiet">This is you. Your role is changed, and your place ended, by another super admin.</p>
      ) : (
        <Acts operator={operator} problem={problem} sure={sure} />
      )}
    </div>
  </ConsoleLayout>
)

const Acts = ({ operator: { id, role, state }, problem, sure }: Pick<OperatorPageProps, 'operator' | 'problem' | 'sure'>) => (
  <>
    <form class="card stack" method="post" action={`${PLACE}/${id}/role`} aria-labelledby="role-title">
      <h2 id="role-title">Role</h2>
      <Select name="role" label="What they may do" value={role} options={ROLE_OPTIONS} />
      <p>
        <Button label="Change role" busy="Changing…" />
      </p>
    </form>
    {state === 'suspended' ? (
      <Act id={id} path="readmission" title="Let in again" text="They sign in as before." label="Let in again" />
    ) : (
      <>
        <Act
          id={id}
          path="link"
          title="A new link"
          text="For who lost passkey and phone: what they had is taken away, their sessions end, and you get a link to hand over."
          label="Make a new link"
        >
          <MadeSureFields values={sure} errors={problem?.errors} />
        </Act>
        <Act id={id} path="suspension" title="Suspend" text="They are signed out everywhere at once." label="Suspend" />
      </>
    )}
    <Act
      id={id}
      path="removal"
      title="Remove"
      text="They are signed out at once and cannot come back. The trail keeps their name."
      label="Remove"
      danger
    />
  </>
)

type ActProps = { id: string; path: string; title: string; text: string; label: string; danger?: boolean; children?: Children }

const Act = ({ id, path, title, text, label, danger, children }: ActProps) => (
  <form class="card stack" method="post" action={`${PLACE}/${id}/${path}`} aria-labelledby={`${path}-title`}>
    <h2 id={`${path}-title`} safe>
      {title}
    </h2>
    <p safe>{text}</p>
    {children}
    <p>
      <Button kind={danger ? 'danger' : 'plain'} label={label} busy="One moment…" />
    </p>
  </form>
)
