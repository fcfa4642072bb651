import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from '@cantoo/pdf-lib'
import type { Sheet, SheetBlock } from '../document.ts'
import { linesOf } from './lines.ts'
import { showable } from './winansi.ts'

const [WIDTH, HEIGHT, MARGIN] = [612, 792, 54]
const INNER = WIDTH - 2 * MARGIN
const TERMS = 132
const GAP = 12
const LEADING = 1.35
const LOWEST = MARGIN + 30
const GREY = rgb(0.35, 0.4, 0.45)

type Fonts = { readonly plain: PDFFont; readonly bold: PDFFont; readonly code: PDFFont }
type Style = { readonly font: PDFFont; readonly size: number; readonly x?: number; readonly width?: number }
type Pen = { readonly pdf: PDFDocument; readonly fonts: Fonts; page: PDFPage; y: number }

/** A record of ours on letter paper. Nothing in it depends on when or where it is drawn. */
export async function printSheet(sheet: Sheet): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  const at = new Date(sheet.at)
  pdf.setTitle(sheet.title, { showInWindowTitleBar: true })
  pdf.setLanguage('en-US')
  pdf.setProducer('Frontdesk')
  pdf.setCreator('Frontdesk')
  pdf.setCreationDate(at)
  pdf.setModificationDate(at)
  const fonts = {
    plain: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
    code: await pdf.embedFont(StandardFonts.Courier),
  }
  const pen: Pen = { pdf, fonts, page: pdf.addPage([WIDTH, HEIGHT]), y: HEIGHT - MARGIN }
  write(pen, sheet.issuer, { font: fonts.plain, size: 11 })
  write(pen, sheet.title, { font: fonts.bold, size: 22 })
  pen.y -= 6
  for (const block of sheet.blocks) draw(pen, block)
  pdf.getPages().forEach((page, index, pages) => {
    const text = showable(`${sheet.footer}  ·  page ${index + 1} of ${pages.length}`, fonts.plain)
    page.drawText(text, { x: MARGIN, y: MARGIN - 12, size: 9, font: fonts.plain, color: GREY })
  })
  const { name, type, text } = sheet.attachment
  await pdf.attach(new TextEncoder().encode(text), name, { mimeType: type, creationDate: at, modificationDate: at })
  return pdf.save({ useObjectStreams: false })
}

function draw(pen: Pen, block: SheetBlock): void {
  const { plain, bold, code } = pen.fonts
  switch (block.is) {
    case 'heading':
      pen.y -= 12
      // Not alone at the foot of a page.
      if (pen.y < LOWEST + 60) turn(pen)
      return write(pen, block.text, { font: bold, size: 13 })
    case 'text':
      return write(pen, block.text, { font: plain, size: 10 })
    case 'code':
      return write(pen, block.text, { font: code, size: 9 })
    case 'facts':
      drawFacts(pen, block.rows)
  }
}

/** The terms take as much as the longest of them asks for, up to half of the paper. */
function drawFacts(pen: Pen, rows: readonly (readonly [string, string])[]): void {
  const { bold, plain } = pen.fonts
  const widest = Math.max(...rows.map(([term]) => bold.widthOfTextAtSize(showable(term, bold), 10)))
  const width = Math.min(INNER / 2, Math.max(TERMS, widest + GAP))
  for (const [term, value] of rows) {
    if (pen.y < LOWEST) turn(pen)
    const [page, y] = [pen.page, pen.y]
    write(pen, term, { font: bold, size: 10, width: width - GAP })
    const after = { page: pen.page, y: pen.y }
    Object.assign(pen, { page, y })
    write(pen, value, { font: plain, size: 10, x: MARGIN + width, width: INNER - width })
    if (pen.page === after.page) pen.y = Math.min(pen.y, after.y)
  }
}

/** Downwards from where the pen stands, over as many pages as it takes. */
function write(pen: Pen, text: string, { font, size, x = MARGIN, width = INNER }: Style): void {
  for (const line of linesOf(showable(text, font), { font, size, width })) {
    if (pen.y - size < LOWEST) turn(pen)
    pen.page.drawText(line, { x, y: pen.y - size - 1, size, font })
    pen.y -= size * LEADING
  }
}

function turn(pen: Pen): void {
  pen.page = pen.pdf.addPage([WIDTH, HEIGHT])
  pen.y = HEIGHT - MARGIN
}

const LARGEST_ATTACHMENT = 4 * 1024 * 1024

export async function attachedTo(bytes: Uint8Array, name: string): Promise<Uint8Array | undefined> {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false, parseSpeed: Number.POSITIVE_INFINITY })
  const data = pdf.getAttachments().find((each) => each.name === name)?.data
  return data && data.byteLength <= LARGEST_ATTACHMENT ? data : undefined
}
