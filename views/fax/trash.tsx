import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { LoadMore } from '../ui/pagination.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type TrashLine = {
  kind: 'sent' | 'received'
  id: string
  name: string
  number: string
  pages: number | null
  trashedAt: Date
  /** The name of who put it there. */
  by: string
}
export type TrashPageProps = {
  shell: ShellProps
  clock: Clock
  faxes: readonly TrashLine[]
  nextHref: string | undefined
  days: number
  /** As it was typed, when it was no number of days. */
  typed?: string | undefined
  problem?: ErrorSummaryProps | undefined
  may: { restore: boolean; set: boolean }
}

export const TrashPage = ({ shell, clock, faxes, nextHref, days, typed, problem, may }: TrashPageProps) => (
  <Layout title="Trash" shell={shell}>
    <div class="stack">
      <PageHead title="Trash" back={{ href: '/received', label: 'Received' }} />
      {problem ? <ErrorSummary {...problem} /> : ''}
      <p class="quiet" safe>
        {`What is here is in no list and no search. After ${days} days its pages are destroyed for good, unless your rules keep records longer or a legal hold stands.`}
      </p>
      {faxes.length === 0 ? (
        <Empty icon="trash" title="The trash is empty" text="Faxes that you put in the trash can be taken out again here." />
      ) : (
        <section class="card card--table" aria-label="Faxes in the trash">
          <TrashTable faxes={faxes} clock={clock} mayRestore={may.restore} />
          <LoadMore href={nextHref} rowsId="rows" />
          {may.restore ? <Restoring /> : ''}
        </section>
      )}
      {may.set ? <Rule days={typed ?? String(days)} errors={problem?.errors ?? {}} /> : ''}
    </div>
  </Layout>
)

const COLUMNS = [{ label: 'Select', kind: 'check' }, { label: 'Fax' }, { label: 'Pages', kind: 'number' }, { label: 'Put here' }] as const

const TrashTable = ({ faxes, clock, mayRestore }: { faxes: readonly TrashLine[]; clock: Clock; mayRestore: boolean }) => (
  <Table caption="Faxes in the trash, put there last first" columns={mayRestore ? COLUMNS : COLUMNS.slice(1)} rowsId="rows">
    {faxes.map((fax) => (
      <tr id={`trashed-${fax.id}`} data-row>
        {mayRestore ? (
          <td class="cell--check">
            <Checkbox
              name="id"
              id={`pick-${fax.id}`}
              value={fax.id}
              label={`Select the ${titleOf(fax)}`}
              form="bulk"
              bare
              hooks={{ 'data-pick': '' }}
            />
          </td>
        ) : (
          ''
        )}
        <td class="cell--main">
          <a href={`${fax.kind === 'sent' ? '/faxes' : '/received'}/${fax.id}`} data-open safe>
            {fax.name || formatPhone(fax.number)}
          </a>
          <span class="cell__detail" safe>{`${fax.kind === 'sent' ? 'Sent to' : 'Received from'} ${formatPhone(fax.number)}`}</span>
        </td>
        <td class="cell--number" data-unit={fax.pages === 1 ? 'page' : 'pages'} safe>
          {fax.pages === null ? '–' : String(fax.pages)}
        </td>
        <td class="cell--when">
          <When at={fax.trashedAt} clock={clock} />
          <span class="cell__detail" safe>{`by ${fax.by}`}</span>
        </td>
      </tr>
    ))}
  </Table>
)

const titleOf = ({ kind, name, number }: TrashLine) => `fax ${kind === 'sent' ? 'to' : 'from'} ${name || formatPhone(number)}`

const Restoring = () => (
  <form class="bulk" id="bulk" method="post" action="/trash/restorations" data-bulk>
    <span data-picked role="status" />
    <Button label="Take out of the trash" icon="refresh" busy="Taking out…" />
  </form>
)

const Rule = ({ days, errors }: { days: string; errors: Readonly<Record<string, string>> }) => (
  <form class="card stack narrow" method="post" action="/trash/rule" aria-labelledby="rule-title">
    <h2 id="rule-title">How long the trash keeps faxes</h2>
    <Field name="days" label="Days" value={days} error={errors['days']} inputmode="numeric" autocomplete="off" required />
    <p>
      <Button label="Save" busy="Saving…" />
    </p>
  </form>
)
