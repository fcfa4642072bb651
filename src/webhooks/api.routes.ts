import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable, oneOf } from '../kit/listing.ts'
import type { TenantId } from '../tenancy/index.ts'
import { type Admit, gone, JSON_BODY, json, problems, signedIn } from '../web/index.ts'
import { replayDelivery } from './delivering.ts'
import {
  type Delivery,
  type Endpoint,
  type EndpointId,
  getEndpoint,
  listDeliveries,
  listEndpoints,
  removeEndpoint,
  renewSecret,
} from './endpoints.ts'
import { EVENT_TYPES, readType } from './events.ts'
import { changeSubscription, sendTest, subscribe } from './publishing.ts'
import { DELIVERY_STATES } from './schema.tenant.ts'
import { publicKeyOf, secretOf } from './signing.ts'

export type WebhookDeps = { readonly admit: Admit; readonly tokenKey: (id: TenantId) => Buffer }

const Text = Type.String({ maxLength: 64 })
const One = Type.Object({ id: Text })
const Instant = Type.String({ format: 'date-time' })
const Input = {
  url: Type.String({ maxLength: 1_000, description: 'Where events are posted to: https, at a public address.' }),
  description: Type.String({ maxLength: 1_000, description: 'At most 120 characters.' }),
  events: Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 20, description: EVENT_TYPES.join(', ') }),
}
const NewEndpoint = Type.Object(
  { ...Input, description: Type.Optional(Input.description) },
  {
    examples: [{ url: 'https://hooks.maple.example/frontdesk', description: 'Billing', events: ['fax.delivered', 'fax.failed'] }],
  },
)
const Change = Type.Partial(Type.Object({ ...Input, enabled: Type.Boolean() }), { minProperties: 1, additionalProperties: false })
const EndpointJson = Type.Object({
  id: Type.String(),
  ...Input,
  enabled: Type.Boolean(),
  disabledBecause: Nullable(Type.String({ description: '`silent`: nothing had arrived there for three days. `gone`: it answered 410.' })),
  previousSecretUntil: Nullable(Instant),
  createdAt: Instant,
})
const WithSecret = Type.Object({
  endpoint: EndpointJson,
  secret: Type.String({ description: 'For HMAC signatures (v1). Shown this once.' }),
  publicKey: Type.String({ description: 'For Ed25519 signatures (v1a), the same for every endpoint of this office.' }),
})
const DeliveryJson = Type.Object({
  id: Type.String({ description: 'The header webhook-id is msg_ and this.' }),
  type: Type.String(),
  test: Type.Boolean({ description: 'Of a test fax, by a key for tests.' }),
  subjectId: Type.String(),
  occurredAt: Instant,
  state: oneOf(DELIVERY_STATES),
  tries: Type.Integer(),
  nextTryAt: Nullable(Instant),
  status: Nullable(Type.Integer({ description: 'What the endpoint answered last.' })),
  trouble: Nullable(Type.String()),
  settledAt: Nullable(Instant),
})
const tags = ['Webhooks']
const refusals = problems(401, 403, 404)

