import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'
import { EndpointFields, type EndpointValues, type EventChoice } from './fields.tsx'

export type DeliveryLine = {
  id: string
  type: string
  occurredAt: Date
  state: 'pending' | 'delivered' | 'failed'
  tries: number
  nextTryAt: Date | null
  status: number | null
  trouble: string | null
}
export type WebhookPageProps = {
  shell: ShellProps
  clock: Clock
  endpoint: EndpointValues & { id: string; enabled: boolean; disabledBecause: string | null; previousUntil: Date | null }
  deliveries: readonly DeliveryLine[]
  events: readonly EventChoice[]
  /** Just made: shown this once. */
  made?: { secret: string; publicKey: string } | undefined
  values?: EndpointValues | undefined
  problem?: ErrorSummaryProps | undefined
}

/** GET /settings/webhooks/:id, and what its forms answer. */
export const WebhookPage = (props: WebhookPageProps) => {
  const { shell, endpoint, made, problem } = props
  return (
    <Layout title="Webhook" shell={shell}>
      <PageHead title={endpoint.description || new URL(endpoint.url).host} back={{ href: '/settings/webhooks', label: 'Webhooks' }}>
        <form method="post" action={`/settings/webhooks/${endpoint.id}/test`}>
          <Button icon="send" label="Send a test" busy="Sending…" />
        </form>
      </PageHead>
      {problem ? <ErrorSummary {...problem} /> : ''}
      {made ? <Made {...made} /> : ''}
      {endpoint.enabled ? (
        ''
      ) : (
        <Notice kind="warn" text={WHY_OFF[endpoint.disabledBecause ?? ''] ?? 'It is switched off: nothing is sent to it.'} />
      )}
      <div class="stack">
        <Deliveries {...props} />
        <Change {...props} />
        <Danger {...props} />
      </div>
    </Layout>
  )
}

const WHY_OFF: Readonly<Record<string, string>> = {
  silent:
    'It was switched off because nothing had arrived there for three days. Switch it on when it hears again; what it missed stands below.',
  gone: 'It was switched off because it answered that it is gone (410).',
}

const Made = ({ secret, publicKey }: NonNullable<WebhookPageProps['made']>) => (
  <section class="card stack" aria-labelledby="made-title">
    <h2 id="made-title">Its secret</h2>
    <p>Copy it into the program now: it is not shown again. The public key is for programs that check Ed25519 instead.</p>
    <p>
      <code safe>{secret}</code>
    </p>
    <p>
      <code safe>{publicKey}</code>
    </p>
  </section>
)

const COLUMNS = [
  { label: 'Event' },
  { label: 'State' },
  { label: 'Tries', kind: 'number' },
  { label: 'When' },
  { label: 'Again', kind: 'action' },
] as const

const Deliveries = ({ endpoint, deliveries, clock }: WebhookPageProps) => (
  <section class="card card--table" aria-labelledby="log-title">
    <h2 id="log-title">What was sent</h2>
    {deliveries.length === 0 ? (
      <Empty icon="jobs" title="Nothing was sent yet" text="Send a test to see that it hears." />
    ) : (
      <Table caption="What was sent, newest first" columns={COLUMNS}>
        {deliveries.map((delivery) => (
          <Line endpointId={endpoint.id} delivery={delivery} clock={clock} />
        ))}
      </Table>
    )}
  </section>
)

const Line = ({ endpointId, delivery, clock }: { endpointId: string; delivery: DeliveryLine; clock: Clock }) => (
  <tr>
    <td class="cell--main">
      <span safe>{delivery.type}</span>
      <span class="cell__detail" safe>
        {answerOf(delivery)}
      </span>
    </td>
    <td class="cell--status">
      <DeliveryBadge state={delivery.state} />
    </td>
    <td class="cell--number" data-unit={delivery.tries === 1 ? 'try' : 'tries'}>
      {delivery.tries}
    </td>
    <td class="cell--when">
      {delivery.nextTryAt ? (
        <>
          Next try <When at={delivery.nextTryAt} clock={clock} />
        </>
      ) : (
        <When at={delivery.occurredAt} clock={clock} />
      )}
    </td>
    <td class="cell--action">
      <form method="post" action={`/settings/webhooks/${endpointId}/deliveries/${delivery.id}/replay`}>
        <Button small icon="refresh" label="Send again" busy="Sending…" describe={delivery.type} />
      </form>
    </td>
  </tr>
)

const DeliveryBadge = ({ state }: Pick<DeliveryLine, 'state'>) =>
  state === 'delivered' ? (
    <Badge tone="ok" icon="check" word="Delivered" />
  ) : state === 'failed' ? (
    <Badge tone="error" icon="alert" word="Failed" />
  ) : (
    <Badge tone="neutral" icon="clock" word="On its way" />
  )

const TROUBLES: Readonly<Record<string, string>> = {
  address: 'The address cannot be used.',
  name: 'No server has that name.',
  private: 'The address leads into a private network.',
  refused: 'The server did not take the connection.',
  certificate: 'Its certificate is not valid.',
  timeout: 'It took longer than ten seconds.',
  too_large: 'It answered with more than a megabyte.',
  switched_off: 'The endpoint was switched off.',
}

const answerOf = ({ status, trouble }: DeliveryLine) =>
  status !== null ? `Answered ${status}` : trouble ? (TROUBLES[trouble] ?? 'It could not be sent.') : ''

const Change = ({ endpoint, events, values, problem }: WebhookPageProps) => (
  <form class="card stack narrow" method="post" action={`/settings/webhooks/${endpoint.id}`} data-guard aria-labelledby="change-title">
    <h2 id="change-title">Change it</h2>
    <Checkbox name="enabled" label="Switched on" checked={endpoint.enabled} />
    <EndpointFields values={values ?? endpoint} events={events} errors={problem?.errors ?? {}} />
    <p>
      <Button kind="primary" label="Save" busy="Saving…" />
    </p>
  </form>
)

const Danger = ({ endpoint, clock }: WebhookPageProps) => (
  <section class="card stack narrow" aria-labelledby="danger-title">
    <h2 id="danger-title">Secret and removal</h2>
    {endpoint.previousUntil && endpoint.previousUntil > clock.now ? (
      <p class="quiet">
        The secret before is still good, and ends <When at={endpoint.previousUntil} clock={clock} />.
      </p>
    ) : (
      ''
    )}
    <div class="actions">
      <form method="post" action={`/settings/webhooks/${endpoint.id}/secret`} data-confirm="Make a new secret? For a day both are good.">
        <Button icon="refresh" label="Renew the secret" busy="Renewing…" />
      </form>
      <form method="post" action={`/settings/webhooks/${endpoint.id}/removal`} data-confirm="Remove this endpoint and its log?">
        <Button kind="danger" icon="trash" label="Remove" busy="Removing…" />
      </form>
    </div>
  </section>
)
