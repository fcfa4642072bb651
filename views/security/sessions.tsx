import { formatWhen } from '../../src/kit/dates.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type SessionLine = {
  id: string
  kind: 'browser' | 'program'
  name: string
  address: string
  since: Date
  lastAt: Date
  isOwn: boolean
  isLocked: boolean
}
export type SessionsPageProps = {
  shell: ShellProps
  clock: Clock
  /** Where its forms lead. */
  place: string
  sessions: readonly SessionLine[]
  /** Sign-ins of the last days from browsers that were not seen before. */
  news: readonly { name: string; address: string; at: Date }[]
  /** Whose they are, where an owner looks at somebody's. */
  person?: { id: string; name: string } | undefined
}

const COLUMNS = [{ label: 'Device' }, { label: 'From' }, { label: 'Since' }, { label: 'Last' }, { label: 'End', kind: 'action' }] as const

/** GET /settings/security/sessions, GET /settings/people/:id/sessions */
export const SessionsPage = ({ shell, clock, place, sessions, news, person }: SessionsPageProps) => {
  const others = sessions.filter(({ isOwn }) => !isOwn).length
  const title = person ? `Where ${person.name} is signed in` : 'Where you are signed in'
  const back = person ? { href: `/settings/people/${person.id}`, label: person.name } : { href: '/settings/security', label: 'Security' }
  return (
    <Layout title={title} shell={shell}>
      <PageHead title={title} back={back} />
      <div class="stack">
        {news.map((each) => (
          <NewBrowser {...each} clock={clock} />
        ))}
        <section class="card card--table" aria-label="Sessions">
          {sessions.length > 0 ? (
            <Table caption={title} columns={COLUMNS}>
              {sessions.map((session) => (
                <Line session={session} place={place} clock={clock} />
              ))}
            </Table>
          ) : (
            <p class="inset">Nowhere just now.</p>
          )}
          {others > 0 ? <EndOthers place={place} isOwn={!person} /> : ''}
        </section>
        <p class="quiet">The device is what the browser says of itself, and “from” the address it signed in from.</p>
      </div>
    </Layout>
  )
}

export const NewBrowser = ({ name, address, at, clock }: SessionsPageProps['news'][number] & { clock: Clock }) => (
  <Notice
    kind="warn"
    text={`A sign-in from a browser that was not seen before: ${name}, ${formatWhen(at, clock.now, clock.zone).relative}, from ${address}. If it was somebody else, end that session and choose another password.`}
  />
)

const Line = ({ session, place, clock }: { session: SessionLine; place: string; clock: Clock }) => (
  <tr>
    <td class="cell--main">
      <span safe>{session.name}</span>
      <span class="cell__detail">{session.kind === 'program' ? 'A program, by tokens' : ''}</span>
      <Marks session={session} />
    </td>
    <td safe>{session.address || 'unknown'}</td>
    <td>
      Signed in <When at={session.since} clock={clock} />
    </td>
    <td>
      Used <When at={session.lastAt} clock={clock} />
    </td>
    <td class="cell--action">{session.isOwn ? '' : <End session={session} place={place} />}</td>
  </tr>
)

const Marks = ({ session: { isOwn, isLocked } }: { session: SessionLine }) => {
  if (isOwn) return <Badge tone="ok" icon="check" word="This device" />
  return isLocked ? <Badge tone="neutral" icon="lock" word="Locked" /> : ''
}

const End = ({ session, place }: { session: SessionLine; place: string }) => (
  <form method="post" action={`${place}/${session.id}/removal`}>
    <Button small label="End" busy="Ending…" describe={session.name} />
  </form>
)

const EndOthers = ({ place, isOwn }: { place: string; isOwn: boolean }) => (
  <form
    class="inset"
    method="post"
    action={isOwn ? `${place}/others/removal` : `${place}/removal`}
    data-confirm={isOwn ? 'End all others? Whoever uses them has to sign in again.' : 'Sign them out everywhere?'}
  >
    <Button kind="danger" label={isOwn ? 'End all others' : 'End all'} busy="Ending…" />
  </form>
)
