import { caretakers } from '../../src/colleagues.ts'
import { drain } from '../../src/jobs/index.ts'
import { type Reach, ReachError } from '../../src/kit/reaching.ts'
import { letterSender, type Mail, type Mailer } from '../../src/mail/index.ts'
import type { TenantId } from '../../src/tenancy/index.ts'
import { webhookApi } from '../../src/webhooks/api.routes.ts'
import { type EndpointId, listDeliveries } from '../../src/webhooks/endpoints.ts'
import { composeWebhookLetters, publish, webhookDeliverer } from '../../src/webhooks/index.ts'
import { subscribe } from '../../src/webhooks/publishing.ts'
import { webhookRoutes } from '../../src/webhooks/routes.tsx'
import { openFaxing } from '../support/faxing.ts'
import { openPages } from '../support/pages.ts'

export type Heard = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }
type Behaviour = number | { readonly status: number; readonly retryAfter: string } | 'silent'

/** Two offices that fax, and somebody's server that hears of it. */
export function openWebhooks() {
  const faxing = openFaxing()
  const heard: Heard[] = []
  const planned: Behaviour[] = []
  const reach: Reach = async (url, { headers = {}, body }) => {
    const next = planned.shift() ?? 204
    if (next === 'silent') throw new ReachError('timeout')
    const { status, retryAfter = '' } = typeof next === 'number' ? { status: next } : next
    heard.push({ url, headers, body: String(body) })
    return new Response(null, { status, headers: retryAfter ? { 'retry-after': retryAfter } : {} })
  }
  const tokenKey = (id: TenantId) => faxing.tenants.key(id, 'tokens')
  const originOf = (id: TenantId) => (id === faxing.ids.maple ? 'http://maple.localhost' : 'http://harbor.localhost')
  const letters: Mail[] = []
  const mailer: Mailer = {
    send: async (mail) => {
      letters.push(mail)
      return { is: 'sent' }
    },
  }
  const compose = composeWebhookLetters({ officeName: () => 'Maple Street', urlOf: originOf, caretakers })
  const handlers = [webhookDeliverer({ reach, tokenKey, originOf, caretakers }), letterSender({ mailer, compose })]
  const pages = openPages(faxing, (around) => [webhookRoutes({ ...around, tokenKey }), webhookApi({ ...around, tokenKey })])
  return {
    ...faxing,
    heard,
    letters,
    pages,
    tokenKey,
    /** What the server answers next, one after the other; 204 after that. */
    answer: (...behaviours: Behaviour[]) => void planned.push(...behaviours),
    add: (events: readonly string[] = ['fax.submitted', 'fax.delivered', 'fax.failed'], office: 'maple' | 'harbor' = 'maple') =>
      faxing[office].write((tx) => subscribe(tx, { url: 'https://hooks.example/fax', description: 'Billing', events })),
    /** What happened is read from the trail and sent. */
    async tell(office: 'maple' | 'harbor' = 'maple') {
      faxing[office].write(publish)
      await drain(faxing[office], handlers, faxing.log)
    },
    /** Faxes go their way, and nobody is told yet. */
    deliveries: (id: EndpointId) => faxing.maple.read((tx) => listDeliveries(tx, id, 50)),
    [Symbol.dispose]: () => faxing[Symbol.dispose](),
  }
}
export type Webhooks = ReturnType<typeof openWebhooks>
