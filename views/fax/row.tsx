import { ageMark } from '../../src/kit/dates.ts'
import { formatPhone } from '../../src/kit/phone.ts'
import { remembered } from '../../src/kit/remembered.ts'
import { Cause } from '../ui/cause.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FoundIn } from '../ui/found-in.tsx'
import { type FaxStatus, isSettled, StatusBadge, wordFor } from '../ui/status-badge.tsx'
import { type Clock, When } from '../ui/when.tsx'

/** Beside those that every row has. */
export const SENT_COLUMNS = [
  { value: 'subject', label: 'Subject' },
  { value: 'by', label: 'Sent by' },
  { value: 'from', label: 'From' },
] as const
export type SentColumn = (typeof SENT_COLUMNS)[number]['value']

export type FaxRowProps = {
  clock: Clock
  columns?: readonly SentColumn[] | undefined
  /** What the list was searched for, so that a row that is read again says where it was found. */
  q?: string | undefined
  fax: {
    id: string
    status: FaxStatus
    firstTo: string
    firstName: string
    recipientCount: number
    pages: number
    createdAt: Date
    sendAt: Date | null
    /** In plain words, ready to show. */
    cause: string | null
    subject: string
    fromNumber: string
    /** The name of who sent it. */
    by: string
    /** Where a search found something: Note, File name. */
    foundIn?: readonly string[] | undefined
  }
}

const REMEMBERED = 2_000

/**
 * GET /faxes/:id/row answers this alone. A settled row stops listening. Remembered, because the newest rows are the office's busiest
 * sight and putting fifty of them together costs more than all else that the page takes.
 */
export const FaxRow = (props: FaxRowProps) => rowFor(props)

const Row = ({ fax, clock, columns = [], q }: FaxRowProps) => (
  <tr id={`fax-${fax.id}`} data-row data-say={`Fax to ${nameOf(fax)}: ${wordFor(fax.status)}`} {...listening(fax, columns, q)}>
    <td class="cell--check">
      <Checkbox
        name="id"
        id={`pick-${fax.id}`}
        value={fax.id}
        label={`Select the fax to ${nameOf(fax)}`}
        form="bulk"
        bare
        hooks={{ 'data-pick': '' }}
      />
    </td>
    <td class="cell--main">
      <a href={`/faxes/${fax.id}`} data-open safe>
        {nameOf(fax)}
      </a>
      <span class="cell__detail" safe>
        {detailOf(fax)}
      </span>
      <FoundIn parts={fax.foundIn} />
      <Cause text={fax.recipientCount === 1 ? fax.cause : null} status={fax.status} />
    </td>
    {columns.map((column) => (
      <td safe>{CELLS[column](fax)}</td>
    ))}
    <td class="cell--status">
      <StatusBadge status={fax.status} />
    </td>
    <td class="cell--number" data-unit={fax.pages === 1 ? 'page' : 'pages'}>
      {fax.pages}
    </td>
    <td class="cell--when">
      <When at={shownAt(fax)} clock={clock} />
    </td>
  </tr>
)

type Fax = FaxRowProps['fax']

const CELLS: Readonly<Record<SentColumn, (fax: Fax) => string>> = {
  subject: ({ subject }) => subject,
  by: ({ by }) => by,
  from: ({ fromNumber }) => formatPhone(fromNumber),
}

const shownAt = ({ status, sendAt, createdAt }: Fax) => (status === 'scheduled' && sendAt ? sendAt : createdAt)

/** Every fact that a row prints. */
const rowFor = remembered(
  REMEMBERED,
  ({ fax, clock, columns = [], q }: FaxRowProps) => {
    const at = shownAt(fax)
    const more = columns.map((column) => `${column} ${CELLS[column](fax)}`).join('\n')
    const told = `${fax.firstTo} ${fax.firstName}\n${fax.recipientCount} ${fax.cause} ${fax.foundIn?.join()} ${q}\n${more}`
    return `${fax.id} ${fax.status} ${fax.pages} ${at.getTime()} ${ageMark(at, clock.now)} ${clock.zone}\n${told}`
  },
  Row,
)

const nameOf = ({ firstName, firstTo }: Fax) => firstName || formatPhone(firstTo)

function detailOf({ firstName, firstTo, recipientCount }: Fax) {
  const others = recipientCount > 1 ? `and ${recipientCount - 1} more` : ''
  return [firstName && formatPhone(firstTo), others].filter(Boolean).join(' ')
}

const asked = (columns: readonly SentColumn[], q = '') => {
  const words = new URLSearchParams([
    ...columns.map((column): [string, string] => ['col', column]),
    ...(q ? [['q', q] satisfies [string, string]] : []),
  ])
  return words.size > 0 ? `?${words}` : ''
}
const listening = ({ id, status }: Fax, columns: readonly SentColumn[], q: string | undefined) =>
  isSettled(status)
    ? {}
    : { 'data-live': `fax:${id}`, 'hx-get': `/faxes/${id}/row${asked(columns, q)}`, 'hx-trigger': 'live', 'hx-swap': 'outerMorph' }
