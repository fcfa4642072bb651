import { Layout, type ShellProps } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { EndpointFields, type EndpointValues, type EventChoice } from './fields.tsx'

export type EndpointLine = { id: string; url: string; description: string; events: readonly string[]; enabled: boolean }
export type WebhooksPageProps = {
  shell: ShellProps
  endpoints: readonly EndpointLine[]
  events: readonly EventChoice[]
  values?: EndpointValues | undefined
  problem?: ErrorSummaryProps | undefined
}

/** GET and POST /settings/webhooks */
export const WebhooksPage = ({ shell, endpoints, events, values, problem }: WebhooksPageProps) => (
  <Layout title="Webhooks" shell={shell}>
    <PageHead title="Webhooks" back={{ href: '/settings', label: 'Settings' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <div class="stack">
      <section class="card card--table" aria-labelledby="endpoints-title">
        <h2 id="endpoints-title">Endpoints</h2>
        {endpoints.length === 0 ? (
          <Empty
            icon="jobs"
            title="No program is told yet"
            text="Add the address of a program that should hear when something happens to a fax."
          />
        ) : (
          <Endpoints endpoints={endpoints} />
        )}
      </section>
      <form class="card stack narrow" method="post" action="/settings/webhooks" aria-labelledby="add-title">
        <h2 id="add-title">Add an endpoint</h2>
        <p class="quiet">
          Each event is posted as signed JSON (Standard Webhooks) and tried for three days. It tells what happened and an id; the program
          asks the API for more.
        </p>
        <EndpointFields
          values={values ?? { url: '', description: '', events: events.map(({ type }) => type) }}
          events={events}
          errors={problem?.errors ?? {}}
        />
        <p>
          <Button kind="primary" icon="plus" label="Add endpoint" busy="Adding…" />
        </p>
      </form>
    </div>
  </Layout>
)

const Endpoints = ({ endpoints }: Pick<WebhooksPageProps, 'endpoints'>) => (
  <Table caption="Endpoints" columns={[{ label: 'Address' }, { label: 'Events', kind: 'number' }, { label: 'State' }]}>
    {endpoints.map(({ id, url, description, events, enabled }) => (
      <tr data-row>
        <td class="cell--main">
          <a href={`/settings/webhooks/${id}`} data-open safe>
            {description || new URL(url).host}
          </a>
          <span class="cell__detail" safe>
            {url}
          </span>
        </td>
        <td class="cell--number" data-unit="events">
          {events.length}
        </td>
        <td>
          <EndpointBadge enabled={enabled} />
        </td>
      </tr>
    ))}
  </Table>
)

export const EndpointBadge = ({ enabled }: { enabled: boolean }) =>
  enabled ? <Badge tone="ok" icon="check" word="On" /> : <Badge tone="warn" icon="pause" word="Off" />
