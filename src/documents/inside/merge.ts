import { PDFDocument } from '@cantoo/pdf-lib'
import { flattenForm } from './form.ts'

/**
 * Appends every page. The empty password opens files that only restrict printing or copying, and decrypts them;
 * the merged document has no field dictionary, so filled-in fields become part of the page first.
 */
export async function addPdf(whole: PDFDocument, bytes: Uint8Array): Promise<void> {
  const source = await PDFDocument.load(bytes, { password: '', updateMetadata: false, parseSpeed: Number.POSITIVE_INFINITY })
  flattenForm(source)
  for (const page of await whole.copyPages(source, source.getPageIndices())) whole.addPage(page)
}
