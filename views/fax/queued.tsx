import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { FOCUSED } from '../ui/error-summary.tsx'
import { Icon } from '../ui/icon.tsx'
import { type FaxStatus, isSettled, StatusBadge, toneOf, wordFor } from '../ui/status-badge.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

export type QueuedPageProps = {
  shell: ShellProps
  clock: Clock
  fax: { id: string; status: FaxStatus; pages: number; recipientCount: number; firstTo: string; firstName: string; sendAt: Date | null }
  /** Numbers that are in nobody's contacts yet. */
  unknown: readonly { to: string }[]
  /** Shown for the first time: later looks at the same page must not take the focus from where it is by then. */
  arriving: boolean
}

/** A dialog that nothing waits behind: rail and keys go on. It follows the fax by itself: whoever stays to see whether it arrives need not press anything. */
export const QueuedPage = ({ shell, clock, fax, unknown, arriving }: QueuedPageProps) => (
  <Layout title="Fax queued" shell={shell}>
    <dialog open id="done" class="card done" aria-labelledby="done-title" data-say={`Fax: ${wordFor(fax.status)}`} {...listening(fax)}>
      <Mark status={fax.status} />
      <h1 id="done-title" tabindex="-1" {...(arriving && FOCUSED)}>
        {HEADINGS[fax.status]}
      </h1>
      {isSettled(fax.status) ? (
        ''
      ) : (
        <p class="quiet">You can leave this page. We keep trying if a line is busy, and tell you if it cannot be delivered.</p>
      )}
      <DefinitionList
        facts={[
          { term: 'Status', element: <StatusBadge status={fax.status} /> },
          { term: 'To', text: whomOf(fax) },
          { term: 'Pages to each', text: String(fax.pages) },
          ...(fax.sendAt ? [{ term: 'Goes out', element: <Exactly at={fax.sendAt} clock={clock} /> }] : []),
          { term: 'Fax', element: <code safe>{fax.id}</code> },
        ]}
      />
      <NextSteps fax={fax} />
      <AddToContacts unknown={unknown} />
    </dialog>
  </Layout>
)

function whomOf({ firstTo, firstName, recipientCount }: QueuedPageProps['fax']): string {
  const first = [firstName, formatPhone(firstTo)].filter(Boolean).join(', ')
  return recipientCount === 1 ? first : `${first} and ${recipientCount - 1} more`
}

const NextSteps = ({ fax }: Pick<QueuedPageProps, 'fax'>) => (
  <div class="actions">
    <LinkButton kind="primary" href={`/faxes/${fax.id}`} label="View status" />
    <LinkButton href="/faxes/new" icon="plus" label="Send another" />
    <LinkButton
      href={`/faxes/new?like=${fax.id}`}
      icon="refresh"
      label={fax.recipientCount === 1 ? 'Another to this number' : 'Another to the same recipients'}
    />
    {isSettled(fax.status) ? (
      ''
    ) : (
      <form
        method="post"
        action={`/faxes/${fax.id}/cancellation`}
        data-confirm="Cancel this fax? Calls that are through already stay delivered."
      >
        <Button kind="quiet" icon="stop" label="Cancel fax" busy="Canceling…" />
      </form>
    )}
  </div>
)

const HEADINGS = {
  scheduled: 'Your fax is scheduled',
  queued: 'Your fax is on its way',
  sending: 'Your fax is on its way',
  held: 'Your fax needs a decision',
  delivered: 'Your fax was delivered',
  partial: 'Your fax did not reach everyone',
  failed: 'Your fax was not delivered',
  canceled: 'Your fax was canceled',
} as const satisfies Record<FaxStatus, string>

const listening = ({ id, status }: QueuedPageProps['fax']) =>
  isSettled(status)
    ? {}
    : {
        'data-live': `fax:${id}`,
        'hx-get': `/faxes/${id}/confirmation?live`,
        'hx-select': '#done',
        'hx-trigger': 'live',
        'hx-swap': 'outerMorph',
      }

/** Taken is good news already; what needs somebody is told from it at a glance. */
const Mark = ({ status }: { status: FaxStatus }) => {
  const tone = toneOf(status)
  const isGood = tone !== 'warn' && tone !== 'error'
  return (
    <p class={`done__mark badge--${isGood ? 'ok' : tone}`}>
      <Icon name={isGood ? 'check' : 'alert'} />
    </p>
  )
}

const AddToContacts = ({ unknown }: { unknown: QueuedPageProps['unknown'] }) =>
  unknown.length === 0 ? (
    ''
  ) : (
    <section>
      <h2>Not in your contacts yet</h2>
      <ul class="plain">
        {unknown.map(({ to }) => (
          <li>
            <span safe>{formatPhone(to)}</span>{' '}
            <LinkButton small href={`/contacts/new?fax=${encodeURIComponent(to)}`} label="Add to contacts" describe={formatPhone(to)} />
          </li>
        ))}
      </ul>
    </section>
  )
