import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type ChangeLine = {
  id: string
  kind: 'removed' | 'merged' | 'tagged' | 'untagged' | 'imported'
  about: string
  at: Date
  who: string
  contacts: number
  /** Brought back so far, and left as they are because they were changed since. */
  undone: number
  stayed: number
  undoneAt: Date | null
}
export type ChangesPageProps = { shell: ShellProps; clock: Clock; changes: readonly ChangeLine[]; mayWrite: boolean }

const COLUMNS = [{ label: 'What was done' }, { label: 'When' }, { label: 'What to do', kind: 'action' }] as const

/** GET /contacts/changes: deleted contacts and everything else that can be undone for thirty days. */
export const ChangesPage = ({ shell, clock, changes, mayWrite }: ChangesPageProps) => (
  <Layout title="Deleted, and undo" shell={shell}>
    <PageHead title="Deleted, and undo" back={{ href: '/contacts', label: 'Contacts' }} />
    <p class="quiet">Deleted contacts come back from here for 30 days, and so does what was changed for many at once.</p>
    <section
      id="changes"
      class="card card--table"
      aria-label="Changes of contacts"
      data-live="contacts"
      hx-get="/contacts/changes"
      hx-trigger="live"
      hx-select="#changes"
      hx-swap="outerHTML"
    >
      {changes.length === 0 ? (
        <Empty
          icon="trash"
          title="Nothing to bring back"
          text="No contact was deleted, merged or imported in the last 30 days."
          action={{ href: '/contacts', label: 'Show contacts' }}
        />
      ) : (
        <Table caption="Changes of contacts, newest first" columns={COLUMNS}>
          {changes.map((change) => (
            <ChangeRow change={change} clock={clock} mayWrite={mayWrite} />
          ))}
        </Table>
      )}
    </section>
  </Layout>
)

const ChangeRow = ({ change, clock, mayWrite }: { change: ChangeLine; clock: Clock; mayWrite: boolean }) => (
  <tr data-row>
    <td class="cell--main">
      <strong safe>{toldOf(change)}</strong>
      <span class="cell__detail" safe>
        {change.who}
      </span>
      <Left change={change} />
    </td>
    <td class="cell--when">
      <When at={change.at} clock={clock} />
    </td>
    <td class="cell--action">{change.undoneAt ? <Undone /> : mayWrite ? <UndoForm change={change} /> : ''}</td>
  </tr>
)

const many = (count: number) => (count === 1 ? '1 contact' : `${count.toLocaleString('en-US')} contacts`)

export function toldOf({ kind, about, contacts }: Pick<ChangeLine, 'kind' | 'about' | 'contacts'>): string {
  if (kind === 'removed') return about ? `Deleted ${about}` : `Deleted ${many(contacts)}`
  if (kind === 'merged') return `Merged ${many(contacts)} into ${about}`
  if (kind === 'tagged') return `Tagged ${many(contacts)} ${about}`
  if (kind === 'untagged') return `Took the tag ${about} off ${many(contacts)}`
  return `Imported ${many(contacts)} from ${about}`
}

const Left = ({ change: { undone, stayed, contacts } }: { change: ChangeLine }) =>
  undone + stayed === 0 ? (
    ''
  ) : (
    <span class="cell__detail">
      {undone} of {contacts} as before{stayed > 0 ? `, ${stayed} changed since and left as they are` : ''}
    </span>
  )

const Undone = () => <Badge tone="neutral" icon="check" word="Undone" />

const UndoForm = ({ change }: { change: ChangeLine }) => (
  <form method="post" action={`/contacts/changes/${change.id}/undoing`}>
    <Button
      small
      icon="refresh"
      label={change.kind === 'removed' ? 'Bring back' : 'Undo'}
      describe={toldOf(change)}
      busy={change.kind === 'removed' ? 'Bringing back…' : 'Undoing…'}
    />
  </form>
)
