import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { type Db, prepared } from '../db/index.ts'
import { conflict, invalid, notFound } from '../kit/errors.ts'
import { type Id, newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import { EVENT_TYPES, isEventType } from './events.ts'
import { webhookDeliveries, webhookEndpoints } from './schema.tenant.ts'

export type EndpointId = Id<'endpoint'>
export type Endpoint = typeof webhookEndpoints.$inferSelect
export type Delivery = typeof webhookDeliveries.$inferSelect
export type EndpointInput = { readonly url: string; readonly description: string; readonly events: readonly string[] }

export type EndpointChange = Partial<EndpointInput> & { readonly enabled?: boolean }

const MOST = 20
const OVERLAP_MS = 24 * 3_600_000

/** Throws AppError invalid, or conflict when the office has enough of them. */
export function addEndpoint(tx: Tx, input: EndpointInput): Endpoint {
  const values = check(input)
  if (listEndpoints(tx).length >= MOST) throw conflict(`An office has at most ${MOST} endpoints. Remove one first.`)
  const id = newId<'endpoint'>()
  record(tx, 'webhook.added', id, { host: new URL(values.url).host, events: values.events.join(' ') })
  return tx.db
    .insert(webhookEndpoints)
    .values({ id, ...values, enabled: true, secretVersion: 1, createdBy: tx.actor.id, createdAt: tx.now })
    .returning()
    .get()
}

/** Throws AppError invalid or not_found. */
export function changeEndpoint(tx: Tx, id: EndpointId, input: EndpointChange): Endpoint {
  const before = getEndpoint(tx, id)
  const values = check({ ...before, ...input })
  const enabled = input.enabled ?? before.enabled
  record(tx, 'webhook.changed', id, { host: new URL(values.url).host, events: values.events.join(' '), enabled })
  return update(tx, id, { ...values, enabled, disabledBecause: enabled ? null : before.disabledBecause })
}

/** For a day what is sent is signed with both. Throws AppError not_found. */
export function renewSecret(tx: Tx, id: EndpointId): Endpoint {
  const { secretVersion } = getEndpoint(tx, id)
  record(tx, 'webhook.secret_renewed', id)
  return update(tx, id, { secretVersion: secretVersion + 1, previousUntil: new Date(tx.now.getTime() + OVERLAP_MS) })
}

/** By itself, because nothing has arrived there for days or it says that it is gone. */
export function disableEndpoint(tx: Tx, id: EndpointId, because: string): void {
  update(tx, id, { enabled: false, disabledBecause: because })
  record(tx, 'webhook.disabled', id, { because })
}

/** What was still on its way to it is not sent any more. Throws AppError not_found. */
export function removeEndpoint(tx: Tx, id: EndpointId): void {
  getEndpoint(tx, id)
  tx.db.delete(webhookEndpoints).where(eq(webhookEndpoints.id, id)).run()
  record(tx, 'webhook.removed', id)
}

export const listEndpoints = (tx: Tx): Endpoint[] => tx.db.select().from(webhookEndpoints).orderBy(webhookEndpoints.createdAt).all()

const enabledOnes = (db: Db) => db.select().from(webhookEndpoints).where(eq(webhookEndpoints.enabled, true)).prepare()
export const enabledEndpoints = (tx: Tx): Endpoint[] => prepared(tx.db, 'webhooks.enabled', enabledOnes).all()

/** Throws AppError not_found. */
export function getEndpoint(tx: Tx, id: string): Endpoint {
  const found = findEndpoint(tx, id)
  if (!found) throw notFound('Webhook endpoint')
  return found
}
export const findEndpoint = (tx: Tx, id: string): Endpoint | undefined =>
  tx.db
    .select()
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.id, id as EndpointId))
    .get()

/** Newest first; on from a delivery's id. */
export const listDeliveries = (tx: Tx, id: EndpointId, limit: number, after?: string): Delivery[] =>
  tx.db
    .select()
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.endpointId, id), after === undefined ? undefined : lt(webhookDeliveries.id, after as Delivery['id'])))
    .orderBy(desc(webhookDeliveries.id))
    .limit(limit)
    .all()

const update = (tx: Tx, id: EndpointId, values: Partial<Endpoint>): Endpoint =>
  tx.db
    .update(webhookEndpoints)
    .set({ ...values, createdAt: sql`${webhookEndpoints.createdAt}` })
    .where(eq(webhookEndpoints.id, id))
    .returning()
    .get() as Endpoint

function check({ url, description, events }: EndpointInput): EndpointInput {
  const wrong: Record<string, string> = {}
  const parsed = URL.parse(url.trim())
  const isLocal = parsed?.protocol === 'http:' && /^(localhost|.+\.localhost|127\.0\.0\.1)$/.test(parsed.hostname)
  if (!parsed || url.length > 500 || (parsed.protocol !== 'https:' && !isLocal))
    wrong['url'] = 'Enter an address such as https://example.com/hooks/fax.'
  else if (parsed.username || parsed.password) wrong['url'] = 'Leave name and password out: what is sent is signed instead.'
  if (description.trim().length > 120) wrong['description'] = 'Keep it within 120 characters.'
  if (events.length === 0 || !events.every(isEventType)) wrong['events'] = `Choose from: ${EVENT_TYPES.join(', ')}.`
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  return { url: parsed?.href ?? '', description: description.trim(), events: EVENT_TYPES.filter((each) => events.includes(each)) }
}
