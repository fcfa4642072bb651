import { formatPhone } from '../../src/kit/phone.ts'
import { Gone } from '../fax/gone.tsx'
import { InTrash, PutInTrash } from '../fax/trashed.tsx'
import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList, type Fact } from '../ui/definition-list.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { isSettled, type ReceivedStatus, StatusBadge, wordFor } from '../ui/status-badge.tsx'
import { Timeline, type TimelineEntry } from '../ui/timeline.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'
import { type OriginLine, Origins } from './origin.tsx'
import { Unblock } from './senders.tsx'
import { type NoteLine, Notes, SortingCard, type SortingProps } from './side.tsx'
import { Suggested, type Suggestion } from './suggested.tsx'
import { Viewer, type Zoom } from './viewer.tsx'

export type ReceivedFaxPageProps = {
  shell: ShellProps
  clock: Clock
  fax: {
    id: string
    from: string
    fromName: string
    to: string
    status: ReceivedStatus
    pages: number | null
    /** The call broke off before the last page. */
    partial: boolean
    receivedAt: Date
    readAt: Date | null
    /** The name of who read it first. */
    reader: string
    urgent: boolean
    assignedTo: string | null
    shelf: 'inbox' | 'blocked' | 'replaced'
    assignee: string
    tags: readonly string[]
    sha256: string | null
    trashedAt: Date | null
    contentGoneAt?: Date | null
    /** In plain words, ready to show. */
    cause: string | null
  }
  notes: readonly NoteLine[]
  origins: readonly OriginLine[]
  suggestions: readonly Suggestion[]
  turns: ReadonlyMap<number, number>
  zoom: Zoom
  timeline: readonly TimelineEntry[]
  colleagues: SortingProps['colleagues']
  known: SortingProps['known']
  mayWrite: boolean
  /** The other faxes that came in at the same number. */
  numberHref: string
}

export const ReceivedFaxPage = (props: ReceivedFaxPageProps) => (
  <Layout title="Received fax" shell={props.shell}>
    <div id="fax-live" class="stack" data-say={`Fax: ${wordFor(props.fax.status)}`} {...listening(props.fax)}>
      <PageHead title={`Fax from ${props.fax.fromName || formatPhone(props.fax.from)}`} back={{ href: '/received', label: 'Received' }}>
        <Actions {...props} />
      </PageHead>
      <InTrash fax={props.fax} clock={props.clock} mayRestore={props.mayWrite} />
      <Standing fax={props.fax} clock={props.clock} />
      {props.fax.shelf === 'blocked' ? <FromBlocked fax={props.fax} mayWrite={props.mayWrite} /> : ''}
      <Beside {...props} />
      <Content {...props} />
      <div class="columns">
        <section class="card">
          <h2>Record</h2>
          <DefinitionList facts={recordOf(props)} />
        </section>
        <section class="card">
          <h2>What happened</h2>
          <Timeline entries={props.timeline} clock={props.clock} />
        </section>
      </div>
    </div>
  </Layout>
)

/** What is done with it stands before its pages, and little else: they are what somebody came for. */
const Beside = (props: ReceivedFaxPageProps) => {
  const notes = <Notes faxId={props.fax.id} notes={props.notes} clock={props.clock} mayWrite={props.mayWrite} />
  const origins = <Origins origins={props.origins} mayUndo={props.mayWrite} />
  if (!props.mayWrite)
    return (
      <>
        {origins}
        {notes}
      </>
    )
  return (
    <div class="columns">
      <div class="stack">
        <SortingCard fax={props.fax} colleagues={props.colleagues} known={props.known} />
        {props.suggestions.map((each) => (
          <Suggested id={props.fax.id} suggestion={each} />
        ))}
        {origins}
      </div>
      {notes}
    </div>
  )
}

const FromBlocked = ({ fax, mayWrite }: Pick<ReceivedFaxPageProps, 'fax' | 'mayWrite'>) => (
  <section class="card actions">
    <p>This number is blocked, so the fax is not in the inbox.</p>
    {mayWrite ? <Unblock number={fax.from} /> : ''}
  </section>
)

const Standing = ({ fax, clock }: { fax: Fax; clock: Clock }) => (
  <p class="standing">
    <StatusBadge status={fax.status} />
    {fax.urgent ? <Badge tone="warn" icon="alert" word="Urgent" /> : ''}
    {fax.partial ? <span>The call broke off: the last pages may be missing. Ask the sender to fax it again.</span> : ''}
    <span class="quiet">
      <span safe>{`${formatPhone(fax.from)} to ${formatPhone(fax.to)} · `}</span>
      <Exactly at={fax.receivedAt} clock={clock} />
    </span>
  </p>
)

