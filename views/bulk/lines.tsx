import { formatPhone } from '../../src/kit/phone.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Select } from '../ui/field.tsx'
import { LoadMore } from '../ui/pagination.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'
import { OUTCOMES, type Outcome, OutcomeBadge, wordOf } from './outcome.tsx'

export type BulkLine = {
  row: number
  to: string
  name: string
  outcome: Outcome
  why: string
  doubt: string | null
  at: Date | null
  faxId: string | null
}
export type LinesProps = {
  id: string
  clock: Clock
  lines: readonly BulkLine[]
  /** Empty for everybody. */
  outcome: Outcome | 'doubtful' | ''
  nextHref: string | undefined
  /** Follows what becomes of them; once more of the list was loaded it offers that instead of moving it. */
  isLive: boolean
  isDryRun: boolean
}

const COLUMNS = [{ label: 'Row', kind: 'number' }, { label: 'To' }, { label: 'What became of it' }, { label: 'When' }] as const

export const Lines = ({ id, clock, lines, outcome, nextHref, isLive, isDryRun }: LinesProps) => (
  <section id="lines" class="card card--table" aria-label="Everybody in the list">
    <form class="filters filters--words inset" method="get" action={`/bulks/${id}`} aria-label="Show only some of the list">
      <Select
        name="outcome"
        label="Show"
        value={outcome}
        options={[
          { value: '', label: 'Everybody in the list' },
          { value: 'doubtful', label: 'Numbers to look at' },
          ...OUTCOMES.map((value) => ({ value, label: wordOf(value, isDryRun) })),
        ]}
      />
      <Button label="Show" icon="eye" />
    </form>
    <div id="lines-now" {...(isLive ? following(id, outcome) : {})}>
      <p class="fresh" data-fresh hidden>
        <a href={whereOf(id, outcome)}>More has happened. Show the list as it is now</a>
      </p>
      {lines.length === 0 ? (
        <Empty icon="search" title="Nobody" text="Nobody in the list stands there now." />
      ) : (
        <>
          <Table caption="The list, in its order" columns={COLUMNS} rowsId="rows">
            {lines.map((line) => (
              <Line line={line} clock={clock} isDryRun={isDryRun} />
            ))}
          </Table>
          <LoadMore href={nextHref} rowsId="rows" />
        </>
      )}
    </div>
  </section>
)

const whereOf = (id: string, outcome: LinesProps['outcome']) => `/bulks/${id}${outcome ? `?outcome=${outcome}` : ''}`

const following = (id: string, outcome: LinesProps['outcome']) => ({
  'data-live': `bulk:${id}`,
  'hx-get': whereOf(id, outcome),
  'hx-trigger': 'live',
  'hx-select': '#lines-now',
  'hx-swap': 'outerMorph',
})

const numberOf = ({ to }: BulkLine) => (to.startsWith('+') ? formatPhone(to) : to || 'No number')

const Line = ({ line, clock, isDryRun }: { line: BulkLine; clock: Clock; isDryRun: boolean }) => (
  <tr data-row>
    <td class="cell--number">{line.row}</td>
    <td class="cell--main">
      {line.faxId ? (
        <a href={`/faxes/${line.faxId}`} data-open safe>
          {line.name || numberOf(line)}
        </a>
      ) : (
        <span safe>{line.name || numberOf(line)}</span>
      )}
      {line.name ? (
        <span class="cell__detail" safe>
          {numberOf(line)}
        </span>
      ) : (
        ''
      )}
    </td>
    <td>
      <OutcomeBadge outcome={line.outcome} isDryRun={isDryRun} />
      {line.why || line.doubt ? (
        <span class="cell__detail" safe>
          {line.why || line.doubt}
        </span>
      ) : (
        ''
      )}
    </td>
    <td class="cell--when">{line.at ? <When at={line.at} clock={clock} /> : '–'}</td>
  </tr>
)
