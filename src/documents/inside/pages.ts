import { degrees, PDFDocument } from '@cantoo/pdf-lib'
import type { Attachment, PageFrom } from '../document.ts'
import { addPdf } from './merge.ts'
import { addTiff } from './tiff-pages.ts'

export async function emptyPdf(): Promise<PDFDocument> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  pdf.setProducer('Frontdesk')
  pdf.setCreator('Frontdesk')
  return pdf
}

/** Every page of every file. */
export async function allPagesOf(files: readonly Attachment[]): Promise<PDFDocument> {
  const whole = await emptyPdf()
  for (const { bytes, type } of files) await (type === 'tiff' ? addTiff(whole, bytes) : addPdf(whole, bytes))
  return whole
}

export async function openAll(files: readonly Attachment[]): Promise<PDFDocument[]> {
  const opened: PDFDocument[] = []
  for (const file of files) opened.push(await allPagesOf([file]))
  return opened
}

/** These pages in that order, turned as they are to be read. One copy from each file, so that what its pages share is there once. */
export async function pagesOf(opened: readonly PDFDocument[], pages: readonly PageFrom[]): Promise<PDFDocument> {
  const whole = await emptyPdf()
  const copies = []
  for (const [file, source] of opened.entries())
    copies.push(
      await whole.copyPages(
        source,
        pages.filter((each) => each.file === file).map(({ page }) => page - 1),
      ),
    )
  for (const { file, turn } of pages) {
    const page = copies[file]?.shift()
    if (!page) throw new Error('a page is not there')
    page.setRotation(degrees((page.getRotation().angle + turn) % 360))
    whole.addPage(page)
  }
  return whole
}
