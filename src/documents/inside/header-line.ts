import {
  beginText,
  clip,
  concatTransformationMatrix,
  endPath,
  endText,
  PDFArray,
  PDFContentStream,
  PDFDict,
  type PDFDocument,
  type PDFFont,
  PDFName,
  type PDFOperator,
  type PDFPage,
  type PDFRef,
  popGraphicsState,
  pushGraphicsState,
  rectangle,
  StandardFonts,
  setFillingGrayscaleColor,
  setFontAndSize,
  setTextMatrix,
  showText,
} from '@cantoo/pdf-lib'
import type { HeaderLine } from '../document.ts'
import { firstLines, widthOf } from './lines.ts'
import { showable } from './winansi.ts'

/** Of letter paper; a page of another width has it in proportion, since a fax is made as wide as its paper. */
const [PAPER, STRIP, SIZE, INSET, GAP] = [612, 22, 11, 24, 18]
/** A page as flat as a strip of paper is not all header. */
const FLATTEST = 120
/** So many graphics states more than it saved a careless page may restore, and still not come into the line. */
const SPARE_STATES = 8

/**
 * Who sends, from which number and when, at the top of every page with its number (47 CFR 68.318(d)). What is on the page is made smaller by
 * as much as the line takes, and cut to where it was to be seen: nothing is hidden, by the line or under it. A cover of our own has the room.
 */
export async function stampHeader(whole: PDFDocument, header: HeaderLine, hasCover: boolean): Promise<void> {
  const font = await whole.embedFont(StandardFonts.Helvetica)
  const pages = whole.getPages()
  pages.forEach((page, index) => {
    const frame = frameOf(page)
    const line = lineOn(frame, font, header, `Page ${index + 1} of ${pages.length}`)
    stamp(whole, page, frame, font, line, hasCover && index === 0)
  })
}

/** What is seen of a page, and how it lies: in its own coordinates, with the turn that whoever looks at it sees. */
type Frame = {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly turn: number
  readonly wide: number
  readonly tall: number
  readonly unit: number
}

function frameOf(page: PDFPage): Frame {
  const [media, crop] = [page.getMediaBox(), page.getCropBox()]
  const [x, y] = [Math.max(media.x, crop.x), Math.max(media.y, crop.y)]
  const w = Math.min(media.x + media.width, crop.x + crop.width) - x
  const h = Math.min(media.y + media.height, crop.y + crop.height) - y
  const seen = w > 0 && h > 0 ? { x, y, w, h } : { x: media.x, y: media.y, w: media.width, h: media.height }
  const turn = ((page.getRotation().angle % 360) + 360) % 360
  const [wide, tall] = turn % 180 === 0 ? [seen.w, seen.h] : [seen.h, seen.w]
  return { ...seen, turn, wide, tall, unit: Math.min(wide / PAPER, tall / FLATTEST) }
}

type Piece = { readonly text: string; readonly from: number }

/** The number of the page keeps its place on the right; a long name is cut short before it. */
function lineOn({ wide, unit }: Frame, font: PDFFont, { at, sender, number }: HeaderLine, page: string): Piece[] {
  const width = (text: string) => widthOf(text, font, SIZE) * unit
  const right = wide - INSET * unit - width(page)
  const [before, after] = [`${at}  ·  `, `  ·  ${number}`].map((text) => showable(text, font)) as [string, string]
  const room = right - (INSET + GAP) * unit - width(before) - width(after)
  const [name = ''] = firstLines(showable(sender, font).replace(/\s+/g, ' '), { font, size: SIZE * unit, width: Math.max(0, room) }, 1)
  return [
    { text: `${before}${name}${after}`, from: INSET * unit },
    { text: page, from: right },
  ]
}

function stamp(whole: PDFDocument, page: PDFPage, frame: Frame, font: PDFFont, line: readonly Piece[], hasRoom: boolean): void {
  page.node.normalize()
  const key = page.node.newFontDictionary('Header', font.ref)
  const words = line.flatMap(({ text, from }) => [
    beginText(),
    setFillingGrayscaleColor(0),
    setFontAndSize(key, SIZE * frame.unit),
    setTextMatrix(...placeOf(frame, from, frame.tall - (STRIP - 7) * frame.unit)),
    showText(font.encodeText(text)),
    endText(),
  ])
  const { scale, dx, dy } = hasRoom ? { scale: 1, dx: 0, dy: 0 } : below(frame)
  const saved = Array.from({ length: SPARE_STATES })
  const start = [
    pushGraphicsState(),
    ...words,
    popGraphicsState(),
    pushGraphicsState(),
    concatTransformationMatrix(scale, 0, 0, scale, dx, dy),
    rectangle(frame.x, frame.y, frame.w, frame.h),
    clip(),
    endPath(),
    ...saved.map(pushGraphicsState),
  ]
  const end = [...saved.map(popGraphicsState), popGraphicsState()]
  const stream = (operators: PDFOperator[]): PDFRef => whole.context.register(PDFContentStream.of(whole.context.obj({}), operators))
  const contents = page.node.Contents()
  const own = contents instanceof PDFArray ? contents.asArray() : []
  // A list of its own: a page that is there twice shares its contents with its twin.
  page.node.set(PDFName.of('Contents'), whole.context.obj([stream(start), ...own, stream(end)]))
  if (!hasRoom) moveAnnotations(whole, page, ([x1, y1, x2, y2]) => [x1 * scale + dx, y1 * scale + dy, x2 * scale + dx, y2 * scale + dy])
}

/** Smaller by the height of the line, and standing on the foot of the page as before. */
function below(frame: Frame): { readonly scale: number; readonly dx: number; readonly dy: number } {
  const scale = (frame.tall - STRIP * frame.unit) / frame.tall
  const [, , , , x, y] = placeOf(frame, frame.wide / 2, 0)
  return { scale, dx: x * (1 - scale), dy: y * (1 - scale) }
}

/** From whoever looks at the page, right and up from its lower left corner, to its own coordinates; with the direction of what is written. */
function placeOf({ x, y, w, h, turn }: Frame, right: number, up: number): [number, number, number, number, number, number] {
  switch (turn) {
    case 90:
      return [0, 1, -1, 0, x + w - up, y + right]
    case 180:
      return [-1, 0, 0, -1, x + w - right, y + h - up]
    case 270:
      return [0, -1, 1, 0, x + up, y + h - right]
    default:
      return [1, 0, 0, 1, x + right, y + up]
  }
}

type Corners = readonly [number, number, number, number]

/** Stamps and notes that lie on a page are not in its contents; each viewer fits them into their rectangle. */
function moveAnnotations(whole: PDFDocument, page: PDFPage, moved: (corners: Corners) => Corners): void {
  const annotations = page.node.Annots()?.asArray() ?? []
  if (annotations.length === 0) return
  const again = annotations.flatMap((each) => {
    const dict = whole.context.lookup(each)
    if (!(dict instanceof PDFDict)) return []
    const box = dict.lookupMaybe(PDFName.of('Rect'), PDFArray)?.asRectangle()
    const copy = dict.clone(whole.context)
    if (box) copy.set(PDFName.of('Rect'), whole.context.obj([...moved([box.x, box.y, box.x + box.width, box.y + box.height])]))
    return [whole.context.register(copy)]
  })
  page.node.set(PDFName.of('Annots'), whole.context.obj(again))
}
