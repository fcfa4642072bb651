import type { Children } from '@kitajs/html'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Select } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'
import { MadeSureFields, type SureValues } from './made-sure.tsx'
import { HandOver, type HandOverProps, PersonBadge, type PersonLine, ROLE_WORDS, type RoleName, roleOptions } from './words.tsx'

export type PersonPageProps = {
  shell: ShellProps
  clock: Clock
  person: PersonLine
  /** Whoever looks at their own page, or at an owner's without being one, changes nothing there. */
  why: 'self' | 'owner' | undefined
  /** Those that somebody can be given here. */
  roles: readonly RoleName[]
  mayMakeOwners: boolean
  maySeeSessions: boolean
  byMail: boolean
  /** Why the last mail to them did not arrive. */
  failure?: string | undefined
  problem?: ErrorSummaryProps | undefined
  handOver?: HandOverProps | undefined
  sure?: SureValues | undefined
}

const WHY = {
  self: 'This is you. Your role is changed, and your place ended, by another owner or administrator.',
  owner: 'Only an owner can change something about an owner.',
} as const

/** GET /settings/people/:id */
export const PersonPage = (props: PersonPageProps) => (
  <Layout title={props.person.name} shell={props.shell}>
    <PageHead title={props.person.name} back={{ href: '/settings/people', label: 'People' }} />
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    {props.handOver ? <HandOver {...props.handOver} /> : ''}
    {props.failure ? <Notice kind="warn" text={`The last mail did not arrive. ${props.failure}`} /> : ''}
    <div class="stack">
      <section class="card" aria-label="About this person">
        <Facts person={props.person} clock={props.clock} />
      </section>
      {props.maySeeSessions ? (
        <p>
          <LinkButton href={`/settings/people/${props.person.id}/sessions`} label="Where they are signed in" />
        </p>
      ) : (
        ''
      )}
      {props.why ? <p class="quiet">{WHY[props.why]}</p> : <Acts {...props} />}
    </div>
  </Layout>
)

const Facts = ({ person, clock }: Pick<PersonPageProps, 'person' | 'clock'>) => (
  <DefinitionList
    facts={[
      { term: 'E-mail', text: person.email },
      { term: 'Role', text: ROLE_WORDS[person.role] },
      { term: 'State', element: <PersonBadge state={person.state} /> },
      person.lastSignInAt
        ? { term: 'Last sign-in', element: <Exactly at={person.lastSignInAt} clock={clock} /> }
        : { term: 'Last sign-in', text: 'Never' },
    ]}
  />
)

const Acts = ({ person, roles, mayMakeOwners, byMail, problem, sure }: PersonPageProps) => (
  <>
    <form class="card stack" method="post" action={`/settings/people/${person.id}/role`} aria-labelledby="role-title">
      <h2 id="role-title">Role</h2>
      <Select name="role" label="What they may do" value={person.role} options={roleOptions(roles, mayMakeOwners)} />
      <p>
        <Button label="Change role" busy="Changing…" />
      </p>
    </form>
    {person.state === 'invited' ? (
      <Act person={person} path="invitation" title="Invitation" {...(byMail ? INVITE_BY_MAIL : INVITE_BY_HAND)}>
        <MadeSureFields values={sure} errors={problem?.errors} />
      </Act>
    ) : (
      ''
    )}
    {person.state === 'active' ? (
      <Act person={person} path="reset" title="Password" {...(byMail ? RESET_BY_MAIL : RESET_BY_HAND)}>
        <MadeSureFields values={sure} errors={problem?.errors} />
      </Act>
    ) : (
      ''
    )}
    {person.state === 'active' ? <Act person={person} path="suspension" title="Suspend" {...SUSPEND} /> : ''}
    {person.state === 'suspended' ? <Act person={person} path="readmission" title="Let in again" {...READMIT} /> : ''}
    <section class="card stack" aria-labelledby="removal-title">
      <h2 id="removal-title">{person.state === 'invited' ? 'Withdraw' : 'Remove'}</h2>
      <p>
        {person.state === 'invited'
          ? 'The link stops working at once.'
          : 'They are signed out at once and cannot come back. What they did keeps their name.'}
      </p>
      <p>
        <LinkButton
          href={`/settings/people/${person.id}/removal`}
          kind="danger"
          icon="trash"
          label={person.state === 'invited' ? 'Withdraw invitation' : 'Remove person'}
        />
      </p>
    </section>
  </>
)

const INVITE_BY_MAIL = { text: 'Another mail with a new link. The link before it stops working.', label: 'Send the invitation again' }
const INVITE_BY_HAND = { text: 'A new link to hand over. The link before it stops working.', label: 'Make a new link' }
const RESET_BY_MAIL = { text: 'They get a mail with a link to choose another password, which works for an hour.', label: 'Send a link' }
const RESET_BY_HAND = {
  text: 'You get a link to hand over, with which they choose another password. It works for an hour.',
  label: 'Make a link',
}
const SUSPEND = { text: 'They are signed out everywhere at once, and what they had queued is not sent.', label: 'Suspend' }
const READMIT = { text: 'They can sign in again, with the password they had.', label: 'Let in again' }

type ActProps = { person: PersonLine; path: string; title: string; text: string; label: string; children?: Children }

const Act = ({ person, path, title, text, label, children }: ActProps) => (
  <form class="card stack" method="post" action={`/settings/people/${person.id}/${path}`} aria-labelledby={`${path}-title`}>
    <h2 id={`${path}-title`} safe>
      {title}
    </h2>
    <p safe>{text}</p>
    {children}
    <p>
      <Button label={label} busy="One moment…" />
    </p>
  </form>
)

export type PersonRemovalPageProps = { shell: ShellProps; person: PersonLine; problem?: ErrorSummaryProps | undefined }

/** GET and POST /settings/people/:id/removal */
export const PersonRemovalPage = ({ shell, person, problem }: PersonRemovalPageProps) => {
  const invited = person.state === 'invited'
  return (
    <Layout title={invited ? 'Withdraw an invitation' : 'Remove a person'} shell={shell}>
      <PageHead
        title={invited ? `Withdraw the invitation of ${person.name}?` : `Remove ${person.name}?`}
        back={{ href: `/settings/people/${person.id}`, label: person.name }}
      />
      {problem ? <ErrorSummary {...problem} /> : ''}
      <form class="card stack narrow" method="post" action={`/settings/people/${person.id}/removal`}>
        <p safe>
          {invited
            ? `The link that ${person.email} has stops working at once. You can invite them again later.`
            : `${person.name} is signed out everywhere at once and cannot sign in again. What they did keeps their name. To keep the place for later, suspend them instead.`}
        </p>
        <p class="actions">
          <Button kind="danger" icon="trash" label={invited ? 'Withdraw invitation' : 'Remove person'} busy="One moment…" />
          <LinkButton href={`/settings/people/${person.id}`} label={invited ? 'Keep it' : 'Keep them'} />
        </p>
      </form>
    </Layout>
  )
}
