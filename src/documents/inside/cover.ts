import { type PDFDocument, type PDFFont, type PDFImage, type PDFPage, StandardFonts } from '@cantoo/pdf-lib'
import type { Cover } from '../document.ts'
import { firstLines, linesOf, widthOf } from './lines.ts'
import { showable } from './winansi.ts'

const WIDTH = 612
const HEIGHT = 792
const MARGIN = 54
const INNER = WIDTH - 2 * MARGIN
const LABELS = 84
const LEADING = 1.3
const LOGO = { width: 150, height: 56 } as const
const MOST_NOTICE_LINES = 14

type Sheet = { readonly page: PDFPage; readonly plain: PDFFont; readonly bold: PDFFont }

/** Puts a cover in front. Black on white, no fills and nothing under 11 points: it must survive 98 lines per inch. */
export async function drawCover(whole: PDFDocument, cover: Cover): Promise<void> {
  const plain = await whole.embedFont(StandardFonts.Helvetica)
  const bold = await whole.embedFont(StandardFonts.HelveticaBold)
  const sheet = { page: whole.insertPage(0, [WIDTH, HEIGHT]), plain, bold }
  const belowHeading = await drawHeading(sheet, whole, cover)
  const belowFields = drawFields(sheet, cover, belowHeading - 30)
  const aboveNotice = drawNotice(sheet, cover.notice)
  if (cover.note) drawNote(sheet, cover.note, belowFields - 10, aboveNotice + 18)
}

/** The logo, and beside it who sends; the word that says what this is on the right. */
async function drawHeading(sheet: Sheet, whole: PDFDocument, cover: Cover): Promise<number> {
  const top = HEIGHT - MARGIN
  const title = widthOf('FAX', sheet.bold, 44)
  write(sheet, ['FAX'], { x: WIDTH - MARGIN - title, y: top - 34, size: 44, font: sheet.bold })
  const logo = cover.logo ? drawLogo(sheet, await whole.embedPng(cover.logo), top) : { width: 0, height: 0 }
  const left = logo.width > 0 ? logo.width + 12 : 0
  const width = INNER - title - 24 - left
  const x = MARGIN + left
  const office = firstLines(showable(cover.officeName, sheet.bold), { font: sheet.bold, size: 20, width }, 2)
  let y = write(sheet, office, { x, y: top - 16, size: 20, font: sheet.bold }) + 4
  const address = (cover.officeAddress ?? '').split('\n').filter(Boolean).join('  ·  ')
  const contact = [cover.officePhone && `Phone ${cover.officePhone}`, `Fax ${cover.officeFax}`].filter(Boolean).join('  ·  ')
  for (const text of [address, contact]) {
    if (text === '') continue
    y = write(sheet, firstLines(showable(text, sheet.plain), { font: sheet.plain, size: 12, width }, 2), { x, y, size: 12 })
  }
  const bottom = Math.min(y + 2, top - logo.height - 10)
  rule(sheet, bottom, 2)
  return bottom
}

function drawLogo({ page }: Sheet, picture: PDFImage, top: number): { readonly width: number; readonly height: number } {
  const size = picture.scaleToFit(LOGO.width, LOGO.height)
  page.drawImage(picture, { x: MARGIN, y: top - size.height, ...size })
  return size
}

function drawFields(sheet: Sheet, cover: Cover, top: number): number {
  const rows = [
    ['To', cover.to],
    ['Fax', cover.toNumber],
    ['From', cover.from],
    ['Date', cover.date],
    ['Pages', `${cover.pages}, including this cover`],
    ['Re', cover.subject],
  ] as const
  let y = top
  for (const [label, value] of rows) {
    if (!value) continue
    write(sheet, [label], { x: MARGIN, y, size: 13, font: sheet.bold })
    const text = showable(value, sheet.plain).replace(/\s+/g, ' ')
    y = write(sheet, firstLines(text, { font: sheet.plain, size: 13, width: INNER - LABELS }, 2), { x: MARGIN + LABELS, y, size: 13 }) - 6
  }
  rule(sheet, y + 8, 1)
  return y - 6
}

/** A long note shrinks to 11 points, and is cut off where the notice begins. */
function drawNote(sheet: Sheet, note: string, top: number, bottom: number): void {
  const text = showable(note.trim(), sheet.plain)
  const measure = (size: number) => ({ font: sheet.plain, size, width: INNER })
  const most = (size: number) => Math.floor((top - bottom) / (size * LEADING))
  const size = [13, 12].find((points) => linesOf(text, measure(points)).length <= most(points)) ?? 11
  write(sheet, firstLines(text, measure(size), most(size)), { x: MARGIN, y: top - size, size })
}

function drawNotice(sheet: Sheet, notice: string): number {
  const text = showable(notice.trim(), sheet.plain)
  const lines = firstLines(text, { font: sheet.plain, size: 11, width: INNER }, MOST_NOTICE_LINES)
  const top = MARGIN + lines.length * 11 * LEADING
  write(sheet, lines, { x: MARGIN, y: top - 11, size: 11 })
  rule(sheet, top + 6, 1)
  return top + 6
}

type Place = { readonly x: number; readonly y: number; readonly size: number; readonly font?: PDFFont }

/** Writes lines downwards from the first one's baseline and returns the baseline after the last. */
function write({ page, plain }: Sheet, lines: readonly string[], { x, y, size, font = plain }: Place): number {
  let baseline = y
  for (const line of lines) {
    page.drawText(line, { x, y: baseline, size, font })
    baseline -= size * LEADING
  }
  return baseline
}

function rule({ page }: Sheet, y: number, thickness: number): void {
  page.drawLine({ start: { x: MARGIN, y }, end: { x: WIDTH - MARGIN, y }, thickness })
}
