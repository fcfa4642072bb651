import { rename, rm } from 'node:fs/promises'
import { countTiffPages, onWorkbench } from './documents/raster.ts'
import type { Shelf } from './documents/shelf.ts'
import type { Fax } from './fax.ts'
import type { Calls } from './settings.ts'
import { faxCall } from './t30/call.ts'
import { type Failure, failureOf } from './t30/results.ts'

export interface LineDeps {
  readonly calls: Calls
  readonly program: string | null
  readonly shelf: Shelf
}

/** What came of a call: how much arrived, and why not all of it. */
export interface Arrival {
  readonly pages: number
  readonly seconds: number
  readonly note: string | null
  readonly failure: Failure | null
}

const lineDropped: Failure = { reason: 'receiver_call_dropped', internal: 'fs_fax_call_dropped' }

/** Calls the far end and sends `pages` pages; `cut` drops the line half way. What arrives is kept as received.tif. */
export async function call(deps: LineDeps, fax: Fax, pages: number, cut: boolean): Promise<Arrival> {
  const after = Math.floor(pages / 2)
  if (deps.calls === 't30' && deps.program) return realCall(deps.program, deps.shelf, fax, cut ? after : undefined)
  if (deps.calls === 'plain' && !cut) {
    await rename(deps.shelf.path(fax.id, 'sent.tif'), deps.shelf.path(fax.id, 'received.tif'))
    fax.hasTiff = true
  }
  const arrived = cut ? after : pages
  return { pages: arrived, seconds: 12 + 30 * arrived, note: null, failure: cut ? lineDropped : null }
}

async function realCall(program: string, shelf: Shelf, fax: Fax, cutAfterPages: number | undefined): Promise<Arrival> {
  const send = shelf.path(fax.id, 'sent.tif')
  const receive = shelf.path(fax.id, 'received.tif')
  const cut = cutAfterPages === undefined ? {} : { cutAfterPages }
  const end = await onWorkbench(() => faxCall({ program, send, receive, from: fax.from, to: fax.to, ...cut }))
  await rm(send, { force: true })
  if (!end) return { pages: 0, seconds: 0, note: null, failure: { reason: 'service_unavailable', internal: 'fs_call_not_possible' } }
  const pages = await receivedPages(receive)
  fax.hasTiff = pages > 0
  const note = `${end.text} (T.30 code ${end.result}, ${end.bitRate} bit/s${end.ecm ? ', ECM' : ''})`
  return { pages, seconds: Math.round(end.seconds), note, failure: failureOf(end) }
}

async function receivedPages(tiff: string): Promise<number> {
  const file = Bun.file(tiff)
  return (await file.exists()) ? countTiffPages(await file.bytes()) : 0
}
