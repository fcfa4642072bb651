import { Badge, type BadgeProps } from '../ui/badge.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { NameCell } from '../ui/name-cell.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, Exactly, When } from '../ui/when.tsx'
import { ConsoleLayout } from './layout.tsx'
import { OnceShown } from './once-shown.tsx'
import type { ConsoleShell } from './shell.ts'

type State = 'making' | 'active' | 'suspended' | 'closing'
export type OfficeLine = { id: string; slug: string; name: string; state: State; createdAt: Date; closesAt: Date | null }
export type OfficesPageProps = { shell: ConsoleShell; clock: Clock; q: string; offices: readonly OfficeLine[]; mayMake: boolean }

const PLACE = '/console/offices'
const LOOKS: Readonly<Record<State, BadgeProps>> = {
  making: { tone: 'neutral', icon: 'clock', word: 'Being made' },
  active: { tone: 'ok', icon: 'check', word: 'Active' },
  suspended: { tone: 'warn', icon: 'pause', word: 'Suspended' },
  closing: { tone: 'warn', icon: 'stop', word: 'Closing' },
}
const COLUMNS = [{ label: 'Office' }, { label: 'State' }, { label: 'Made' }] as const

/** GET /console/offices */
export const OfficesPage = ({ shell, clock, q, offices, mayMake }: OfficesPageProps) => (
  <ConsoleLayout title="Offices" shell={shell}>
    <PageHead title="Offices">{mayMake ? <LinkButton kind="primary" icon="plus" href={`${PLACE}/new`} label="New office" /> : ''}</PageHead>
    <search aria-label="Find an office">
      <form class="filters" method="get" action={PLACE}>
        <Field name="q" label="Name or address" type="search" value={q} autocomplete="off" maxlength={100} />
        <div class="filters__go">
          <Button label="Find" />
        </div>
      </form>
    </search>
    <section class="card card--table" aria-label="Offices">
      {offices.length > 0 ? (
        <Table caption="Offices" columns={COLUMNS}>
          {offices.map((office) => (
            <tr>
              <NameCell href={`${PLACE}/${office.id}`} name={office.name} detail={office.slug} />
              <td>
                <Badge {...LOOKS[office.state]} />
              </td>
              <td>
                Made <When at={office.createdAt} clock={clock} />
              </td>
            </tr>
          ))}
        </Table>
      ) : (
        <Empty icon="search" title="No office" text={q ? 'None has that in its name or address.' : 'There is none yet.'} />
      )}
    </section>
  </ConsoleLayout>
)

export type NewOfficePageProps = {
  shell: ConsoleShell
  /** The host offices live under, such as localhost:3000. */
  host: string
  values?: { name: string; slug: string; ownerEmail: string } | undefined
  problem?: ErrorSummaryProps | undefined
}

