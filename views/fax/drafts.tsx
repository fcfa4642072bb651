import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, Exactly, When } from '../ui/when.tsx'

export type DraftLine = {
  id: string
  /** The first recipient, as typed; empty when there is none yet. */
  to: string
  more: number
  subject: string
  pages: number
  who: string
  updatedAt: Date
  endsAt: Date
}
export type DraftsPageProps = {
  shell: ShellProps
  clock: Clock
  drafts: readonly DraftLine[]
  discarded: readonly DraftLine[]
  /** After how many days untouched one ends, and for how many a discarded one can be brought back. */
  days: { kept: number; undo: number }
}

export const DraftsPage = ({ shell, clock, drafts, discarded, days }: DraftsPageProps) => (
  <Layout title="Drafts" shell={shell}>
    <PageHead title="Drafts" back={{ href: '/faxes/new', label: 'Send a fax' }} />
    <div class="stack">
      <p
        class="quiet"
        safe
      >{`What was begun and not sent yet, its files included. A draft that nobody touches for ${days.kept} days ends.`}</p>
      <section class="card card--table" aria-label="Drafts">
        {drafts.length === 0 ? <NoDrafts /> : <DraftTable caption="Drafts, the last touched first" drafts={drafts} clock={clock} />}
      </section>
      {discarded.length > 0 ? <Discarded drafts={discarded} clock={clock} days={days.undo} /> : ''}
    </div>
  </Layout>
)

const NoDrafts = () => (
  <Empty
    icon="file"
    title="No drafts"
    text="What you begin to write is kept by itself, and waits here until it is sent."
    action={{ href: '/faxes/new', label: 'Send a fax', icon: 'send' }}
  />
)

const Discarded = ({ drafts, clock, days }: { drafts: readonly DraftLine[]; clock: Clock; days: number }) => (
  <section class="card card--table" aria-labelledby="discarded-title">
    <h2 id="discarded-title">Discarded</h2>
    <p class="quiet" safe>{`They can be brought back for ${days} days.`}</p>
    <DraftTable caption="Discarded drafts" drafts={drafts} clock={clock} isGone />
  </section>
)

const COLUMNS = [
  { label: 'To' },
  { label: 'Pages', kind: 'number' },
  { label: 'Last change' },
  { label: 'Ends' },
  { label: 'What to do', kind: 'action' },
] as const

type TableProps = { caption: string; drafts: readonly DraftLine[]; clock: Clock; isGone?: boolean }

const DraftTable = ({ caption, drafts, clock, isGone = false }: TableProps) => (
  <Table caption={caption} columns={COLUMNS}>
    {drafts.map((draft) => (
      <Line draft={draft} clock={clock} isGone={isGone} />
    ))}
  </Table>
)

const titleOf = ({ to, more }: DraftLine) => (to === '' ? 'Nobody yet' : more > 0 ? `${to} and ${more} more` : to)

const Line = ({ draft, clock, isGone }: { draft: DraftLine; clock: Clock; isGone: boolean }) => (
  <tr>
    <td class="cell--main">
      <span safe>{titleOf(draft)}</span>
      <span class="cell__detail" safe>
        {draft.subject}
      </span>
    </td>
    <td class="cell--number">{draft.pages}</td>
    <td>
      <When at={draft.updatedAt} clock={clock} />
      <span class="cell__detail" safe>
        {draft.who}
      </span>
    </td>
    <td>
      <Exactly at={draft.endsAt} clock={clock} />
    </td>
    <td class="cell--action">
      <span class="actions">{isGone ? <BringBack draft={draft} /> : <Continue draft={draft} />}</span>
    </td>
  </tr>
)

const Continue = ({ draft }: { draft: DraftLine }) => (
  <>
    <LinkButton small href={`/faxes/drafts/${draft.id}`} label="Continue" describe={titleOf(draft)} />
    <form method="post" action={`/faxes/drafts/${draft.id}/removal`}>
      <Button small kind="quiet" icon="trash" label="Discard" describe={titleOf(draft)} />
    </form>
  </>
)

const BringBack = ({ draft }: { draft: DraftLine }) => (
  <form method="post" action={`/faxes/drafts/${draft.id}/restoration`}>
    <Button small icon="refresh" label="Undo" describe={titleOf(draft)} />
  </form>
)
