import type { Temper } from './behaviour.ts'
import { isPdf } from './documents/fetch.ts'
import type { Links } from './documents/links.ts'
import { countPdfPages, testPages } from './documents/pdf.ts'
import { rasterise, tiffToPdf } from './documents/raster.ts'
import type { Shelf } from './documents/shelf.ts'
import { type Fax, newFax, type Status } from './fax.ts'
import type { Ledger } from './ledger.ts'
import { type Arrival, call, type LineDeps } from './line.ts'
import { type Courier, type Manner, usual } from './webhooks/courier.ts'

/** A call somebody places to one of our numbers. */
export interface IncomingCall {
  readonly to: string
  readonly from: string
  readonly connectionId: string
  readonly pages: number
  /** Served as it is, so that damaged documents can arrive too. */
  readonly pdf: Uint8Array | null
  readonly spelling: 'fax.received' | 'fax.delivered'
  readonly webhook: 'normal' | 'lost' | 'twice'
  readonly mediaFailures: number
  readonly partial: boolean
}

export interface InboundDeps {
  readonly fast: boolean
  readonly ledger: Ledger
  readonly courier: Courier
  readonly temper: Temper
  readonly links: Links
  readonly shelf: Shelf
  readonly line: LineDeps
}

export interface Inbound {
  receive(incoming: IncomingCall): Fax
  /** Gives a received fax a link that works again. */
  refresh(fax: Fax): void
  /** True when this download of the fax's document shall fail. */
  downloadFails(id: string): boolean
}

export function createInbound(deps: InboundDeps): Inbound {
  const failuresLeft = new Map<string, number>()

  function receive(incoming: IncomingCall): Fax {
    const { to, from, connectionId } = incoming
    const fax = newFax({ direction: 'inbound', connectionId, to, from, quality: 'high' })
    if (incoming.mediaFailures > 0) failuresLeft.set(fax.id, incoming.mediaFailures)
    deps.ledger.add(fax)
    const tell = teller(fax, incoming.webhook)
    void run(fax, incoming, tell).catch((error: unknown) => {
      console.error('carrier: an incoming call could not be taken:', error)
      fail(fax, tell, 'service_unavailable', 'fs_service_unavailable')
    })
    return fax
  }

  async function run(fax: Fax, incoming: IncomingCall, tell: Tell): Promise<void> {
    step(fax, 'receiving')
    tell('fax.receiving.started')
    deps.shelf.open(fax.id)
    const arrival = incoming.pdf ? await given(fax, incoming.pdf, incoming) : await called(fax, incoming)
    if (!deps.fast) await Bun.sleep(1_000 * Math.max(1, arrival.pages))
    if (!deps.ledger.find(fax.id)) return
    if (arrival.pages === 0) return fail(fax, tell, 'sender_call_dropped', 'fs_fax_call_dropped')
    fax.pages = arrival.pages
    fax.callSeconds = arrival.seconds
    fax.callNote = arrival.note
    step(fax, 'media.processing')
    tell('fax.media.processing.started', { page_count: fax.pages })
    refresh(fax)
    step(fax, incoming.spelling === 'fax.received' ? 'received' : 'delivered')
    deps.shelf.settle(fax.id)
    deps.ledger.counts.received += 1
    tell(incoming.spelling, {
      media_url: fax.mediaUrl,
      page_count: fax.pages,
      partial_content: incoming.partial,
      call_duration_secs: fax.callSeconds,
    })
  }

  /** A ready document: kept untouched, and drawn only so that people can see it. */
  async function given(fax: Fax, pdf: Uint8Array, incoming: IncomingCall): Promise<Arrival> {
    const path = deps.shelf.path(fax.id, 'received.pdf')
    await Bun.write(path, pdf)
    const drawn = deps.line.calls !== 'timed' && isPdf(pdf) ? await rasterise(path, deps.shelf.path(fax.id, 'received.tif'), 'high') : null
    fax.hasPdf = true
    fax.hasTiff = drawn !== null
    const pages = drawn ?? (await countPdfPages(pdf)) ?? incoming.pages
    return { pages, seconds: 12 + 30 * pages, note: null, failure: null }
  }

  /** A test page that really comes through the line. A partial fax loses the line half way. */
  async function called(fax: Fax, incoming: IncomingCall): Promise<Arrival> {
    const pages = incoming.partial ? Math.max(2, incoming.pages) : incoming.pages
    const fetched = deps.shelf.path(fax.id, 'fetched.pdf')
    const received = deps.shelf.path(fax.id, 'received.pdf')
    await Bun.write(fetched, await testPages(fax.from, fax.to, pages))
    const drawn = deps.line.calls === 'timed' || (await rasterise(fetched, deps.shelf.path(fax.id, 'sent.tif'), 'high')) !== null
    if (!drawn) throw new Error('Ghostscript could not draw the test page.')
    const arrival = await call(deps.line, fax, pages, incoming.partial)
    const wrapped = fax.hasTiff && (await tiffToPdf(deps.shelf.path(fax.id, 'received.tif'), received))
    if (!wrapped) await Bun.write(received, await testPages(fax.from, fax.to, Math.max(1, arrival.pages)))
    fax.hasPdf = true
    return arrival
  }

  function refresh(fax: Fax): void {
    fax.mediaUrl = deps.links.sign(`/documents/${fax.id}.pdf`, deps.temper.now.mediaSeconds)
    fax.updatedAt = Date.now()
  }

  function downloadFails(id: string): boolean {
    const left = failuresLeft.get(id) ?? 0
    if (left <= 1) failuresLeft.delete(id)
    else failuresLeft.set(id, left - 1)
    return left > 0
  }

  function teller(fax: Fax, webhook: IncomingCall['webhook']): Tell {
    const manner: Manner = { ...usual, lost: webhook === 'lost', copies: webhook === 'twice' ? 2 : 1 }
    return (type, extra) => deps.courier.tell(fax, type, manner, extra)
  }

  function fail(fax: Fax, tell: Tell, reason: string, internal: string): void {
    fax.failureReason = reason
    fax.internalFailureReason = internal
    step(fax, 'failed')
    deps.shelf.settle(fax.id)
    deps.ledger.counts.failed += 1
    tell('fax.failed', { failure_reason: reason, internal_failure_reason: internal })
  }

  return { receive, refresh, downloadFails }
}

type Tell = (type: string, extra?: Readonly<Record<string, unknown>>) => void

function step(fax: Fax, status: Status): void {
  fax.status = status
  fax.updatedAt = Date.now()
}