/** GET /console/offices/new */
export const NewOfficePage = ({ shell, host, values, problem }: NewOfficePageProps) => (
  <ConsoleLayout title="New office" shell={shell}>
    <PageHead title="New office" back={{ href: PLACE, label: 'Offices' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <form method="post" action={PLACE} class="card stack narrow">
      <Field name="name" label="Name" value={values?.name} error={problem?.errors?.['name']} autocomplete="off" maxlength={200} required />
      <Field
        name="slug"
        label="Address"
        hint={`The first part of it, as in maple.${host}. Small letters, digits and dashes.`}
        value={values?.slug}
        error={problem?.errors?.['slug']}
        autocomplete="off"
        maxlength={60}
        required
      />
      <Field
        name="ownerEmail"
        label="E-mail of its owner"
        type="email"
        inputmode="email"
        value={values?.ownerEmail}
        error={problem?.errors?.['ownerEmail']}
        autocomplete="off"
        maxlength={254}
        required
      />
      <p>
        <Button kind="primary" label="Make the office" busy="Making…" />
      </p>
    </form>
  </ConsoleLayout>
)

type Replica = {
  state: 'current' | 'behind' | 'never' | 'lacking'
  behindSeconds: number
  drill: { at: Date; passed: boolean } | undefined
}
export type OfficePageProps = {
  shell: ConsoleShell
  clock: Clock
  office: OfficeLine
  url: string
  /** Undefined where nothing is replicated. */
  replica: Replica | undefined
  /** The link of its owner, a moment after it was made. */
  ownerLink?: string | undefined
  /** While the office lets support in. */
  grant: { reason: string; endsAt: Date } | undefined
  mayEnter: boolean
}

/** GET /console/offices/:id, and what making one answers. */
export const OfficePage = ({ shell, clock, office, url, replica, ownerLink, grant, mayEnter }: OfficePageProps) => (
  <ConsoleLayout title={office.name} shell={shell}>
    <PageHead title={office.name} back={{ href: PLACE, label: 'Offices' }} />
    {ownerLink ? (
      <OnceShown text="The office is there. Hand this link to its owner: it works once, within seven days." secret={ownerLink} />
    ) : (
      ''
    )}
    <div class="stack">
      <section class="card" aria-label="About this office">
        <DefinitionList
          facts={[
            { term: 'Address', text: url },
            { term: 'State', element: <Badge {...LOOKS[office.state]} /> },
            { term: 'Made', element: <Exactly at={office.createdAt} clock={clock} /> },
            ...(office.closesAt ? [{ term: 'May be destroyed from', element: <Exactly at={office.closesAt} clock={clock} /> }] : []),
            { term: 'Replica', element: <ReplicaState replica={replica} clock={clock} /> },
            { term: 'Id', element: <code safe>{office.id}</code> },
          ]}
        />
      </section>
      <Entry office={office} grant={grant} mayEnter={mayEnter} clock={clock} />
    </div>
  </ConsoleLayout>
)

type EntryProps = Pick<OfficePageProps, 'office' | 'grant' | 'mayEnter' | 'clock'>

const Entry = ({ office, grant, mayEnter, clock }: EntryProps) => (
  <section class="card stack" aria-labelledby="entry-title">
    <h2 id="entry-title">Support</h2>
    {grant ? (
      <>
        <p>
          <span safe>{`This office lets support in: “${grant.reason}”`}</span>, until <Exactly at={grant.endsAt} clock={clock} />.
        </p>
        <p class="quiet">The owner is told when you enter, and sees everything that you look at.</p>
        {mayEnter ? (
          <form method="post" action={`${PLACE}/${office.id}/visits`}>
            <Button kind="primary" icon="external" label="Enter the office" busy="Entering…" />
          </form>
        ) : (
          ''
        )}
      </>
    ) : (
      <p>Nobody is let in now. An owner of the office can do that, under Settings, Support.</p>
    )}
  </section>
)

const REPLICAS: Readonly<Record<Replica['state'], BadgeProps>> = {
  current: { tone: 'ok', icon: 'check', word: 'All of it is in the bucket' },
  behind: { tone: 'warn', icon: 'clock', word: 'Behind' },
  never: { tone: 'error', icon: 'alert', word: 'Nothing was shipped yet' },
  lacking: { tone: 'error', icon: 'alert', word: 'The bucket lacks something' },
}

const ReplicaState = ({ replica, clock }: { replica: Replica | undefined; clock: Clock }) =>
  replica ? (
    <>
      <Badge {...REPLICAS[replica.state]} />
      {replica.drill ? <Drill {...replica.drill} clock={clock} /> : <p class="quiet">Not checked yet.</p>}
    </>
  ) : (
    <span>Nothing is replicated on this machine.</span>
  )

const Drill = ({ at, passed, clock }: { at: Date; passed: boolean; clock: Clock }) => (
  <p class="quiet">
    {passed ? 'Restored and verified ' : 'The last check found a problem, '}
    <When at={at} clock={clock} />
  </p>
)
