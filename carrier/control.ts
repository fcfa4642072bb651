import type { Accounts } from './account.ts'
import { isE164 } from './api/checks.ts'
import { jsonBody, text } from './api/request.ts'
import type { Temper } from './behaviour.ts'
import type { Inbound, IncomingCall } from './inbound.ts'
import type { Accepted, Ledger } from './ledger.ts'

export interface ControlDeps {
  readonly ledger: Ledger
  readonly temper: Temper
  readonly inbound: Inbound
  readonly accounts: Accounts
  reset(): void
}

/** The switches behind the counter: how tests and proofs make the carrier misbehave, and count what it did. */
export function control(deps: ControlDeps): (request: Request, url: URL) => Promise<Response> {
  return async (request, url) => {
    switch (`${request.method} ${url.pathname}`) {
      case 'POST /_control':
        return change(deps.temper, await jsonBody(request))
      case 'GET /_control':
        return Response.json(deps.temper.now)
      case 'POST /_control/call':
        return placeCall(deps, await jsonBody(request))
      case 'POST /_control/accounts':
        return openAccount(deps.accounts, await jsonBody(request))
      case 'GET /_control/stats':
        return Response.json(stats(deps.ledger, url.searchParams.get('states') !== 'off'))
      case 'GET /_control/accepted':
        return Response.json(accepted(deps.ledger, url.searchParams))
      case 'POST /_control/reset':
        deps.reset()
        return Response.json({ reset: true })
      default:
        return Response.json({ error: 'There is no such switch. See carrier/README.md.' }, { status: 404 })
    }
  }
}

function change(temper: Temper, wishes: Readonly<Record<string, unknown>> | null): Response {
  const wrong = wishes ? temper.change(wishes) : 'The body must be a JSON object.'
  return wrong ? Response.json({ error: wrong }, { status: 400 }) : Response.json(temper.now)
}

function stats(ledger: Ledger, withStates: boolean) {
  const states = ledger.acceptedByState()
  const duplicates = [...states].filter(([state, count]) => state !== '' && count > 1).map(([state]) => state)
  return { ...ledger.counts, duplicates, ...(withStates && { byClientState: Object.fromEntries(states) }) }
}

function accepted(ledger: Ledger, query: URLSearchParams): readonly Accepted[] {
  const to = query.get('to')
  return ledger.accepted().filter((entry) => to === null || entry.to === to)
}

function openAccount(accounts: Accounts, body: Readonly<Record<string, unknown>> | null): Response {
  const [apiKey, connectionId] = [text(body?.['apiKey']), text(body?.['connectionId'])]
  const webhookUrl = text(body?.['webhookUrl']) ?? null
  const account = apiKey && connectionId && accounts.open({ apiKey, connectionId, webhookUrl, keyFile: null })
  if (!account) return Response.json({ error: 'Give an "apiKey" and a "connectionId" that nobody has.' }, { status: 400 })
  return Response.json({ apiKey, connectionId, publicKey: account.keys.publicKey }, { status: 201 })
}

function placeCall(deps: ControlDeps, body: Readonly<Record<string, unknown>> | null): Response {
  const incoming = body && incomingCall(body, deps.accounts)
  if (!incoming)
    return Response.json({ error: 'Give "to" and "from" as numbers like +15552010100, and "pages" from 1 to 50.' }, { status: 400 })
  const fax = deps.inbound.receive(incoming)
  return Response.json({ id: fax.id, to: fax.to, from: fax.from, status: fax.status }, { status: 201 })
}

export function incomingCall(body: Readonly<Record<string, unknown>>, deps: Pick<Accounts, 'connectionFor'>): IncomingCall | null {
  const { to, from } = body
  const pages = Number(body['pages'] ?? 1)
  if (!isE164(to) || !isE164(from) || !Number.isInteger(pages) || pages < 1 || pages > 50) return null
  const pdf = text(body['pdf'])
  return {
    to,
    from,
    pages,
    connectionId: deps.connectionFor(to),
    pdf: pdf === undefined ? null : Buffer.from(pdf, 'base64'),
    spelling: body['spelling'] === 'fax.delivered' ? 'fax.delivered' : 'fax.received',
    webhook: body['webhook'] === 'lost' || body['webhook'] === 'twice' ? body['webhook'] : 'normal',
    mediaFailures: Number(body['mediaFailures']) || 0,
    partial: body['partial'] === true,
  }
}
