import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList, type Fact } from '../ui/definition-list.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PageImages } from '../ui/page-images.tsx'
import { isSettled, type ReceivedStatus, StatusBadge, wordFor } from '../ui/status-badge.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

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
    sha256: string | null
    /** In plain words, ready to show. */
    cause: string | null
  }
  mayRetry: boolean
}

export const ReceivedFaxPage = ({ shell, clock, fax, mayRetry }: ReceivedFaxPageProps) => (
  <Layout title="Received fax" shell={shell}>
    <div id="fax-live" class="stack" data-say={`Fax: ${wordFor(fax.status)}`} {...listening(fax)}>
      <PageHead title={`Fax from ${fax.fromName || formatPhone(fax.from)}`} back={{ href: '/received', label: 'Received' }}>
        <Actions fax={fax} />
      </PageHead>
      <p class="standing">
        <StatusBadge status={fax.status} />
        {fax.partial ? <span>The call broke off: the last pages may be missing. Ask the sender to fax it again.</span> : ''}
      </p>
      <section class="card">
        <h2 class="hide-visually">Record</h2>
        <DefinitionList facts={recordOf(fax, clock)} />
      </section>
      <Content fax={fax} mayRetry={mayRetry} />
    </div>
  </Layout>
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

const Actions = ({ fax }: { fax: Fax }) =>
  fax.status !== 'received' ? (
    ''
  ) : (
    <>
      <LinkButton href={`/received/${fax.id}/document.pdf`} icon="print" label="Open to print" />
      <LinkButton kind="primary" href={`/received/${fax.id}/document.pdf?download=1`} icon="download" label="Download" download />
    </>
  )

function recordOf(fax: Fax, clock: Clock): Fact[] {
  return [
    { term: 'From', text: fax.fromName ? `${fax.fromName}, ${formatPhone(fax.from)}` : formatPhone(fax.from) },
    { term: 'To', text: formatPhone(fax.to) },
    { term: 'Received', element: <Exactly at={fax.receivedAt} clock={clock} /> },
    { term: 'Pages', text: fax.pages === null ? 'Not counted yet' : String(fax.pages) },
    { term: 'Fax', element: <code safe>{fax.id}</code> },
    ...(fax.sha256 ? [{ term: 'SHA-256 of the document', element: <code safe>{fax.sha256}</code> }] : []),
  ]
}

const Content = ({ fax, mayRetry }: { fax: Fax; mayRetry: boolean }) => {
  if (fax.status === 'failed' || (fax.status === 'downloading' && fax.cause)) return <NotHere fax={fax} mayRetry={mayRetry} />
  if (fax.status === 'downloading')
    return <p class="card quiet">The pages are on their way from the carrier. They appear here by themselves.</p>
  return (
    <section class="card viewer" aria-label="Pages">
      <PageImages base={`/received/${fax.id}`} pages={fax.pages ?? 0} size="large" />
    </section>
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
