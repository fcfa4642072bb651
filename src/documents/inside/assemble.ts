import type { PDFDocument } from '@cantoo/pdf-lib'
import type { Attachment, Cover, HeaderLine, PageFrom } from '../document.ts'
import { drawCover } from './cover.ts'
import { stampHeader } from './header-line.ts'
import { allPagesOf, openAll, pagesOf } from './pages.ts'
import { openPdf } from './pdfium.ts'

export type Assembly = {
  readonly files: readonly Attachment[]
  readonly cover?: Cover | undefined
  /** Which of their pages, in what order; all of them as they are unless said otherwise. */
  readonly pages?: readonly PageFrom[] | undefined
  readonly header?: HeaderLine | undefined
}

export async function assemble({ files, cover, pages, header }: Assembly): Promise<{ pdf: Uint8Array; pages: number }> {
  const whole = pages ? await pagesOf(await openAll(files), pages) : await allPagesOf(files)
  if (cover) await drawCover(whole, { ...cover, pages: files.length > 0 ? whole.getPageCount() + 1 : cover.pages })
  if (header) await stampHeader(whole, header, cover !== undefined)
  return finished(whole)
}

/** Written, and read back. */
export async function finished(whole: PDFDocument): Promise<{ pdf: Uint8Array; pages: number }> {
  const pages = whole.getPageCount()
  const pdf = await whole.save({
    useObjectStreams: false,
    addDefaultPage: false,
    updateFieldAppearances: false,
    objectsPerTick: Number.POSITIVE_INFINITY,
  })
  if (countPages(pdf) !== pages) throw new Error('the finished document cannot be read back')
  return { pdf, pages }
}

function countPages(bytes: Uint8Array): number {
  const opened = openPdf(bytes)
  if (typeof opened === 'string') return 0
  using pdf = opened
  return pdf.pages
}
