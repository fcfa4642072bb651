import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select, TextArea } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

type State = 'requested' | 'confirmed' | 'done'
export type PortLine = { number: string; state: State; day: string | null; note: string; setAt: Date }
export type PortValues = { number: string; state: State; day: string; note: string }
export type PortsPageProps = {
  shell: ShellProps
  clock: Clock
  ports: readonly PortLine[]
  values: PortValues
  mayWrite: boolean
  problem?: ErrorSummaryProps | undefined
}

const PLACE = '/settings/number-ports'
const STATES = [
  { value: 'requested', label: 'Requested' },
  { value: 'confirmed', label: 'Confirmed for a day' },
  { value: 'done', label: 'Done: it is here' },
]

export const PortsPage = (props: PortsPageProps) => (
  <Layout title="Numbers on their way here" shell={props.shell}>
    <div class="stack">
      <PageHead title="Numbers on their way here" back={{ href: '/settings/numbers', label: 'Fax numbers' }} />
      {props.problem ? <ErrorSummary {...props.problem} /> : ''}
      <section class="card card--table" aria-labelledby="ports-title">
        <h2 id="ports-title">From another carrier</h2>
        {props.ports.length === 0 ? (
          <p class="quiet">None. Write down a number that you asked to have moved here.</p>
        ) : (
          <Ports {...props} />
        )}
      </section>
      {props.mayWrite ? <Note {...props} /> : ''}
    </div>
  </Layout>
)

const COLUMNS = [
  { label: 'Number' },
  { label: 'Stands' },
  { label: 'Comes over' },
  { label: 'Written' },
  { label: 'Action', kind: 'action' },
] as const

const Ports = ({ ports, clock, mayWrite }: PortsPageProps) => (
  <Table caption="Numbers that are being ported in" columns={mayWrite ? COLUMNS : COLUMNS.slice(0, 4)}>
    {ports.map(({ number, state, day, note, setAt }) => (
      <tr>
        <td class="cell--main">
          <span safe>{formatPhone(number)}</span>
          <span class="cell__detail" safe>
            {note}
          </span>
        </td>
        <td safe>{STATES.find(({ value }) => value === state)?.label ?? state}</td>
        <td safe>{day ?? 'Not known yet'}</td>
        <td class="cell--when">
          <When at={setAt} clock={clock} />
        </td>
        {mayWrite ? (
          <td class="cell--action">
            <LinkButton small href={`${PLACE}?number=${encodeURIComponent(number)}#port`} label="Change" describe={formatPhone(number)} />
            <form method="post" action={`${PLACE}/${encodeURIComponent(number)}/removal`}>
              <Button small kind="danger" label="Remove" describe={formatPhone(number)} busy="Removing…" />
            </form>
          </td>
        ) : (
          ''
        )}
      </tr>
    ))}
  </Table>
)

const Note = ({ values, problem }: PortsPageProps) => {
  const errors = problem?.errors ?? {}
  return (
    <form id="port" class="card stack narrow" method="post" action={PLACE} data-guard aria-labelledby="note-title">
      <h2 id="note-title">Write down how it stands</h2>
      <p>
        Keep the old line until faxes arrive here: the carriers decide the day. When the number is here, your operator assigns it, or it
        stands under Fax numbers already.
      </p>
      <Field
        name="number"
        label="Number"
        inputmode="tel"
        value={values.number}
        error={errors['number']}
        autocomplete="off"
        maxlength={40}
        required
      />
      <div class="pair">
        <Select name="state" label="How it stands" value={values.state} options={STATES} />
        <Field
          name="day"
          label="Day it comes over"
          hint="As the carrier confirmed it. You are written to the day before."
          type="date"
          value={values.day}
          error={errors['day']}
        />
      </div>
      <TextArea
        name="note"
        label="Note"
        hint="Order number, old carrier, whom to call."
        value={values.note}
        error={errors['note']}
        rows={2}
        maxlength={500}
      />
      <p>
        <Button kind="primary" label="Save" busy="Saving…" />
      </p>
    </form>
  )
}
