import { type AnyElysia, Elysia, t } from 'elysia'
import { WebhooksPage, type WebhooksPageProps } from '../../views/webhooks/index.tsx'
import { WebhookPage } from '../../views/webhooks/show.tsx'
import { AppError } from '../kit/errors.ts'
import { officeClock } from '../office/index.ts'
import type { TenantId } from '../tenancy/index.ts'
import { page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import type { WebhookDeps } from './api.routes.ts'
import { replayDelivery } from './delivering.ts'
import {
  type Delivery,
  type Endpoint,
  type EndpointId,
  type EndpointInput,
  getEndpoint,
  listDeliveries,
  listEndpoints,
  removeEndpoint,
  renewSecret,
} from './endpoints.ts'
import { EVENT_TYPES, EVENT_WORDS } from './events.ts'
import { changeSubscription, sendTest, subscribe } from './publishing.ts'
import { publicKeyOf, secretOf } from './signing.ts'

const PLACE = '/settings/webhooks'
const SHOWN = 50
const Form = t.Object({
  url: t.String({ maxLength: 1_000, default: '' }),
  description: t.String({ maxLength: 1_000, default: '' }),
  event: t.Optional(t.Union([t.String({ maxLength: 60 }), t.Array(t.String({ maxLength: 60 }), { maxItems: 20 })])),
  enabled: t.Optional(t.String({ maxLength: 3 })),
})
const NOTICES = new Map([
  ['saved', 'The endpoint was saved.'],
  ['removed', 'The endpoint was removed.'],
  ['sent', 'It is on its way. What became of it stands below in a moment.'],
])

/** Pages of what programs are told. */
export function webhookRoutes({ admit, shell, tokenKey }: WebhookDeps & { readonly shell: Shell }): AnyElysia {
  const around = (actor: Signed, request: Request, notice?: string) => {
    const text = NOTICES.get(notice ?? '')
    return shell(actor, request, 'settings', text === undefined ? undefined : { kind: 'ok', text })
  }
  const list = (actor: Signed, request: Request, more: Partial<WebhooksPageProps> = {}, notice?: string) => (
    <WebhooksPage shell={around(actor, request, notice)} endpoints={actor.tenant.read(listEndpoints)} events={EVENTS} {...more} />
  )
  const one = (actor: Signed, request: Request, id: string, more: Shown = {}, notice?: string) => {
    const seen = actor.tenant.read((tx) => {
      const endpoint = getEndpoint(tx, id)
      return { endpoint, deliveries: listDeliveries(tx, endpoint.id, SHOWN), clock: officeClock(tx) }
    })
    return <WebhookPage shell={around(actor, request, notice)} {...seen} events={EVENTS} {...more} />
  }
  const secrets = (id: TenantId, endpoint: Endpoint) => ({ secret: secretOf(tokenKey(id), endpoint), publicKey: publicKeyOf(tokenKey(id)) })

  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ actor, request, query }) => page(list(actor, request, {}, query['notice'])))
    .post(
      PLACE,
      ({ tenant, actor, request, body }) => {
        try {
          const endpoint = tenant.write((tx) => subscribe(tx, inputIn(body)))
          return page(one(actor, request, endpoint.id, { made: secrets(tenant.id, endpoint) }))
        } catch (error) {
          const problem = problemOf(error)
          return page(list(actor, request, { values: inputIn(body), problem }), 422)
        }
      },
      { body: Form },
    )
    .get(`${PLACE}/:id`, ({ actor, request, params, query }) => page(one(actor, request, params.id, {}, query['notice'])))
    .post(
      `${PLACE}/:id`,
      ({ tenant, actor, request, params, body }) => {
        try {
          const change = { ...inputIn(body), enabled: body.enabled !== undefined }
          tenant.write((tx) => changeSubscription(tx, params.id as EndpointId, change))
          return seeOther(`${PLACE}/${params.id}?notice=saved`)
        } catch (error) {
          return page(one(actor, request, params.id, { values: inputIn(body), problem: problemOf(error) }), 422)
        }
      },
      { body: Form },
    )
    .post(`${PLACE}/:id/test`, ({ tenant, params }) => {
      tenant.write((tx) => sendTest(tx, params.id as EndpointId))
      return seeOther(`${PLACE}/${params.id}?notice=sent`)
    })
    .post(`${PLACE}/:id/secret`, ({ tenant, actor, request, params }) => {
      const endpoint = tenant.write((tx) => renewSecret(tx, params.id as EndpointId))
      return page(one(actor, request, endpoint.id, { made: secrets(tenant.id, endpoint) }))
    })
    .post(`${PLACE}/:id/removal`, ({ tenant, params }) => {
      tenant.write((tx) => removeEndpoint(tx, params.id as EndpointId))
      return seeOther(`${PLACE}?notice=removed`)
    })
    .post(`${PLACE}/:id/deliveries/:delivery/replay`, ({ tenant, params }) => {
      tenant.write((tx) => replayDelivery(tx, params.id as EndpointId, params.delivery as Delivery['id']))
      return seeOther(`${PLACE}/${params.id}?notice=sent`)
    })
}

type Shown = Partial<Pick<Parameters<typeof WebhookPage>[0], 'made' | 'values' | 'problem'>>
const EVENTS = EVENT_TYPES.map((type) => ({ type, label: EVENT_WORDS[type] }))

const inputIn = ({ url, description, event = [] }: typeof Form.static): EndpointInput => ({ url, description, events: [event].flat() })

function problemOf(error: unknown) {
  if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
  return { message: error.message, errors: error.fields }
}
