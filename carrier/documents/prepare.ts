import type { Fax } from '../fax.ts'
import type { Calls } from '../settings.ts'
import { fetchDocument, isPdf, largest, mostPages } from './fetch.ts'
import type { MediaStore } from './media.ts'
import { countPdfPages } from './pdf.ts'
import { rasterise } from './raster.ts'
import type { Shelf } from './shelf.ts'

export interface PrepareDeps {
  readonly calls: Calls
  readonly fetchMedia: boolean
  readonly keepPdf: boolean
  readonly shelf: Shelf
  readonly media: MediaStore
}

export type Prepared = { readonly pages: number; readonly digest: string } | { readonly failed: string }

/** Gets the document of a fax and makes it ready for the line. */
export async function prepare(deps: PrepareDeps, fax: Fax): Promise<Prepared> {
  if (!deps.fetchMedia && fax.mediaUrl) return { pages: 1, digest: fax.mediaUrl.split('?')[0] ?? '' }
  const got = await contentsOf(deps.media, fax)
  if ('failed' in got) return got
  if (got.bytes.length > largest) return { failed: 'file_size_limit_exceeded' }
  if (!isPdf(got.bytes)) return { failed: 'file_format_invalid' }
  const pages = await pagesOf(deps, fax, got.bytes)
  if (pages === null) return { failed: 'media_processing_exception' }
  if (pages > mostPages) return { failed: 'page_count_limit_exceeded' }
  return { pages, digest: Bun.hash(got.bytes).toString(36) }
}

async function contentsOf(media: MediaStore, fax: Fax): Promise<{ readonly bytes: Uint8Array } | { readonly failed: string }> {
  if (fax.contents) {
    const bytes = fax.contents
    fax.contents = undefined
    return { bytes }
  }
  if (fax.mediaUrl) return fetchDocument(fax.mediaUrl)
  const medium = media.find(fax.mediaName ?? '')
  return medium ?? { failed: 'file_download_failed' }
}

async function pagesOf(deps: PrepareDeps, fax: Fax, bytes: Uint8Array): Promise<number | null> {
  if (deps.keepPdf) {
    deps.shelf.open(fax.id)
    await Bun.write(deps.shelf.path(fax.id, 'fetched.pdf'), bytes)
    fax.hasPdf = true
  }
  if (deps.calls === 'timed') return countPdfPages(bytes)
  return rasterise(deps.shelf.path(fax.id, 'fetched.pdf'), deps.shelf.path(fax.id, 'sent.tif'), fax.quality)
}
