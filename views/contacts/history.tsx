import { formatPhone } from '../../src/kit/phone.ts'
import { type ReceivedStatus, type RecipientStatus, StatusBadge } from '../ui/status-badge.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

type Line<Status> = { id: string; number: string; status: Status; at: Date; pages: number | null }
export type ContactHistoryProps = {
  clock: Clock
  sent: readonly Line<RecipientStatus>[]
  received: readonly Line<ReceivedStatus>[]
  lastDelivered: Date | null
}

const COLUMNS = [{ label: 'Fax' }, { label: 'Number' }, { label: 'Status' }, { label: 'Pages', kind: 'number' }, { label: 'When' }] as const

/** What went to a contact's numbers and came from them. */
export const ContactHistory = ({ clock, sent, received, lastDelivered }: ContactHistoryProps) => (
  <section class="card card--table" aria-labelledby="history">
    <h2 id="history">Faxes with this contact</h2>
    <p class="quiet">
      {lastDelivered ? (
        <>
          Last arrived there <When at={lastDelivered} clock={clock} />.
        </>
      ) : (
        'No fax has arrived there yet.'
      )}
    </p>
    {sent.length + received.length === 0 ? (
      ''
    ) : (
      <Table caption="Faxes sent to this contact and received from it, newest first" columns={COLUMNS}>
        {sent.map((fax) => (
          <HistoryRow fax={fax} clock={clock} href={`/faxes/${fax.id}`} word="Sent" />
        ))}
        {received.map((fax) => (
          <HistoryRow fax={fax} clock={clock} href={`/received/${fax.id}`} word="Received" />
        ))}
      </Table>
    )}
  </section>
)

type HistoryRowProps = { fax: Line<RecipientStatus | ReceivedStatus>; clock: Clock; href: string; word: string }

const HistoryRow = ({ fax, clock, href, word }: HistoryRowProps) => (
  <tr data-row>
    <td class="cell--main">
      <a href={href} data-open safe>
        {word}
      </a>
    </td>
    <td class="cell--phone" safe>
      {formatPhone(fax.number)}
    </td>
    <td class="cell--status">
      <StatusBadge status={fax.status} />
    </td>
    <td class="cell--number" safe>
      {fax.pages === null ? '–' : String(fax.pages)}
    </td>
    <td class="cell--when">
      <When at={fax.at} clock={clock} />
    </td>
  </tr>
)
