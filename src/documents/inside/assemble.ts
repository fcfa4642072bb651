import { PDFDocument } from '@cantoo/pdf-lib'
import type { Attachment, Cover } from '../document.ts'
import { drawCover } from './cover.ts'
import { addPdf } from './merge.ts'
import { openPdf } from './pdfium.ts'
import { addTiff } from './tiff-pages.ts'

export async function assemble(cover: Cover | undefined, files: readonly Attachment[]): Promise<{ pdf: Uint8Array; pages: number }> {
  const whole = await emptyPdf()
  for (const file of files) await (file.type === 'tiff' ? addTiff(whole, file.bytes) : addPdf(whole, file.bytes))
  if (cover) await drawCover(whole, { ...cover, pages: whole.getPageCount() + 1 })
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

export async function emptyPdf(): Promise<PDFDocument> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  pdf.setProducer('Frontdesk')
  pdf.setCreator('Frontdesk')
  return pdf
}

function countPages(bytes: Uint8Array): number {
  const opened = openPdf(bytes)
  if (typeof opened === 'string') return 0
  using pdf = opened
  return pdf.pages
}
