import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { NameCell } from '../ui/name-cell.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'
import { HandOver, type HandOverProps, PersonBadge, type PersonLine, ROLE_WORDS, type RoleName, roleOptions } from './words.tsx'

export type PeoplePageProps = {
  shell: ShellProps
  clock: Clock
  people: readonly PersonLine[]
  /** Those that somebody can be given here. */
  roles: readonly RoleName[]
  mayMakeOwners: boolean
  byMail: boolean
  values?: { name: string; email: string; role: string } | undefined
  problem?: ErrorSummaryProps | undefined
  handOver?: HandOverProps | undefined
}

/** GET /settings/people, and what inviting answers. */
export const PeoplePage = (props: PeoplePageProps) => (
  <Layout title="People" shell={props.shell}>
    <PageHead title="People" back={{ href: '/settings', label: 'Settings' }}>
      <LinkButton href="/roles" icon="shield" label="Who may do what" />
    </PageHead>
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    {props.handOver ? <HandOver {...props.handOver} /> : ''}
    <div class="stack">
      <section class="card card--table" aria-labelledby="people-title">
        <h2 id="people-title">Who works here</h2>
        <PeopleTable people={props.people} clock={props.clock} />
      </section>
      <Invitation {...props} />
    </div>
  </Layout>
)

const COLUMNS = [{ label: 'Name' }, { label: 'Role' }, { label: 'State' }, { label: 'Last sign-in' }] as const

const PeopleTable = ({ people, clock }: Pick<PeoplePageProps, 'people' | 'clock'>) => (
  <Table caption="People of this office" columns={COLUMNS}>
    {people.map((person) => (
      <tr>
        <NameCell href={`/settings/people/${person.id}`} name={person.name} detail={person.email} />
        <td safe>{ROLE_WORDS[person.role]}</td>
        <td>
          <PersonBadge state={person.state} />
        </td>
        <td class="cell--when">{person.lastSignInAt ? <When at={person.lastSignInAt} clock={clock} /> : 'Never signed in'}</td>
      </tr>
    ))}
  </Table>
)

const Invitation = ({ roles, mayMakeOwners, byMail, values, problem }: PeoplePageProps) => (
  <form class="card stack" method="post" action="/settings/people" data-guard aria-labelledby="invitation-title">
    <h2 id="invitation-title">Invite someone</h2>
    <p class="quiet">
      {byMail
        ? 'They get a mail with a link, choose a password of their own, and are in. The link works once, for seven days.'
        : 'No mail is set up here: you get a link to hand over. It works once, for seven days.'}
    </p>
    <div class="pair">
      <Field name="name" label="Name" value={values?.name} error={problem?.errors?.['name']} autocomplete="off" maxlength={120} required />
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
    <Select
      name="role"
      label="Role"
      value={values?.role ?? 'user'}
      error={problem?.errors?.['role']}
      options={roleOptions(roles, mayMakeOwners)}
    />
    <p>
      <Button kind="primary" label="Invite" busy="Inviting…" />
    </p>
  </form>
)
