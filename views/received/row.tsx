import { formatPhone } from '../../src/kit/phone.ts'
import { Cause } from '../ui/cause.tsx'
import { isSettled, type ReceivedStatus, StatusBadge, wordFor } from '../ui/status-badge.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type ReceivedRowProps = {
  clock: Clock
  fax: {
    id: string
    from: string
    /** From contacts; empty when the number is in nobody's. */
    fromName: string
    to: string
    status: ReceivedStatus
    pages: number | null
    receivedAt: Date
    readAt: Date | null
    cause: string | null
  }
}

/** GET /received/:id/row answers this alone. */
export const ReceivedRow = ({ fax, clock }: ReceivedRowProps) => (
  <tr
    id={`received-${fax.id}`}
    class={fax.readAt ? undefined : 'row--new'}
    data-row
    data-say={`Fax from ${nameOf(fax)}: ${wordFor(fax.status)}`}
    {...listening(fax)}
  >
    <td class="cell--main">
      {fax.readAt ? '' : <span class="dot">New</span>}
      <a href={`/received/${fax.id}`} data-open safe>
        {nameOf(fax)}
      </a>
      <span class="cell__detail" safe>{`${fax.fromName ? `${formatPhone(fax.from)} ` : ''}to ${formatPhone(fax.to)}`}</span>
      <Cause text={fax.cause} status={fax.status} />
    </td>
    <td class="cell--status">
      <StatusBadge status={fax.status} />
    </td>
    <td class="cell--number" data-unit={fax.pages === null ? undefined : fax.pages === 1 ? 'page' : 'pages'} safe>
      {fax.pages === null ? '–' : String(fax.pages)}
    </td>
    <td class="cell--when">
      <When at={fax.receivedAt} clock={clock} />
    </td>
  </tr>
)

const nameOf = ({ fromName, from }: ReceivedRowProps['fax']) => fromName || formatPhone(from)

const listening = ({ id, status }: ReceivedRowProps['fax']) =>
  isSettled(status) ? {} : { 'data-live': `received:${id}`, 'hx-get': `/received/${id}/row`, 'hx-trigger': 'live', 'hx-swap': 'outerMorph' }
