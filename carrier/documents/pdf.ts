import type { PDFFont, PDFPage } from '@cantoo/pdf-lib'

/** How many pages a PDF has, without drawing them; null when it cannot be read (damaged, or locked by a password). */
export async function countPdfPages(bytes: Uint8Array): Promise<number | null> {
  const { PDFDocument } = await import('@cantoo/pdf-lib')
  try {
    return (await PDFDocument.load(bytes, { updateMetadata: false })).getPageCount()
  } catch {
    return null
  }
}

/** A plain page to fax, so that an inbound call needs no file. */
export async function testPages(from: string, to: string, pages: number): Promise<Uint8Array> {
  const { PDFDocument, StandardFonts } = await import('@cantoo/pdf-lib')
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.Helvetica)
  for (let number = 1; number <= pages; number += 1) {
    drawTestPage(document.addPage([612, 792]), font, [
      `Page ${number} of ${pages}`,
      `From ${from}`,
      `To ${to}`,
      new Date().toUTCString(),
      'This page was sent by the local carrier to try the line.',
      'If you can read it, the fax arrived whole.',
    ])
  }
  return document.save()
}

function drawTestPage(page: PDFPage, font: PDFFont, lines: readonly string[]): void {
  page.drawText('TEST FAX', { x: 54, y: 700, size: 34, font })
  page.drawRectangle({ x: 54, y: 684, width: 504, height: 3 })
  lines.forEach((line, row) => {
    page.drawText(line, { x: 54, y: 640 - row * 26, size: 15, font })
  })
  for (let mark = 0; mark < 12; mark += 1) page.drawRectangle({ x: 54 + mark * 42, y: 120, width: 2 + mark * 2, height: 120 })
}
