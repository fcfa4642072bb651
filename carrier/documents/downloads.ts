import type { Inbound } from '../inbound.ts'
import type { Ledger } from '../ledger.ts'
import type { Links } from './links.ts'
import type { Shelf } from './shelf.ts'

export interface DownloadDeps {
  readonly ledger: Ledger
  readonly links: Links
  readonly shelf: Shelf
  readonly inbound: Inbound
}

/** GET /documents/<fax id>.pdf: what media_url and stored_media_url point at, for as long as the link is good. */
export function downloads(deps: DownloadDeps): (url: URL) => Response {
  return (url) => {
    if (!deps.links.isGood(url)) return denied('AccessDenied', 'Request has expired', 403)
    const id = url.pathname.slice('/documents/'.length, -'.pdf'.length)
    const fax = deps.ledger.find(id)
    if (!fax?.hasPdf) return denied('NoSuchKey', 'The specified key does not exist.', 404)
    if (deps.inbound.downloadFails(id)) return denied('SlowDown', 'Please reduce your request rate.', 503)
    const name = fax.direction === 'inbound' ? 'received.pdf' : 'fetched.pdf'
    return new Response(Bun.file(deps.shelf.path(id, name)), { headers: { 'content-type': 'application/pdf' } })
  }
}

function denied(code: string, message: string, status: number): Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  return new Response(body, { status, headers: { 'content-type': 'application/xml' } })
}
