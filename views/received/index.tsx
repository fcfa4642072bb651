import { formatPhone } from '../../src/kit/phone.ts'
import { SavedViews, type SavedViewsProps } from '../fax/saved-views.tsx'
import { ToTrash, type TrashUndo, UndoTrashing } from '../fax/trashed.tsx'
import { Layout, type ShellProps } from '../layout.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { ExportCsv } from '../ui/export.tsx'
import { Select } from '../ui/field.tsx'
import { Filters } from '../ui/filters.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { LoadMore } from '../ui/pagination.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { type ReceivedStatus, wordFor } from '../ui/status-badge.tsx'
import { Table } from '../ui/table.tsx'
import type { Clock } from '../ui/when.tsx'
import { BulkBar } from './bulk.tsx'
import { ReceivedRow, type ReceivedRowProps } from './row.tsx'
import type { Colleague } from './words.ts'

export { ReceivedRow, type ReceivedRowProps } from './row.tsx'

/** As it stands in the address: empty means not filtered. */
export type ReceivedAsked = { q: string; show: string; tag: string; number: string; status: string }

export type ReceivedPageProps = {
  shell: ShellProps
  clock: Clock
  faxes: readonly ReceivedRowProps['fax'][]
  asked: ReceivedAsked
  /** The same as an address says it, so that the list can read itself again when a fax comes in. */
  words: string
  tags: readonly string[]
  nextHref: string | undefined
  /** The office's own numbers. */
  numbers: readonly string[]
  colleagues: readonly Colleague[]
  maySort: boolean
  saved: SavedViewsProps
  /** What was put in the trash a moment ago. */
  undo: TrashUndo | undefined
}

export const ReceivedPage = (props: ReceivedPageProps) => (
  <Layout title="Received" shell={props.shell}>
    <PageHead title="Received">
      <ExportCsv href={`/received/export.csv${props.words ? `?${props.words}` : ''}`} />
      <LinkButton href="/received/receiving" icon="settings" label="When a fax comes in" />
    </PageHead>
    <UndoTrashing undo={props.undo} back="/received" />
    <ReceivedFilters {...props} />
    <SavedViews {...props.saved} />
    <ReceivedList {...props} />
    <ToTrash />
  </Layout>
)

/** Listens for new faxes; once older rows were loaded it offers them instead of moving the list. */
const ReceivedList = (props: ReceivedPageProps) => (
  <section
    id="received"
    class="card card--table"
    aria-label="Received faxes"
    data-live="received"
    data-say={`${props.faxes.filter(({ readAt }) => !readAt).length} new faxes in the list.`}
    hx-get={props.words ? `/received?${props.words}` : '/received'}
    hx-trigger="live"
    hx-select="#received"
    hx-swap="outerMorph"
  >
    <p class="fresh" data-fresh hidden>
      <a href="/received">New faxes have arrived. Show them</a>
    </p>
    {props.faxes.length === 0 ? <NoFaxes asked={props.asked} numbers={props.numbers} /> : <ReceivedTable {...props} />}
  </section>
)

const COLUMNS = [
  { label: 'Select', kind: 'check' },
  { label: 'From' },
  { label: 'Status' },
  { label: 'Pages', kind: 'number' },
  { label: 'When' },
] as const

const ReceivedTable = ({ faxes, asked, clock, nextHref, words, colleagues, tags, maySort }: ReceivedPageProps) => (
  <>
    <Table caption="Received faxes, newest first" columns={COLUMNS} rowsId="rows">
      {faxes.map((fax) => (
        <ReceivedRow fax={fax} clock={clock} q={asked.q} />
      ))}
    </Table>
    <LoadMore href={nextHref} rowsId="rows" />
    {maySort ? <BulkBar words={words} colleagues={colleagues} tags={tags} /> : <form id="bulk" hidden />}
  </>
)

const VIEWS = [
  { value: '', label: 'Inbox' },
  { value: 'unread', label: 'New' },
  { value: 'mine', label: 'Mine' },
  { value: 'unassigned', label: 'Nobody’s' },
  { value: 'urgent', label: 'Urgent' },
  { value: 'blocked', label: 'Blocked' },
  { value: 'replaced', label: 'Split or put together' },
]
const STATUSES: readonly ReceivedStatus[] = ['downloading', 'received', 'failed']
const STATUS_OPTIONS = [{ value: '', label: 'Every status' }, ...STATUSES.map((value) => ({ value, label: wordFor(value) }))]

const ReceivedFilters = ({ asked, tags, numbers }: ReceivedPageProps) => (
  <Filters label="Filter received faxes" action="/received" list="received">
    <SearchBox id="q" label="Name, number, tag or note" value={asked.q} scope="page" />
    <Select name="show" label="Show" value={asked.show} options={VIEWS} />
    <TagFilter tag={asked.tag} tags={tags} />
    {numbers.length > 1 ? <NumberFilter number={asked.number} numbers={numbers} /> : ''}
    <Select name="status" label="Status" value={asked.status} options={STATUS_OPTIONS} />
  </Filters>
)

/** A tag that nobody uses any more can still stand in an address. */
const TagFilter = ({ tag, tags }: { tag: string; tags: readonly string[] }) =>
  tags.length === 0 && !tag ? (
    ''
  ) : (
    <Select
      name="tag"
      label="Tag"
      value={tag}
      options={[
        { value: '', label: 'Every tag' },
        ...[...new Set([...tags, tag])].filter(Boolean).map((each) => ({ value: each, label: each })),
      ]}
    />
  )

const NumberFilter = ({ number, numbers }: { number: string; numbers: readonly string[] }) => (
  <Select
    name="number"
    label="Came in at"
    value={number}
    options={[{ value: '', label: 'Every number' }, ...numbers.map((each) => ({ value: each, label: formatPhone(each) }))]}
  />
)

const NoFaxes = ({ asked, numbers }: Pick<ReceivedPageProps, 'asked' | 'numbers'>) =>
  Object.values(asked).some(Boolean) ? (
    <Empty
      icon="search"
      title="Nothing matches"
      text="Try fewer words, or show the whole inbox."
      action={{ href: '/received', label: 'Clear the filter' }}
    />
  ) : (
    <Empty
      icon="received"
      title="No faxes yet"
      text={`Faxes to ${numbers.map(formatPhone).join(' or ') || 'your number'} appear here by themselves.`}
    />
  )
