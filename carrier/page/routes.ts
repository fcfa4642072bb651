import { pageImage } from '../documents/images.ts'
import type { Shelf } from '../documents/shelf.ts'
import type { Fax } from '../fax.ts'
import type { IncomingCall } from '../inbound.ts'
import type { Ledger } from '../ledger.ts'
import { arrivalEntry } from './arrivals.ts'
import { type CallForm, carrierPage } from './page.ts'
import { style } from './style.ts'

export interface PageDeps {
  readonly ledger: Ledger
  readonly shelf: Shelf
  parseCall(fields: Readonly<Record<string, unknown>>): IncomingCall | null
  receive(incoming: IncomingCall): Fax
}

const empty: CallForm = { to: '', from: '+15552010199', pages: '1', wrong: null }
const shown = 40

/** What people look at: which faxes arrived, page by page. */
export function pages(deps: PageDeps): (request: Request, url: URL) => Promise<Response> {
  return async (request, url) => {
    if (request.method === 'POST') return url.pathname === '/place-call' ? placeCall(deps, request) : missing()
    if (url.pathname === '/') return page(deps, url.searchParams.has('call') ? empty : null)
    if (url.pathname === '/style.css') return new Response(style, { headers: { 'content-type': 'text/css' } })
    if (url.pathname === '/received') return received(deps.ledger, url.searchParams)
    return file(deps, url.pathname)
  }
}

function page(deps: PageDeps, form: CallForm | null, status = 200): Response {
  const entries = newest(deps.ledger, shown).map(arrivalEntry)
  const { accepted, received: calls } = deps.ledger.counts
  return new Response(carrierPage(entries, Math.max(entries.length, accepted + calls), form), {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'self'", 'cache-control': 'no-store' },
  })
}

async function placeCall(deps: PageDeps, request: Request): Promise<Response> {
  const fields = Object.fromEntries(await request.formData())
  const incoming = deps.parseCall(fields)
  if (incoming) {
    deps.receive(incoming)
    return new Response(null, { status: 303, headers: { location: '/' } })
  }
  const typed = { to: String(fields['to'] ?? ''), from: String(fields['from'] ?? ''), pages: String(fields['pages'] ?? '') }
  return page(deps, { ...typed, wrong: 'Write both numbers with + and country code, like +15552010100, and 1 to 50 pages.' }, 422)
}

function received(ledger: Ledger, query: URLSearchParams): Response {
  const to = query.get('to')
  const most = Math.min(10_000, Number(query.get('limit')) || 200)
  return Response.json(newest(ledger, most, to).map(arrivalEntry))
}

function newest(ledger: Ledger, most: number, to: string | null = null): Fax[] {
  const found: Fax[] = []
  for (const fax of ledger.newest()) {
    if (to === null || fax.to === to) found.push(fax)
    if (found.length >= most) break
  }
  return found
}

async function file({ ledger, shelf }: PageDeps, path: string): Promise<Response> {
  const [, id = '', name = ''] = /^\/received\/([0-9a-f-]{36})\/([a-z0-9.-]+)$/.exec(path) ?? []
  const fax = ledger.find(id)
  if (!fax) return missing()
  const number = Number(/^page-(\d+)\.png$/.exec(name)?.[1] ?? 0)
  const image = number > 0 && fax.hasTiff ? await pageImage(shelf, id, number) : null
  if (image) return new Response(image, { headers: { 'content-type': 'image/png' } })
  if (name === 'document.pdf' && fax.hasPdf) {
    const pdf = fax.direction === 'inbound' ? 'received.pdf' : 'fetched.pdf'
    return new Response(Bun.file(shelf.path(id, pdf)), { headers: { 'content-type': 'application/pdf' } })
  }
  if (name === 'received.tif' && fax.hasTiff) return new Response(Bun.file(shelf.path(id, 'received.tif')))
  return missing()
}

function missing(): Response {
  return new Response('There is nothing here.', { status: 404 })
}
