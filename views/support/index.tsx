import { Layout, type ShellProps } from '../layout.tsx'
import { PublicLayout } from '../public-layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Select, TextArea } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, Exactly, When } from '../ui/when.tsx'

export type SupportGrantLine = {
  id: string
  reason: string
  grantedByName: string
  grantedAt: Date
  endsAt: Date
  isRunning: boolean
  visits: readonly { operatorName: string; beganAt: Date; seenAt: Date; isIn: boolean }[]
  looks: readonly { at: Date; who: string; what: string }[]
}
export type SupportPageProps = {
  shell: ShellProps
  clock: Clock
  grants: readonly SupportGrantLine[]
  hours: readonly number[]
  values?: { reason: string; hours: string } | undefined
  problem?: ErrorSummaryProps | undefined
}

const PLACE = '/settings/support'

/** GET /settings/support */
export const SupportPage = ({ shell, clock, grants, hours, values, problem }: SupportPageProps) => (
  <Layout title="Support" shell={shell}>
    <PageHead title="Support" back={{ href: '/settings', label: 'Settings' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      {grants.some(({ isRunning }) => isRunning) ? '' : <LetIn hours={hours} values={values} errors={problem?.errors ?? {}} />}
      {grants.map((grant) => (
        <Grant grant={grant} clock={clock} />
      ))}
    </div>
  </Layout>
)

type LetInProps = Pick<SupportPageProps, 'hours' | 'values'> & { errors: Readonly<Record<string, string>> }

const LetIn = ({ hours, values, errors }: LetInProps) => (
  <form class="card stack narrow" method="post" action={PLACE} aria-labelledby="let-in-title">
    <h2 id="let-in-title">Let support in</h2>
    <p>
      Those who run Frontdesk cannot open your office. If they have to look at something, let them in for some hours. They see your
      settings, who works here, how jobs stand and the audit trail: no document, no recipient, no contact and no note, and they change
      nothing. You are told when one comes, and everything they look at is written down.
    </p>
    <TextArea
      name="reason"
      label="What they should look at"
      hint="Without a patient’s name."
      value={values?.reason}
      error={errors['reason']}
      maxlength={500}
      required
    />
    <Select
      name="hours"
      label="For how long"
      value={values?.hours ?? '4'}
      error={errors['hours']}
      options={hours.map((each) => ({ value: String(each), label: each === 1 ? 'One hour' : `${each} hours` }))}
    />
    <p>
      <Button kind="primary" label="Let support in" busy="One moment…" />
    </p>
  </form>
)

const Grant = ({ grant, clock }: { grant: SupportGrantLine; clock: Clock }) => (
  <article class="card stack" aria-labelledby={`grant-${grant.id}`}>
    <h2 id={`grant-${grant.id}`} safe>
      {grant.reason}
    </h2>
    <DefinitionList
      facts={[
        {
          term: 'State',
          element: grant.isRunning ? (
            <Badge tone="warn" icon="eye" word="Support may come in" />
          ) : (
            <Badge tone="neutral" icon="check" word="Over" />
          ),
        },
        { term: 'Let in by', text: grant.grantedByName },
        { term: 'Since', element: <Exactly at={grant.grantedAt} clock={clock} /> },
        { term: grant.isRunning ? 'Ends by itself' : 'Ended', element: <Exactly at={grant.endsAt} clock={clock} /> },
        { term: 'Who came', element: <Visits visits={grant.visits} clock={clock} /> },
      ]}
    />
    {grant.looks.length > 0 ? <Looks looks={grant.looks} clock={clock} /> : ''}
    {grant.isRunning ? (
      <form method="post" action={`${PLACE}/${grant.id}/ending`}>
        <Button kind="danger" label="End it now" busy="Ending…" />
      </form>
    ) : (
      ''
    )}
  </article>
)

const Visits = ({ visits, clock }: Pick<SupportGrantLine, 'visits'> & { clock: Clock }) =>
  visits.length === 0 ? (
    <span>Nobody.</span>
  ) : (
    <ul>
      {visits.map(({ operatorName, beganAt, isIn }) => (
        <li>
          <span safe>{operatorName}</span>, <When at={beganAt} clock={clock} /> {isIn ? <Badge tone="warn" icon="eye" word="In now" /> : ''}
        </li>
      ))}
    </ul>
  )

const Looks = ({ looks, clock }: Pick<SupportGrantLine, 'looks'> & { clock: Clock }) => (
  <details>
    <summary safe>{`What was looked at (${looks.length})`}</summary>
    <Table caption="What support looked at" columns={[{ label: 'When' }, { label: 'Who' }, { label: 'What' }]}>
      {looks.map(({ at, who, what }) => (
        <tr>
          <td class="cell--moment">
            <Exactly at={at} clock={clock} />
          </td>
          <td safe>{who}</td>
          <td class="cell--main" safe>
            {what}
          </td>
        </tr>
      ))}
    </Table>
  </details>
)

/** A ticket that was used, or too late. */
export const TicketOverPage = () => (
  <PublicLayout title="Not let in · Frontdesk">
    <h1>This way in is closed</h1>
    <p>It works once, within a minute, while the office lets support in. Go back to the operators’ host and enter from there again.</p>
  </PublicLayout>
)
