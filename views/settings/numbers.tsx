import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'
import { dollars } from './order.tsx'

export type NumberLine = {
  number: string
  label: string
  sent: number
  lastSentAt: Date | null
  received: number
  lastReceivedAt: Date | null
}
export type NumbersPageProps = {
  shell: ShellProps
  clock: Clock
  lines: readonly NumberLine[]
  /** Of which the use is counted. */
  days: number
  mayOrder: boolean
  wish?: { areaCode: string; city: string } | undefined
  /** Undefined before anything was looked for. */
  offers?: readonly { number: string; place: string; onceCents: number; monthlyCents: number }[] | undefined
  problem?: ErrorSummaryProps | undefined
}

export const NumbersPage = (props: NumbersPageProps) => (
  <Layout title="Fax numbers" shell={props.shell}>
    <PageHead title="Fax numbers" back={{ href: '/settings', label: 'Settings' }} />
    {props.problem ? <ErrorSummary {...props.problem} /> : ''}
    <div class="stack">
      <section class="card card--table" aria-labelledby="numbers-title">
        <h2 id="numbers-title">Your numbers</h2>
        {props.lines.length === 0 ? <p class="quiet">No number yet. Without one nothing can be sent.</p> : <Lines {...props} />}
      </section>
      <p class="actions">
        <LinkButton href="/settings/number-ports" label="Numbers on their way here from another carrier" />
      </p>
      {props.mayOrder ? <Search {...props} /> : ''}
      {props.offers ? <Offers offers={props.offers} /> : ''}
    </div>
  </Layout>
)

const Lines = ({ lines, days, clock }: Pick<NumbersPageProps, 'lines' | 'days' | 'clock'>) => (
  <Table
    caption="Fax numbers of this office"
    columns={[
      { label: 'Number' },
      { label: `Sent, ${days} days`, kind: 'number' },
      { label: `Received, ${days} days`, kind: 'number' },
      { label: 'Last received' },
    ]}
  >
    {lines.map((line) => (
      <tr>
        <td class="cell--main">
          <a href={`/settings/numbers/${line.number.slice(1)}`} safe>
            {formatPhone(line.number)}
          </a>
          <span class="cell__detail" safe>
            {line.label}
          </span>
        </td>
        <td class="cell--number">{line.sent}</td>
        <td class="cell--number">{line.received}</td>
        <td>{line.lastReceivedAt ? <When at={line.lastReceivedAt} clock={clock} /> : '–'}</td>
      </tr>
    ))}
  </Table>
)

const Search = ({ wish, problem }: NumbersPageProps) => (
  <form class="card stack" method="get" action="/settings/numbers/offers" aria-labelledby="search-title">
    <h2 id="search-title">Add a number</h2>
    <p>Look for one by area code, city or both. You see its price before you order.</p>
    <div class="pair">
      <Field
        name="areaCode"
        label="Area code"
        inputmode="numeric"
        value={wish?.areaCode}
        error={problem?.errors?.['areaCode']}
        maxlength={3}
        autocomplete="off"
      />
      <Field name="city" label="City" value={wish?.city} error={problem?.errors?.['city']} maxlength={60} autocomplete="off" />
    </div>
    <p>
      <Button label="Search" icon="search" busy="Asking the carrier…" />
    </p>
  </form>
)

const Offers = ({ offers }: { offers: NonNullable<NumbersPageProps['offers']> }) => (
  <section class="card card--table" aria-labelledby="offers-title">
    <h2 id="offers-title">Numbers you can have</h2>
    {offers.length === 0 ? <p class="quiet">None right now. Try another area code or city.</p> : <OfferTable offers={offers} />}
  </section>
)

const OfferTable = ({ offers }: { offers: NonNullable<NumbersPageProps['offers']> }) => (
  <Table
    caption="Numbers that can be ordered"
    columns={[
      { label: 'Number' },
      { label: 'A month', kind: 'number' },
      { label: 'Once', kind: 'number' },
      { label: 'Order', kind: 'action' },
    ]}
  >
    {offers.map(({ number, place, onceCents, monthlyCents }) => (
      <tr>
        <td class="cell--main">
          <span safe>{formatPhone(number)}</span>
          <span class="cell__detail" safe>
            {place}
          </span>
        </td>
        <td class="cell--number" safe>
          {dollars(monthlyCents)}
        </td>
        <td class="cell--number" safe>
          {dollars(onceCents)}
        </td>
        <td class="cell--action">
          <LinkButton
            small
            href={`/settings/numbers/order?number=${encodeURIComponent(number)}`}
            label="Order…"
            describe={formatPhone(number)}
          />
        </td>
      </tr>
    ))}
  </Table>
)
