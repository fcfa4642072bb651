import { lastSeq, listAfter } from '../audit/index.ts'
import { type Db, prepared } from '../db/index.ts'
import { newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import { planDelivery } from './delivering.ts'
import {
  addEndpoint,
  changeEndpoint,
  type Delivery,
  type Endpoint,
  type EndpointChange,
  type EndpointId,
  type EndpointInput,
  enabledEndpoints,
  getEndpoint,
} from './endpoints.ts'
import { eventIn, type Happened, happenedIn, TEST } from './events.ts'
import { webhookDeliveries, webhookProgress } from './schema.tenant.ts'

const ONLY = 1
const AT_ONCE = 500

const theProgress = (db: Db) => db.select({ seq: webhookProgress.seq }).from(webhookProgress).prepare()

/**
 * Reads on in the trail and puts what happened on its way to who wants to hear it. Each entry is read once, in the transaction that
 * writes its deliveries: none is lost, none is made twice. Answers whether there is more to read.
 */
export function publish(tx: Tx): boolean {
  const last = lastSeq(tx)
  const from = prepared(tx.db, 'webhooks.progress', theProgress).get()?.seq ?? last
  const endpoints = enabledEndpoints(tx)
  const entries = endpoints.length > 0 && from < last ? listAfter(tx, from, AT_ONCE) : []
  for (const entry of entries) {
    const event = eventIn(entry)
    if (!event) continue
    for (const endpoint of endpoints) if (endpoint.events.includes(event.type)) deliver(tx, endpoint, happenedIn(entry, event))
  }
  const seq = entries.at(-1)?.seq ?? last
  tx.db.insert(webhookProgress).values({ id: ONLY, seq }).onConflictDoUpdate({ target: webhookProgress.id, set: { seq } }).run()
  return entries.length === AT_ONCE
}

function tellAll(tx: Tx): void {
  while (publish(tx));
}

/** It hears of what happens from now on: what is not told yet goes to those who asked before. Throws as `addEndpoint`. */
export function subscribe(tx: Tx, input: EndpointInput): Endpoint {
  tellAll(tx)
  return addEndpoint(tx, input)
}

/** From now on, too. Throws as `changeEndpoint`. */
export function changeSubscription(tx: Tx, id: EndpointId, change: EndpointChange): Endpoint {
  tellAll(tx)
  return changeEndpoint(tx, id, change)
}

/** To see that it hears. Throws AppError not_found. */
export function sendTest(tx: Tx, id: EndpointId): Delivery {
  const endpoint = getEndpoint(tx, id)
  return deliver(tx, endpoint, { type: TEST, subjectId: id, recipientId: null, seq: null, occurredAt: tx.now })
}

function deliver(tx: Tx, { id: endpointId }: Endpoint, happened: Happened): Delivery {
  const delivery = tx.db
    .insert(webhookDeliveries)
    .values({ id: newId<'delivery'>(), endpointId, ...happened, state: 'pending', tries: 0 })
    .returning()
    .get()
  planDelivery(tx, delivery.id)
  return delivery
}
