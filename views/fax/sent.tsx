import { remembered } from '../../src/kit/remembered.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ColumnChoice } from '../ui/column-choice.tsx'
import { Empty } from '../ui/empty.tsx'
import { ExportCsv } from '../ui/export.tsx'
import { Field, Select } from '../ui/field.tsx'
import { Filters } from '../ui/filters.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { LoadMore } from '../ui/pagination.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { type FaxStatus, wordFor } from '../ui/status-badge.tsx'
import { Table } from '../ui/table.tsx'
import type { Clock } from '../ui/when.tsx'
import { FaxRow, type FaxRowProps, SENT_COLUMNS, type SentColumn } from './row.tsx'
import { SavedViews, type SavedViewsProps } from './saved-views.tsx'
import { ToTrash, type TrashUndo, UndoTrashing } from './trashed.tsx'

/** As they stand in the address: empty means not filtered. */
export type SentFilter = { q: string; status: string; from: string; until: string }

export type SentPageProps = {
  shell: ShellProps
  clock: Clock
  faxes: readonly FaxRowProps['fax'][]
  filter: SentFilter
  columns: readonly SentColumn[]
  saved: SavedViewsProps
  /** The next page under the same filter, while there is one. */
  nextHref: string | undefined
  csvHref: string
  mayTrash: boolean
  /** What was put in the trash a moment ago. */
  undo: TrashUndo | undefined
}

const REMEMBERED = 100

/** The same for everybody under the same filter, which mostly is none. */
const topFor = remembered(
  REMEMBERED,
  (shown: Pick<SentPageProps, 'filter' | 'columns' | 'csvHref'>) => JSON.stringify(shown),
  ({ filter, columns, csvHref }) => (
    <>
      <PageHead title="Sent">
        <ExportCsv href={csvHref} />
        <LinkButton href="/bulks/new" icon="contacts" label="Send to many" />
        <LinkButton kind="primary" href="/faxes/new" icon="plus" label="Send a fax" />
      </PageHead>
      <SentFilters filter={filter} columns={columns} />
    </>
  ),
)

export const SentPage = ({ shell, clock, faxes, filter, columns, saved, nextHref, csvHref, mayTrash, undo }: SentPageProps) => (
  <Layout title="Sent" shell={shell}>
    {topFor({ filter, columns, csvHref })}
    <UndoTrashing undo={undo} back="/faxes" />
    <SavedViews {...saved} />
    <section id="sent" class="card card--table" aria-label="Sent faxes">
      {faxes.length === 0 ? (
        <NoFaxes filter={filter} />
      ) : (
        <SentTable faxes={faxes} filter={filter} clock={clock} columns={columns} nextHref={nextHref} mayTrash={mayTrash} />
      )}
    </section>
    <ToTrash />
  </Layout>
)

const STATUSES: readonly FaxStatus[] = ['held', 'scheduled', 'queued', 'sending', 'delivered', 'partial', 'failed', 'canceled']
const STATUS_OPTIONS = [{ value: '', label: 'Every status' }, ...STATUSES.map((value) => ({ value, label: wordFor(value) }))]
const SentFilters = ({ filter, columns }: Pick<SentPageProps, 'filter' | 'columns'>) => (
  <Filters label="Filter sent faxes" action="/faxes" list="sent">
    <SearchBox id="q" label="Name, number, subject, note or file" value={filter.q} scope="page" />
    <Select name="status" label="Status" value={filter.status} options={STATUS_OPTIONS} />
    <Field name="from" label="From" type="date" value={filter.from} />
    <Field name="until" label="Until" type="date" value={filter.until} />
    <ColumnChoice choices={SENT_COLUMNS} chosen={columns} />
  </Filters>
)

const columnsWith = (more: readonly SentColumn[]) => [
  { label: 'Select', kind: 'check' as const },
  { label: 'To' },
  ...more.map((each) => ({ label: SENT_COLUMNS.find(({ value }) => value === each)?.label ?? '' })),
  { label: 'Status' },
  { label: 'Pages', kind: 'number' as const },
  { label: 'When' },
]

type SentTableProps = Pick<SentPageProps, 'faxes' | 'filter' | 'clock' | 'columns' | 'nextHref' | 'mayTrash'>
const SentTable = ({ faxes, filter, clock, columns, nextHref, mayTrash }: SentTableProps) => (
  <>
    <Table caption="Sent faxes, newest first" columns={columnsWith(columns)} rowsId="rows">
      {faxes.map((fax) => (
        <FaxRow fax={fax} clock={clock} columns={columns} q={filter.q} />
      ))}
    </Table>
    <LoadMore href={nextHref} rowsId="rows" />
    <form class="bulk" id="bulk" method="get" action="/faxes.csv" data-bulk>
      <span data-picked role="status" />
      <Button label="Export selected" icon="download" />
      {mayTrash ? <Button label="Put in the trash" icon="trash" formaction="/trash" formmethod="post" /> : ''}
    </form>
  </>
)

const isFiltered = (filter: SentFilter) => Object.values(filter).some(Boolean)

const NoFaxes = ({ filter }: { filter: SentFilter }) =>
  isFiltered(filter) ? (
    <Empty
      icon="search"
      title="Nothing matches"
      text="Try fewer words, another status or a wider date range."
      action={{ href: '/faxes', label: 'Clear the filter' }}
    />
  ) : (
    <Empty
      icon="sent"
      title="No faxes yet"
      text="Faxes you send appear here, with what became of them."
      action={{ href: '/faxes/new', label: 'Send the first fax', icon: 'send' }}
    />
  )
