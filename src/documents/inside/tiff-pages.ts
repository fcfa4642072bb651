import {
  concatTransformationMatrix,
  drawObject,
  type PDFDocument,
  PDFRawStream,
  popGraphicsState,
  pushGraphicsState,
} from '@cantoo/pdf-lib'
import { LIMITS } from '../document.ts'
import { readDirectories, type TiffPage } from './ifd.ts'
import { decodePage, type Picture } from './picture.ts'

const SHORT = 612
const LONG = 792
const GROUP_4 = 4
const BLACK_IS_ZERO = 1

export async function addTiff(whole: PDFDocument, bytes: Uint8Array): Promise<void> {
  const found = readDirectories(bytes, LIMITS.pages)
  if ('reason' in found) throw new Error('the TIFF file cannot be read')
  for (const page of found.pages) placeOnLetter(whole, isPassable(page) ? passed(bytes, page) : await decodePage(bytes, page), page)
}

/** One strip of Group 4 is exactly what a PDF may hold, so it goes through unchanged. Later strips would need their own start. */
function isPassable(page: TiffPage): boolean {
  const isFax = page.compression === GROUP_4 && page.bits === 1 && page.samples === 1 && page.photometric <= BLACK_IS_ZERO
  return isFax && page.strips.length === 1 && !page.isTiled && page.orientation === 1 && page.t6Options === 0
}

function passed(bytes: Uint8Array, page: TiffPage): Picture {
  const { at, size } = page.strips[0] ?? { at: 0, size: 0 }
  const strip = bytes.slice(at, at + size)
  const parms = { K: -1, Columns: page.width, Rows: page.height, BlackIs1: page.photometric === BLACK_IS_ZERO }
  const words = { ColorSpace: 'DeviceGray', BitsPerComponent: 1, Filter: 'CCITTFaxDecode', DecodeParms: parms }
  return { bytes: page.fillOrder === 2 ? strip.map(reversed) : strip, width: page.width, height: page.height, words }
}

/** Eight bits in the other order. */
function reversed(byte: number): number {
  let turned = 0
  for (let bit = 0; bit < 8; bit++) turned |= ((byte >> bit) & 1) << (7 - bit)
  return turned
}

/** At its own size, smaller when it is larger than the paper; the paper is turned for a picture that lies on its side. */
function placeOnLetter(whole: PDFDocument, picture: Picture, { width, height, resolution, orientation }: TiffPage): void {
  const across = (width / resolution.x) * 72
  const down = (height / resolution.y) * 72
  const [w, h] = orientation >= 5 ? [down, across] : [across, down]
  const paper = w > h ? { width: LONG, height: SHORT } : { width: SHORT, height: LONG }
  const scale = Math.min(1, paper.width / w, paper.height / h)
  const sheet = whole.addPage([paper.width, paper.height])
  const words = { Type: 'XObject', Subtype: 'Image', Width: picture.width, Height: picture.height, ...picture.words }
  const image = whole.context.register(PDFRawStream.of(whole.context.obj(words), picture.bytes))
  sheet.pushOperators(
    pushGraphicsState(),
    concatTransformationMatrix(w * scale, 0, 0, h * scale, (paper.width - w * scale) / 2, (paper.height - h * scale) / 2),
    drawObject(sheet.node.newXObject('Page', image)),
    popGraphicsState(),
  )
}
