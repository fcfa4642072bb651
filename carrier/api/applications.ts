import { data, listed, notFound, unprocessable } from './answers.ts'
import { missing } from './checks.ts'
import { type Call, jsonBody, type Route, text } from './request.ts'

/** A fax application: what a number or a send is connected to, and where its events go. */
export type Application = Record<string, unknown> & { readonly id: string }

export interface Applications {
  find(id: string): Application | undefined
  webhookUrl(id: string): string | null
  failoverUrl(id: string): string | null
  readonly routes: Route[]
  clear(): void
}

export interface ApplicationsDeps {
  readonly connectionId: string
  readonly webhookUrl: string | null
  nextId(): string
}

export function createApplications({ connectionId, webhookUrl, nextId }: ApplicationsDeps): Applications {
  const all = new Map<string, Application>()

  function add(id: string, fields: Readonly<Record<string, unknown>>): Application {
    const now = new Date().toISOString()
    const application = { active: true, tags: [], webhook_event_failover_url: null, ...fields, id, record_type: 'fax_application' }
    const stored = { ...application, created_at: now, updated_at: now }
    all.set(id, stored)
    return stored
  }

  function clear(): void {
    all.clear()
    add(connectionId, { application_name: 'Local', webhook_event_url: webhookUrl, outbound: { outbound_voice_profile_id: '1000000050' } })
  }

  async function create({ request }: Call): Promise<Response> {
    const fields = (await jsonBody(request)) ?? {}
    const complaints = lacking(fields)
    if (complaints.length > 0) return unprocessable(complaints)
    return data(add(nextId(), fields), 201)
  }

  async function change({ request, params }: Call): Promise<Response> {
    const found = all.get(params[0] ?? '')
    if (!found) return notFound()
    const fields = (await jsonBody(request)) ?? {}
    const complaints = lacking(fields)
    if (complaints.length > 0) return unprocessable(complaints)
    return data(Object.assign(found, fields, { id: found.id, updated_at: new Date().toISOString() }))
  }

  function remove({ params }: Call): Response {
    const found = all.get(params[0] ?? '')
    if (!found) return notFound()
    all.delete(found.id)
    return data(found)
  }

  function show({ params }: Call): Response {
    const found = all.get(params[0] ?? '')
    return found ? data(found) : notFound()
  }

  clear()
  return {
    find: (id) => all.get(id),
    webhookUrl: (id) => text(all.get(id)?.['webhook_event_url']) ?? null,
    failoverUrl: (id) => text(all.get(id)?.['webhook_event_failover_url']) ?? null,
    clear,
    routes: [
      ['GET', '/fax_applications', ({ query }) => listed(named(all.values(), query), query, (application) => application)],
      ['POST', '/fax_applications', create],
      ['GET', '/fax_applications/:id', show],
      ['PATCH', '/fax_applications/:id', change],
      ['DELETE', '/fax_applications/:id', remove],
    ],
  }
}

function named(all: Iterable<Application>, query: URLSearchParams): Application[] {
  const part = query.get('filter[application_name][contains]') ?? ''
  return [...all].filter((application) => String(application['application_name']).includes(part))
}

function lacking(fields: Readonly<Record<string, unknown>>) {
  return ['application_name', 'webhook_event_url'].filter((name) => !text(fields[name])).map(missing)
}
