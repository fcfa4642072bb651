import { disclosed } from '../audit/index.ts'
import type { Documents } from '../documents/index.ts'
import type { Files } from '../files/index.ts'
import { conflict, notFound } from '../kit/errors.ts'
import { cut, sendRange } from '../kit/range.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { refuseWhole } from './bulk/bulks.ts'
import { sentGone } from './content/gone.ts'
import { getFax } from './reading.ts'
import type { FaxId } from './status.ts'

export type OutDeps = { readonly files: Files; readonly documents: Documents }
export type Found = {
  readonly fileId: Parameters<Files['read']>[1]
  readonly pages: number
  readonly name: string
  /** By page, how it is turned to be read. */
  readonly turns?: ReadonlyMap<number, number>
}

/** A disclosure, recorded before a byte leaves. */
export function sentDocument(tx: Tx, id: FaxId): Found {
  const fax = getFax(tx, id)
  refuseWhole(tx, id, `Each of its recipients has a document of its own: /api/bulks/${id}/recipients.`)
  if (fax.contentGoneAt) throw sentGone()
  if (!fax.documentId) throw conflict('The document is still being made. Try again in a moment.')
  disclosed(tx, 'fax.document_viewed', id)
  return { fileId: fax.documentId, pages: fax.pages, name: `fax-${id}.pdf` }
}

/** The document. A viewer in the browser may frame it on our own pages, and nothing in it may run. */
export async function documentResponse(deps: OutDeps, tenant: Tenant, found: Found, download: boolean): Promise<Response> {
  const { headers, size, body } = await opened(deps, tenant, found, download)
  return new Response(body, { headers: { ...headers, 'content-length': String(size) } })
}

/** For a program, which may go on where its download broke off. What an id names never changes. */
export async function documentDownload(deps: OutDeps, tenant: Tenant, found: Found, request: Request): Promise<Response> {
  const { body, ...whole } = await opened(deps, tenant, found, true)
  const answer = sendRange(request, { ...whole, etag: `"${found.fileId}"` }, (from, end) => cut(body, from, end))
  if (!answer.body) await body.cancel()
  return answer
}

async function opened(deps: OutDeps, tenant: Tenant, found: Found, download: boolean) {
  const { size, body } = await deps.files.stream(tenant.id, found.fileId)
  const [head, rest] = await peek(body)
  const tiff = head[0] === 0x49 || head[0] === 0x4d
  const name = found.name.endsWith('.pdf') ? found.name : `${found.name}.${tiff ? 'tif' : 'pdf'}`
  const headers = {
    'content-type': tiff ? 'image/tiff' : 'application/pdf',
    'content-disposition': `${download || tiff ? 'attachment' : 'inline'}; filename="${name}"`,
    'content-security-policy': "default-src 'none'; object-src 'self'; frame-ancestors 'self'",
    'x-frame-options': 'SAMEORIGIN',
    'cache-control': 'private, no-store',
  }
  return { size, body: rest, headers }
}

async function peek(body: ReadableStream<Uint8Array>): Promise<[Uint8Array, ReadableStream<Uint8Array>]> {
  const [look, rest] = body.tee()
  const reader = look.getReader()
  const { value } = await reader.read()
  void reader.cancel()
  return [value ?? new Uint8Array(), rest]
}

/** The width the pages show it at (views/ui/page-images.tsx), sharp enough to read. */
const WIDTH = 850
/** A thumbnail, and what is enlarged. */
const OTHER_WIDTHS = [170, 1_275, 1_700]

export async function pageResponse(deps: OutDeps, tenant: Tenant, found: Found, page: string, width?: string): Promise<Response> {
  const number = Number(/^(\d{1,3})(?:\.png)?$/.exec(page)?.[1])
  if (!number || number > found.pages) throw notFound('Page')
  const bytes = await deps.files.read(tenant.id, found.fileId)
  const png = await deps.documents.renderPage(
    tenant.id,
    bytes,
    number,
    OTHER_WIDTHS.find((each) => String(each) === width) ?? WIDTH,
    found.turns?.get(number),
  )
  return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png', 'cache-control': 'private, max-age=300' } })
}
