import type { Account } from '../account.ts'
import type { Exchange } from '../exchange.ts'
import { type Fax, faxResource, isOver } from '../fax.ts'
import type { Inbound } from '../inbound.ts'
import type { Ledger } from '../ledger.ts'
import { data, listed, notFound, refused } from './answers.ts'
import type { Route } from './request.ts'

export interface FaxesDeps {
  readonly ledger: Ledger
  readonly exchange: Exchange
  readonly inbound: Inbound
  readonly account: Account
}

export function faxRoutes({ ledger, exchange, inbound, account }: FaxesDeps): Route[] {
  const show = (fax: Fax) => faxResource(fax, account.applications.webhookUrl(fax.connectionId))

  function withFax(id: string | undefined, answer: (fax: Fax) => Response): Response {
    const fax = ledger.find(id ?? '')
    return fax && account.owns(fax) ? answer(fax) : notFound()
  }

  function cancel(fax: Fax): Response {
    if (fax.direction === 'inbound') return conflict('90081', 'An inbound fax cannot be canceled.')
    if (isOver(fax)) return conflict('90080', 'Only faxes in queued, media.processed or sending status can be canceled.')
    exchange.cancel(fax)
    return data({ result: 'ok' })
  }

  function refresh(fax: Fax): Response {
    if (fax.direction === 'outbound') return conflict('90082', 'Only inbound faxes can be refreshed.')
    if (!fax.hasPdf) return conflict('90083', 'This fax has no media yet.')
    inbound.refresh(fax)
    return data({ result: 'ok' })
  }

  return [
    ['GET', '/faxes', ({ query }) => listed(matching(ledger, account, query), query, show)],
    ['GET', '/faxes/:id', ({ params }) => withFax(params[0], (fax) => data(show(fax)))],
    ['DELETE', '/faxes/:id', ({ params }) => withFax(params[0], (fax) => erase(ledger, fax))],
    ['POST', '/faxes/:id/actions/cancel', ({ params }) => withFax(params[0], cancel)],
    ['POST', '/faxes/:id/actions/refresh', ({ params }) => withFax(params[0], refresh)],
  ]
}

function erase(ledger: Ledger, fax: Fax): Response {
  ledger.remove(fax)
  return new Response(null, { status: 204 })
}

function conflict(code: string, detail: string): Response {
  return refused(422, [{ code, title: 'Command not possible', detail }])
}

/** Newest first. A time that cannot be read filters nothing. */
function* matching(ledger: Ledger, account: Account, query: URLSearchParams): Generator<Fax> {
  const after = bound(query, 'gt', Number.NEGATIVE_INFINITY)
  const from = bound(query, 'gte', Number.NEGATIVE_INFINITY)
  const before = bound(query, 'lt', Number.POSITIVE_INFINITY)
  const until = bound(query, 'lte', Number.POSITIVE_INFINITY)
  const wanted = { direction: wish(query, 'direction'), from: wish(query, 'from'), to: wish(query, 'to') }
  for (const fax of ledger.newest(Math.max(after, from))) {
    if (!account.owns(fax)) continue
    if (fax.createdAt <= after || fax.createdAt >= before || fax.createdAt > until) continue
    if (wanted.direction !== null && fax.direction !== wanted.direction) continue
    if (wanted.from !== null && fax.from !== wanted.from) continue
    if (wanted.to !== null && fax.to !== wanted.to) continue
    yield fax
  }
}

function wish(query: URLSearchParams, field: string): string | null {
  return query.get(`filter[${field}][eq]`) ?? query.get(`filter[${field}]`)
}

function bound(query: URLSearchParams, edge: string, none: number): number {
  const time = Date.parse(query.get(`filter[created_at][${edge}]`) ?? '')
  return Number.isNaN(time) ? none : time
}
