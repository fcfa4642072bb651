import type { Account } from '../account.ts'
import type { Attempt, Deliveries, Delivery } from '../webhooks/deliveries.ts'
import { eventOf } from '../webhooks/events.ts'
import { isTaken } from '../webhooks/post.ts'
import { data, listed, notFound } from './answers.ts'
import type { Route } from './request.ts'

export function deliveryRoutes(deliveries: Deliveries, account: Account): Route[] {
  const ours = () => deliveries.newest().filter(({ notice }) => account.owns({ connectionId: String(notice.payload['connection_id']) }))

  function one(id: string | undefined): Response {
    const found = ours().find((delivery) => delivery.id === id)
    return found ? data(resource(found)) : notFound()
  }
  return [
    ['GET', '/webhook_deliveries', ({ query }) => listed(matching(ours(), query), query, resource)],
    ['GET', '/webhook_deliveries/:id', ({ params }) => one(params[0])],
  ]
}

function matching(all: readonly Delivery[], query: URLSearchParams): Delivery[] {
  const status = query.get('filter[status][eq]')
  const type = query.get('filter[event_type]')
  const webhook = query.get('filter[webhook][contains]') ?? ''
  return all.filter((delivery) => {
    if (status !== null && (status === 'delivered') !== delivery.delivered) return false
    if (type !== null && delivery.notice.type !== type) return false
    return webhook === '' || JSON.stringify(eventOf(delivery.notice)).includes(webhook)
  })
}

function resource(delivery: Delivery) {
  const last = delivery.attempts.at(-1)
  return {
    id: delivery.id,
    record_type: 'webhook_delivery',
    user_id: delivery.notice.payload['user_id'],
    status: delivery.delivered ? 'delivered' : 'failed',
    started_at: time(delivery.attempts[0]?.startedAt),
    finished_at: time(last?.finishedAt),
    attempts: delivery.attempts.map(attemptResource).reverse(),
    webhook: eventOf(delivery.notice),
  }
}

function attemptResource(attempt: Attempt) {
  return {
    status: isTaken(attempt) ? 'delivered' : 'failed',
    started_at: time(attempt.startedAt),
    finished_at: time(attempt.finishedAt),
    http: { request: { url: attempt.url }, ...(attempt.status !== null && { response: { status: attempt.status } }) },
    errors: [],
  }
}

function time(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString()
}
