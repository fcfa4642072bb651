import { ageMark } from '../../src/kit/dates.ts'
import { formatPhone } from '../../src/kit/phone.ts'
import { remembered } from '../../src/kit/remembered.ts'
import { Badge } from '../ui/badge.tsx'
import { Cause } from '../ui/cause.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FoundIn } from '../ui/found-in.tsx'
import { isSettled, type ReceivedStatus, StatusBadge, wordFor } from '../ui/status-badge.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type ReceivedRowProps = {
  clock: Clock
  /** What the list was searched for, so that a row that is read again says where it was found. */
  q?: string | undefined
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
    urgent: boolean
    /** The name of whose it is to deal with; empty for nobody's. */
    assignee: string
    tags: readonly string[]
    cause: string | null
    /** Where a search found something: Tag, Note. */
    foundIn?: readonly string[] | undefined
  }
}

const REMEMBERED = 2_000

/** GET /received/:id/row answers this alone. Remembered, as the rows of what was sent are. */
export const ReceivedRow = (props: ReceivedRowProps) => rowFor(props)

const Row = ({ fax, clock, q }: ReceivedRowProps) => (
  <tr
    id={`received-${fax.id}`}
    class={fax.readAt ? undefined : 'row--new'}
    data-row
    data-say={`Fax from ${nameOf(fax)}: ${wordFor(fax.status)}`}
    {...listening(fax, q)}
  >
    <td class="cell--check">
      <Checkbox
        name="fax"
        id={`pick-${fax.id}`}
        value={fax.id}
        label={`Select the fax from ${nameOf(fax)}`}
        form="bulk"
        bare
        hooks={{ 'data-pick': '' }}
      />
    </td>
    <td class="cell--main">
      {fax.readAt ? '' : <span class="dot">New</span>}
      <a href={`/received/${fax.id}`} data-open safe>
        {nameOf(fax)}
      </a>
      <span class="cell__detail" safe>{`${fax.fromName ? `${formatPhone(fax.from)} ` : ''}to ${formatPhone(fax.to)}`}</span>
      <FoundIn parts={fax.foundIn} />
      <Marks fax={fax} />
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

type Fax = ReceivedRowProps['fax']

/** Every fact that a row prints. */
const rowFor = remembered(
  REMEMBERED,
  ({ fax, clock, q }: ReceivedRowProps) => {
    const marks = `${fax.readAt === null} ${fax.urgent} ${fax.assignee}\n${fax.tags.join()}`
    const told = `${fax.from} ${fax.to} ${fax.fromName}\n${marks}\n${fax.cause} ${fax.foundIn?.join()} ${q}`
    return `${fax.id} ${fax.status} ${fax.pages} ${fax.receivedAt.getTime()} ${ageMark(fax.receivedAt, clock.now)} ${clock.zone}\n${told}`
  },
  Row,
)

const nameOf = ({ fromName, from }: Fax) => fromName || formatPhone(from)

/** Whose it is and how it is marked. */
const Marks = ({ fax: { urgent, assignee, tags } }: { fax: Fax }) =>
  urgent || assignee || tags.length > 0 ? (
    <span class="tags">
      {urgent ? <Badge tone="warn" icon="alert" word="Urgent" /> : ''}
      {assignee ? <Assignee name={assignee} /> : ''}
      {tags.map((tag) => (
        <span class="tag" safe>
          {tag}
        </span>
      ))}
    </span>
  ) : (
    ''
  )

const Assignee = ({ name }: { name: string }) => (
  <span class="tag tag--person" safe>
    {`For ${name}`}
  </span>
)

const listening = ({ id, status }: Fax, q = '') =>
  isSettled(status)
    ? {}
    : {
        'data-live': `received:${id}`,
        'hx-get': `/received/${id}/row${q && `?${new URLSearchParams({ q })}`}`,
        'hx-trigger': 'live',
        'hx-swap': 'outerMorph',
      }