type Fax = ReceivedFaxPageProps['fax']

const listening = ({ id, status }: Fax) =>
  isSettled(status)
    ? {}
    : {
        'data-live': `received:${id}`,
        'hx-get': `/received/${id}`,
        'hx-select': '#fax-live',
        'hx-trigger': 'live',
        'hx-swap': 'outerMorph',
      }

const Actions = ({ fax, mayWrite }: ReceivedFaxPageProps) =>
  fax.status !== 'received' || fax.contentGoneAt ? (
    ''
  ) : (
    <>
      {mayWrite && (fax.pages ?? 0) > 1 && fax.shelf !== 'replaced' && !fax.trashedAt ? (
        <LinkButton href={`/received/${fax.id}/split`} icon="file" label="Split" />
      ) : (
        ''
      )}
      {mayWrite ? <Forward id={fax.id} /> : ''}
      {mayWrite && !fax.trashedAt ? <PutInTrash id={fax.id} field="fax" /> : ''}
      <LinkButton href={`/received/${fax.id}/document.pdf`} icon="print" label="Open to print" />
      <LinkButton kind="primary" href={`/received/${fax.id}/document.pdf?download=1`} icon="download" label="Download" download />
    </>
  )

function recordOf({ fax, clock, numberHref }: ReceivedFaxPageProps): Fact[] {
  return [
    { term: 'From', text: fax.fromName ? `${fax.fromName}, ${formatPhone(fax.from)}` : formatPhone(fax.from) },
    { term: 'To', element: <NumberLink number={fax.to} href={numberHref} /> },
    { term: 'Received', element: <Exactly at={fax.receivedAt} clock={clock} /> },
    ...(fax.readAt ? [{ term: fax.reader ? `Read by ${fax.reader}` : 'Read', element: <Exactly at={fax.readAt} clock={clock} /> }] : []),
    { term: 'Assigned to', text: fax.assignee || 'Nobody' },
    ...(fax.tags.length > 0 ? [{ term: 'Tags', text: fax.tags.join(', ') }] : []),
    { term: 'Pages', text: fax.pages === null ? 'Not counted yet' : String(fax.pages) },
    { term: 'Fax', element: <code safe>{fax.id}</code> },
    ...(fax.sha256 ? [{ term: 'SHA-256 of the document', element: <code safe>{fax.sha256}</code> }] : []),
  ]
}

const NumberLink = ({ number, href }: { number: string; href: string }) => (
  <a href={href} safe>
    {formatPhone(number)}
  </a>
)

const Content = ({ fax, clock, mayWrite, turns, zoom }: ReceivedFaxPageProps) => {
  if (fax.contentGoneAt) return <Gone at={fax.contentGoneAt} clock={clock} />
  if (fax.status === 'failed' || (fax.status === 'downloading' && fax.cause)) return <NotHere fax={fax} mayRetry={mayWrite} />
  if (fax.status === 'downloading')
    return <p class="card quiet">The pages are on their way from the carrier. They appear here by themselves.</p>
  return (
    <div id="pages">
      <Viewer id={fax.id} pages={fax.pages ?? 0} turns={turns} zoom={zoom} mayTurn={mayWrite} />
    </div>
  )
}

const NotHere = ({ fax, mayRetry }: { fax: Fax; mayRetry: boolean }) => (
  <section class="card stack">
    <h2>The pages are not here</h2>
    <p safe>{fax.cause ?? 'The carrier did not hand over the document.'}</p>
    {fax.status === 'downloading' ? <p class="quiet">It is tried again by itself, and this page fills in when it is here.</p> : ''}
    {mayRetry ? <RetryDownload id={fax.id} /> : ''}
  </section>
)

const RetryDownload = ({ id }: { id: string }) => (
  <form method="post" action={`/received/${id}/download`}>
    <Button kind="primary" icon="refresh" label="Try the download again" busy="Trying…" />
  </form>
)

/** Begins a draft with its pages. */
const Forward = ({ id }: { id: string }) => (
  <form method="post" action="/faxes/drafts" enctype="multipart/form-data">
    <input type="hidden" name="received" value={id} />
    <Button icon="send" label="Forward" busy="Copying…" />
  </form>
)
