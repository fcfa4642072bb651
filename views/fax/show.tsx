import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList, type Fact } from '../ui/definition-list.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PageImages } from '../ui/page-images.tsx'
import { type FaxStatus, isSettled, StatusBadge, wordFor } from '../ui/status-badge.tsx'
import { Timeline, type TimelineEntry } from '../ui/timeline.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'
import { Gone } from './gone.tsx'
import { type RecipientLine, RecipientsTable } from './recipients-table.tsx'
import { InTrash, PutInTrash } from './trashed.tsx'

export type { RecipientLine } from './recipients-table.tsx'

export type FaxPageProps = {
  shell: ShellProps
  clock: Clock
  fax: {
    id: string
    status: FaxStatus
    fromNumber: string
    cover: boolean
    subject: string
    note: string
    pages: number
    createdAt: Date
    sendAt: Date | null
    /** Of the one PDF that is sent; null until it is made. */
    sha256: string | null
    /** The bulk that it is one recipient's part of. */
    bulkId?: string | null
    trashedAt: Date | null
    /** The trash was emptied of it. */
    emptiedAt: Date | null
    contentGoneAt?: Date | null
  }
  sentBy: string
  recipients: readonly RecipientLine[]
  timeline: readonly TimelineEntry[]
  /** What this person may do with this fax now. */
  may: { cancel: boolean; refresh: boolean; settle: boolean; trash: boolean }
  /** The faxes that this one sends again, and those that send it again. */
  related: { before: readonly string[]; after: readonly string[] }
  /** Whether it missed somebody; absent for who may not send. */
  resend?: { missed: boolean } | undefined
}

export const FaxPage = (props: FaxPageProps) => (
  <Layout title="Fax" shell={props.shell}>
    <div id="fax-live" class="stack" data-say={`Fax: ${wordFor(props.fax.status)}`} {...listening(props.fax)}>
      <PageHead
        title={titleOf(props.recipients)}
        back={props.fax.bulkId ? { href: `/bulks/${props.fax.bulkId}`, label: 'Sent to many' } : { href: '/faxes', label: 'Sent' }}
      >
        <Actions {...props} />
      </PageHead>
      <InTrash fax={props.fax} clock={props.clock} mayRestore={props.may.trash} />
      <p class="standing">
        <StatusBadge status={props.fax.status} />
      </p>
      <RecipientsTable faxId={props.fax.id} recipients={props.recipients} clock={props.clock} maySettle={props.may.settle} />
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
      {props.resend && !props.fax.contentGoneAt ? <Resend id={props.fax.id} missed={props.resend.missed} /> : ''}
      {props.fax.contentGoneAt ? <Gone at={props.fax.contentGoneAt} clock={props.clock} isSent /> : <FaxDocument fax={props.fax} />}
    </div>
  </Layout>
)

const listening = ({ id, status }: FaxPageProps['fax']) =>
  isSettled(status)
    ? {}
    : { 'data-live': `fax:${id}`, 'hx-get': `/faxes/${id}`, 'hx-select': '#fax-live', 'hx-trigger': 'live', 'hx-swap': 'outerMorph' }

function titleOf([first, ...others]: readonly RecipientLine[]) {
  if (!first) return 'Fax'
  const name = first.name || formatPhone(first.to)
  return others.length === 0 ? `Fax to ${name}` : `Fax to ${name} and ${others.length} more`
}

const Actions = ({ fax, may }: FaxPageProps) => (
  <>
    {isSettled(fax.status) ? <LinkButton href={`/faxes/${fax.id}/receipt.pdf`} icon="download" label="Receipt" /> : ''}
    {may.trash && !fax.trashedAt ? <PutInTrash id={fax.id} field="id" /> : ''}
    {may.refresh ? <Act action={`/faxes/${fax.id}/refresh`} label="Ask the carrier now" busy="Asking…" icon="refresh" /> : ''}
    {may.cancel ? (
      <Act
        action={`/faxes/${fax.id}/cancellation`}
        label="Cancel fax"
        busy="Canceling…"
        icon="stop"
        kind="danger"
        question="Cancel this fax? Calls that are through already stay delivered."
      />
    ) : (
      ''
    )}
  </>
)

type ActProps = { action: string; label: string; busy: string; icon: 'refresh' | 'stop'; kind?: 'danger'; question?: string }
const Act = ({ action, question, ...button }: ActProps) => (
  <form method="post" action={action} data-confirm={question}>
    <Button {...button} />
  </form>
)

/** Each begins a draft with the same pages, which is looked at before it goes. */
const Resend = ({ id, missed }: { id: string; missed: boolean }) => (
  <form class="card stack" method="post" action="/faxes/drafts" enctype="multipart/form-data" aria-labelledby="resend-title">
    <h2 id="resend-title">Send again</h2>
    <p class="quiet">The same pages as a fax of its own. You look at it once more before it goes.</p>
    <input type="hidden" name="again" value={id} />
    <p class="actions">
      {missed ? <Button kind="primary" name="whom" value="failed" icon="refresh" label="To those it did not reach" busy="Copying…" /> : ''}
      <Button name="whom" value="all" icon="refresh" label="To everybody" busy="Copying…" />
      <Button name="whom" value="other" icon="send" label="To another number" busy="Copying…" />
    </p>
  </form>
)

const Faxes = ({ ids }: { ids: readonly string[] }) => (
  <>
    {ids.map((id) => (
      <a href={`/faxes/${id}`}>
        <code safe>{id}</code>
      </a>
    ))}
  </>
)

function recordOf({ fax, sentBy, clock, related }: FaxPageProps): Fact[] {
  return [
    { term: 'From', text: formatPhone(fax.fromNumber) },
    { term: 'Sent by', text: sentBy },
    { term: 'Submitted', element: <Exactly at={fax.createdAt} clock={clock} /> },
    ...(fax.sendAt ? [{ term: 'Goes out', element: <Exactly at={fax.sendAt} clock={clock} /> }] : []),
    { term: 'Pages', text: `${fax.pages}${fax.cover ? ', cover page included' : ', no cover page'}` },
    ...(fax.subject ? [{ term: 'Subject', text: fax.subject }] : []),
    ...(fax.note ? [{ term: 'Note', text: fax.note }] : []),
    { term: 'Fax', element: <code safe>{fax.id}</code> },
    ...(related.before.length > 0 ? [{ term: 'Sends again', element: <Faxes ids={related.before} /> }] : []),
    ...(related.after.length > 0 ? [{ term: 'Sent again as', element: <Faxes ids={related.after} /> }] : []),
    ...(fax.sha256 ? [{ term: 'SHA-256 of the document', element: <code safe>{fax.sha256}</code> }] : []),
  ]
}

const FaxDocument = ({ fax }: { fax: FaxPageProps['fax'] }) => (
  <section class="card" aria-labelledby="document-title">
    <div class="head__row">
      <h2 id="document-title">Document</h2>
      {fax.sha256 && !fax.emptiedAt ? <LinkButton href={`/faxes/${fax.id}/document.pdf`} icon="download" label="Open the PDF" /> : ''}
    </div>
    {fax.emptiedAt ? (
      <p class="quiet">It was destroyed when the trash was emptied.</p>
    ) : fax.sha256 ? (
      <PageImages base={`/faxes/${fax.id}`} pages={fax.pages} size="small" />
    ) : (
      <p class="quiet">The document is being made. This page fills in by itself.</p>
    )}
  </section>
)
