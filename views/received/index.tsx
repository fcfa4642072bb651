import { Layout, type ShellProps } from '../layout.tsx'
import { Empty } from '../ui/empty.tsx'
import { Select } from '../ui/field.tsx'
import { Filters } from '../ui/filters.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { LoadMore } from '../ui/pagination.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { type ReceivedStatus, wordFor } from '../ui/status-badge.tsx'
import { Table } from '../ui/table.tsx'
import type { Clock } from '../ui/when.tsx'
import { ReceivedRow, type ReceivedRowProps } from './row.tsx'

export { ReceivedRow, type ReceivedRowProps } from './row.tsx'

export type ReceivedFilter = { q: string; status: string }

export type ReceivedPageProps = {
  shell: ShellProps
  clock: Clock
  faxes: readonly ReceivedRowProps['fax'][]
  filter: ReceivedFilter
  /** This very page, for the list to read itself again when a fax comes in. */
  selfHref: string
  nextHref: string | undefined
  /** The office's own numbers, already written for people. */
  numbers: readonly string[]
}

export const ReceivedPage = (props: ReceivedPageProps) => (
  <Layout title="Received" shell={props.shell}>
    <PageHead title="Received" />
    <ReceivedFilters filter={props.filter} />
    <ReceivedList {...props} />
  </Layout>
)

/** Listens for new faxes; once older rows were loaded it offers them instead of moving the list. */
const ReceivedList = ({ faxes, filter, clock, selfHref, nextHref, numbers }: ReceivedPageProps) => (
  <section
    id="received"
    class="card card--table"
    aria-label="Received faxes"
    data-live="received"
    data-say={`${faxes.filter(({ readAt }) => !readAt).length} new faxes in the list.`}
    hx-get={selfHref}
    hx-trigger="live"
    hx-select="#received"
    hx-swap="outerMorph"
  >
    <p class="fresh" data-fresh hidden>
      <a href="/received">New faxes have arrived. Show them</a>
    </p>
    {faxes.length === 0 ? <NoFaxes filter={filter} numbers={numbers} /> : <ReceivedTable faxes={faxes} clock={clock} nextHref={nextHref} />}
  </section>
)

const COLUMNS = [{ label: 'From' }, { label: 'Status' }, { label: 'Pages', kind: 'number' }, { label: 'When' }] as const

const ReceivedTable = ({ faxes, clock, nextHref }: Pick<ReceivedPageProps, 'faxes' | 'clock' | 'nextHref'>) => (
  <>
    <Table caption="Received faxes, newest first" columns={COLUMNS} rowsId="rows">
      {faxes.map((fax) => (
        <ReceivedRow fax={fax} clock={clock} />
      ))}
    </Table>
    <LoadMore href={nextHref} rowsId="rows" />
  </>
)

const STATUSES: readonly ReceivedStatus[] = ['downloading', 'received', 'failed']
const STATUS_OPTIONS = [{ value: '', label: 'Every status' }, ...STATUSES.map((value) => ({ value, label: wordFor(value) }))]
const ReceivedFilters = ({ filter }: { filter: ReceivedFilter }) => (
  <Filters label="Filter received faxes" action="/received" list="received">
    <SearchBox id="q" label="Name or number" value={filter.q} scope="page" />
    <Select name="status" label="Status" value={filter.status} options={STATUS_OPTIONS} />
  </Filters>
)

const NoFaxes = ({ filter, numbers }: Pick<ReceivedPageProps, 'filter' | 'numbers'>) =>
  filter.q || filter.status ? (
    <Empty
      icon="search"
      title="Nothing matches"
      text="Try fewer words or another status."
      action={{ href: '/received', label: 'Clear the filter' }}
    />
  ) : (
    <Empty icon="received" title="No faxes yet" text={`Faxes to ${numbers.join(' or ') || 'your number'} appear here by themselves.`} />
  )
