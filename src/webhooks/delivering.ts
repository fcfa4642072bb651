import { and, eq, gt, lt } from 'drizzle-orm'
import { cancel, done, enqueue, type Handler, handle, kind, type Outcome, reschedule, snooze, step } from '../jobs/index.ts'
import { conflict, notFound } from '../kit/errors.ts'
import { type Reach, ReachError } from '../kit/reaching.ts'
import type { TenantId, Tx } from '../tenancy/index.ts'
import { type Delivery, disableEndpoint, type Endpoint, type EndpointId, findEndpoint, getEndpoint } from './endpoints.ts'
import { eventJson } from './events.ts'
import { type Caretakers, tellCaretakers } from './letters.tsx'
import { webhookDeliveries } from './schema.tenant.ts'
import { signedHeaders } from './signing.ts'

export type DeliveringDeps = {
  readonly reach: Reach
  readonly tokenKey: (id: TenantId) => Buffer
  /** The office's own address, such as https://maple.frontdesk.example. */
  readonly originOf: (id: TenantId) => string
  readonly caretakers: Caretakers
}

const DELIVER = kind<{ readonly deliveryId: Delivery['id'] }>('webhook.deliver')
const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000]
/** Three days in all, as Standard Webhooks proposes. */
const RETRY_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
const DAY = 24 * HOUR
const KEPT_DAYS = 30
/** A fax waits for nobody's webhook. */
const PRIORITY = 20
const GONE = 410

/** On its way, or at once if it waits for its next try. */
export function planDelivery(tx: Tx, id: Delivery['id']): void {
  const uniqueKey = `${DELIVER.name}:${id}`
  if (!enqueue(tx, DELIVER, { deliveryId: id }, { uniqueKey, priority: PRIORITY })) reschedule(tx, uniqueKey, tx.now)
}

/** Once more, under the id it had: who heard it already knows. Throws AppError not_found or conflict. */
export function replayDelivery(tx: Tx, endpointId: EndpointId, id: Delivery['id']): Delivery {
  if (!getEndpoint(tx, endpointId).enabled) throw conflict('This endpoint is switched off. Switch it on first.')
  const found = tx.db
    .update(webhookDeliveries)
    .set({ state: 'pending', tries: 0, nextTryAt: null, settledAt: null })
    .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.endpointId, endpointId)))
    .returning()
    .get()
  if (!found) throw notFound('Delivery')
  planDelivery(tx, id)
  return found
}

/** webhook.deliver: one event to one endpoint, until it answers with a 2xx. A crash in between sends it again, under the same id. */
export const webhookDeliverer = (deps: DeliveringDeps): Handler =>
  handle(
    DELIVER,
    (tx, { deliveryId }) => {
      const delivery = tx.db.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, deliveryId)).get()
      const endpoint = delivery && findEndpoint(tx, delivery.endpointId)
      if (!delivery || !endpoint || delivery.state !== 'pending') return cancel('There is nothing to deliver.')
      if (!endpoint.enabled) return give(tx, delivery, 'switched_off')
      const message = { id: `msg_${delivery.id}`, body: JSON.stringify(eventJson(delivery, deps.originOf(tx.tenantId))) }
      const headers = { ...signedHeaders(deps.tokenKey(tx.tenantId), endpoint, message, tx.now), 'content-type': 'application/json' }
      return step(
        (signal) => post(deps.reach, endpoint.url, { headers, body: message.body, signal }),
        (after, answer) => settle(after, delivery, endpoint, { ...answer, caretakers: deps.caretakers }),
      )
    },
    {
      died: (tx, { deliveryId }) => {
        const delivery = tx.db.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, deliveryId)).get()
        if (delivery?.state === 'pending') give(tx, delivery, 'internal')
      },
    },
  )

type Answer = { readonly status: number | null; readonly trouble: string | null; readonly waitMs: number }

async function post(reach: Reach, url: string, init: Omit<Parameters<Reach>[1], 'method'>): Promise<Answer> {
  try {
    const { status, headers } = await reach(url, { method: 'POST', ...init })
    const ok = status >= 200 && status < 300
    return { status, trouble: ok ? null : 'answered', waitMs: ok ? 0 : waitIn(headers.get('retry-after')) }
  } catch (error) {
    return { status: null, trouble: error instanceof ReachError ? error.why : 'refused', waitMs: 0 }
  }
}

/** In seconds only; a day at most. */
const waitIn = (text: string | null): number => (text && /^\d{1,6}$/.test(text) ? Math.min(Number(text) * SECOND, DAY) : 0)

type Settled = Answer & Pick<DeliveringDeps, 'caretakers'>

function settle(tx: Tx, delivery: Delivery, endpoint: Endpoint, { status, trouble, waitMs, caretakers }: Settled): Outcome {
  // Removed while it was on its way.
  if (!findEndpoint(tx, endpoint.id)) return done
  const tries = delivery.tries + 1
  if (trouble === null) {
    change(tx, delivery, { state: 'delivered', tries, status, trouble, nextTryAt: null, settledAt: tx.now })
    return done
  }
  const planned = RETRY_MS[delivery.tries]
  if (status === GONE || planned === undefined) {
    change(tx, delivery, { state: 'failed', tries, status, trouble, nextTryAt: null, settledAt: tx.now })
    const because = status === GONE ? 'gone' : hasArrivedSince(tx, endpoint.id, delivery.occurredAt) ? undefined : 'silent'
    if (because !== undefined) {
      disableEndpoint(tx, endpoint.id, because)
      tellCaretakers(tx, caretakers)
    }
    return cancel('The endpoint did not take it.')
  }
  const inMs = Math.max(planned, waitMs)
  change(tx, delivery, { tries, status, trouble, nextTryAt: new Date(tx.now.getTime() + inMs) })
  return snooze('The endpoint did not take it; it is tried again.', inMs)
}

function give(tx: Tx, delivery: Delivery, trouble: string): Outcome {
  change(tx, delivery, { state: 'failed', trouble, nextTryAt: null, settledAt: tx.now })
  return cancel('The endpoint is switched off.')
}

const change = (tx: Tx, { id }: Delivery, values: Partial<Delivery>): void =>
  void tx.db.update(webhookDeliveries).set(values).where(eq(webhookDeliveries.id, id)).run()

const hasArrivedSince = (tx: Tx, endpointId: EndpointId, since: Date): boolean =>
  tx.db
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(
      and(eq(webhookDeliveries.endpointId, endpointId), eq(webhookDeliveries.state, 'delivered'), gt(webhookDeliveries.settledAt, since)),
    )
    .limit(1)
    .get() !== undefined

/** The log of a month is kept. */
export const pruneDeliveries = (tx: Tx): number =>
  tx.db
    .delete(webhookDeliveries)
    .where(lt(webhookDeliveries.settledAt, new Date(tx.now.getTime() - KEPT_DAYS * DAY)))
    .run().changes
