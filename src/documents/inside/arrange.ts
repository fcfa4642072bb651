import { degrees, type PDFDocument } from '@cantoo/pdf-lib'
import type { Attachment, PageFrom } from '../document.ts'
import { emptyPdf, finished } from './assemble.ts'
import { addPdf } from './merge.ts'
import { addTiff } from './tiff-pages.ts'

/** Each document is made of pages of these files, in that order, turned as they are to be read. */
export async function arrange(files: readonly Attachment[], plan: readonly (readonly PageFrom[])[]): Promise<Uint8Array[]> {
  const opened: PDFDocument[] = []
  for (const file of files) opened.push(await openedAsPdf(file))
  const made: Uint8Array[] = []
  for (const pages of plan) made.push((await finished(await documentOf(opened, pages))).pdf)
  return made
}

async function openedAsPdf({ bytes, type }: Attachment): Promise<PDFDocument> {
  const whole = await emptyPdf()
  await (type === 'tiff' ? addTiff(whole, bytes) : addPdf(whole, bytes))
  return whole
}

/** One copy from each file, so that what its pages share is there once. */
async function documentOf(opened: readonly PDFDocument[], pages: readonly PageFrom[]): Promise<PDFDocument> {
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