/** JSON of what programs are told. REST hooks subscribe and unsubscribe with the first and the last of these. */
export function webhookApi({ admit, tokenKey }: WebhookDeps): AnyElysia {
  const withSecret = (id: TenantId, endpoint: Endpoint) => ({
    endpoint: endpointJson(endpoint),
    secret: secretOf(tokenKey(id), endpoint),
    publicKey: publicKeyOf(tokenKey(id)),
  })
  return new Elysia({ prefix: '/api/webhooks' })
    .use(signedIn(admit))
    .get('', ({ tenant }) => ({ data: tenant.read(listEndpoints).map(endpointJson) }), {
      response: { 200: Type.Object({ data: Type.Array(EndpointJson) }), ...refusals },
      detail: { summary: 'Where programs are told what happens', tags },
    })
    .post(
      '',
      ({ tenant, body }) => {
        const endpoint = tenant.write((tx) => subscribe(tx, { description: '', ...body }))
        return json(withSecret(tenant.id, endpoint), 201, { location: `/api/webhooks/${endpoint.id}` })
      },
      {
        parse: JSON_BODY,
        body: NewEndpoint,
        response: { 201: WithSecret, ...problems(400, 401, 403, 404, 409, 422) },
        detail: {
          summary: 'Have a program told',
          description:
            'Standard Webhooks 1.0.0: each event is posted with webhook-id, webhook-timestamp and webhook-signature (v1 and v1a), until it is answered with 2xx, for three days. The same id may come twice. It tells an id and where to ask, never a patient’s data.',
          tags,
        },
      },
    )
    .get('/:id', ({ tenant, params }) => endpointJson(tenant.read((tx) => getEndpoint(tx, params.id))), {
      params: One,
      response: { 200: EndpointJson, ...refusals },
      detail: { summary: 'One endpoint', tags },
    })
    .patch(
      '/:id',
      ({ tenant, params, body }) => endpointJson(tenant.write((tx) => changeSubscription(tx, params.id as EndpointId, body))),
      {
        parse: JSON_BODY,
        params: One,
        body: Change,
        response: { 200: EndpointJson, ...problems(400, 401, 403, 404, 422) },
        detail: { summary: 'Change it, or switch it off and on', description: 'What is not sent stays as it is.', tags },
      },
    )
    .delete(
      '/:id',
      ({ tenant, params }) => {
        tenant.write((tx) => removeEndpoint(tx, params.id as EndpointId))
        return new Response(null, { status: 204 })
      },
      { params: One, detail: { summary: 'Have it told no more', tags, responses: gone(401, 403, 404) } },
    )
    .post('/:id/tests', ({ tenant, params }) => json(deliveryJson(tenant.write((tx) => sendTest(tx, params.id as EndpointId))), 202), {
      params: One,
      response: { 202: DeliveryJson, ...refusals },
      detail: { summary: 'Send it a test', tags },
    })
    .post(
      '/:id/secrets',
      ({ tenant, params }) =>
        json(
          withSecret(
            tenant.id,
            tenant.write((tx) => renewSecret(tx, params.id as EndpointId)),
          ),
          201,
        ),
      {
        params: One,
        response: { 201: WithSecret, ...refusals },
        detail: { summary: 'Renew its secret', description: 'For a day everything is signed with the one before, too.', tags },
      },
    )
    .get(
      '/:id/deliveries',
      ({ tenant, params, query }) =>
        tenant.read((tx) => {
          const { id } = getEndpoint(tx, params.id)
          return { data: listDeliveries(tx, id, AT_ONCE, query.after).map(deliveryJson) }
        }),
      {
        params: One,
        query: Type.Object({ after: Type.Optional(Type.String({ maxLength: 64, description: 'The id of the last one seen.' })) }),
        response: { 200: Type.Object({ data: Type.Array(DeliveryJson) }), ...problems(401, 403, 404, 422) },
        detail: { summary: 'What was sent to it, newest first', description: 'Of the last thirty days.', tags },
      },
    )
    .post(
      '/:id/deliveries/:delivery/replays',
      ({ tenant, params }) =>
        json(deliveryJson(tenant.write((tx) => replayDelivery(tx, params.id as EndpointId, params.delivery as Delivery['id']))), 202),
      {
        params: Type.Object({ id: Text, delivery: Text }),
        response: { 202: DeliveryJson, ...problems(401, 403, 404, 409) },
        detail: { summary: 'Send one again', description: 'Under the id it had.', tags },
      },
    )
}

const AT_ONCE = 50
const iso = (at: Date | null) => at?.toISOString() ?? null

const endpointJson = (each: Endpoint): Static<typeof EndpointJson> => ({
  id: each.id,
  url: each.url,
  description: each.description,
  events: [...each.events],
  enabled: each.enabled,
  disabledBecause: each.disabledBecause,
  previousSecretUntil: iso(each.previousUntil),
  createdAt: each.createdAt.toISOString(),
})

const deliveryJson = (each: Delivery): Static<typeof DeliveryJson> => ({
  id: each.id,
  type: readType(each.type).type,
  test: readType(each.type).test ?? false,
  subjectId: each.subjectId,
  occurredAt: each.occurredAt.toISOString(),
  state: each.state,
  tries: each.tries,
  nextTryAt: iso(each.nextTryAt),
  status: each.status,
  trouble: each.trouble,
  settledAt: iso(each.settledAt),
})
