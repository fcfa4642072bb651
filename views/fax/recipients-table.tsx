import { formatPhone } from '../../src/kit/phone.ts'
import { Button } from '../ui/button.tsx'
import { Cause } from '../ui/cause.tsx'
import { type RecipientStatus, StatusBadge } from '../ui/status-badge.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type RecipientLine = {
  id: string
  name: string
  to: string
  status: RecipientStatus
  tries: number
  nextTryAt: Date | null
  settledAt: Date | null
  /** In plain words, ready to show. */
  cause: string | null
  /** What to do about it, where that is for a person to do. */
  advice?: string | null
  /** Held before anything went out, until somebody has looked at it. */
  isGuarded: boolean
}

export type RecipientsTableProps = { faxId: string; recipients: readonly RecipientLine[]; clock: Clock; maySettle: boolean }

const COLUMNS = [{ label: 'To' }, { label: 'Status' }, { label: 'Tries', kind: 'number' }, { label: 'When' }] as const

export const RecipientsTable = ({ faxId, recipients, clock, maySettle }: RecipientsTableProps) => (
  <section class="card card--table" aria-label="Recipients">
    <Table caption="Recipients" columns={COLUMNS}>
      {recipients.map((recipient) => (
        <Line recipient={recipient} clock={clock} />
      ))}
    </Table>
    {maySettle ? <Guarded faxId={faxId} held={recipients.filter((each) => each.isGuarded)} /> : ''}
    {maySettle ? <Held faxId={faxId} held={recipients.filter(({ status, isGuarded }) => status === 'held' && !isGuarded)} /> : ''}
  </section>
)

const Line = ({ recipient, clock }: { recipient: RecipientLine; clock: Clock }) => (
  <tr id={`recipient-${recipient.id}`}>
    <td class="cell--main">
      <span safe>{recipient.name || formatPhone(recipient.to)}</span>
      {recipient.name ? (
        <span class="cell__detail" safe>
          {formatPhone(recipient.to)}
        </span>
      ) : (
        ''
      )}
      <Cause text={recipient.cause} status={recipient.status} />
      {recipient.advice ? (
        <span class="cell__detail" safe>
          {recipient.advice}
        </span>
      ) : (
        ''
      )}
    </td>
    <td class="cell--status">
      <StatusBadge status={recipient.status} />
    </td>
    <td class="cell--number" data-unit={recipient.tries === 1 ? 'try' : 'tries'}>
      {recipient.tries}
    </td>
    <td class="cell--when">
      <Moment recipient={recipient} clock={clock} />
    </td>
  </tr>
)

const Moment = ({ recipient, clock }: { recipient: RecipientLine; clock: Clock }) => {
  if (recipient.settledAt) return <When at={recipient.settledAt} clock={clock} />
  if (!recipient.nextTryAt) return <span class="quiet">–</span>
  if (recipient.nextTryAt <= clock.now) return <>Next try now</>
  return (
    <>
      Next try <When at={recipient.nextTryAt} clock={clock} />
    </>
  )
}

const Guarded = ({ faxId, held }: { faxId: string; held: readonly RecipientLine[] }) =>
  held.length === 0 ? (
    ''
  ) : (
    <div class="held">
      <h2>Waiting for somebody to look</h2>
      <p>Nothing has gone out yet. It waits until somebody decides, however long that takes.</p>
      <ul class="plain">
        {held.map((recipient) => (
          <LookedAt faxId={faxId} recipient={recipient} />
        ))}
      </ul>
    </div>
  )

const LookedAt = ({ faxId, recipient }: { faxId: string; recipient: RecipientLine }) => {
  const name = recipient.name || formatPhone(recipient.to)
  return (
    <li>
      <strong safe>{name}</strong> <span safe>{recipient.cause ?? ''}</span>
      <form class="actions" method="post" action={`/faxes/${faxId}/recipients/${recipient.id}/decision`}>
        <Button small name="outcome" value="again" icon="send" label="Send it" busy="Sending…" describe={`to ${name}`} />
        <Button small name="outcome" value="drop" icon="stop" label="Do not send" busy="Saving…" describe={`to ${name}`} />
      </form>
    </li>
  )
}

const Held = ({ faxId, held }: { faxId: string; held: readonly RecipientLine[] }) =>
  held.length === 0 ? (
    ''
  ) : (
    <div class="held">
      <h2>Waiting for your decision</h2>
      <p>
        It is not certain that this fax arrived: what the carrier said last is shown above. Call the office you sent it to, then choose.
        Sending again may deliver it twice.
      </p>
      <ul class="plain">
        {held.map((recipient) => (
          <Decision faxId={faxId} recipient={recipient} />
        ))}
      </ul>
    </div>
  )

const Decision = ({ faxId, recipient }: { faxId: string; recipient: RecipientLine }) => {
  const name = recipient.name || formatPhone(recipient.to)
  return (
    <li>
      <strong safe>{name}</strong>
      <form class="actions" method="post" action={`/faxes/${faxId}/recipients/${recipient.id}/decision`}>
        <Button small name="outcome" value="again" icon="refresh" label="Send again" busy="Sending…" describe={`to ${name}`} />
        <Button small name="outcome" value="sent" icon="check" label="Mark as sent" busy="Saving…" describe={`to ${name}`} />
      </form>
    </li>
  )
}
