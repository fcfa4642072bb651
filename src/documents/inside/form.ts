import {
  concatTransformationMatrix,
  drawObject,
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFName,
  PDFNumber,
  type PDFPage,
  PDFRef,
  PDFStream,
  popGraphicsState,
  pushGraphicsState,
} from '@cantoo/pdf-lib'

const name = (text: string) => PDFName.of(text)
const HIDDEN = 2
const PRINT = 4

/** Draws what the fields of a form show when printed onto their pages. pdf-lib's own flatten also draws hidden fields and ignores scaling. */
export function flattenForm(pdf: PDFDocument): void {
  if (!pdf.catalog.AcroForm()) return
  pdf.getForm().updateFieldAppearances()
  for (const page of pdf.getPages()) flattenPage(page)
}

function flattenPage(page: PDFPage): void {
  const annotations = page.node.Annots()
  if (!annotations) return
  for (let at = annotations.size() - 1; at >= 0; at--) {
    const widget = annotations.lookup(at)
    if (!(widget instanceof PDFDict) || widget.lookup(name('Subtype')) !== name('Widget')) continue
    const flags = widget.lookupMaybe(name('F'), PDFNumber)?.asNumber() ?? 0
    const appearance = appearanceOf(widget)
    if (appearance && flags & PRINT && !(flags & HIDDEN)) stamp(page, widget, appearance)
    annotations.remove(at)
  }
}

/** The stream for the normal state; a checkbox has one per state and says which in `AS`. */
function appearanceOf(widget: PDFDict): PDFRef | undefined {
  const all = widget.lookup(name('AP'))
  if (!(all instanceof PDFDict)) return undefined
  const normal = all.get(name('N'))
  const found = all.lookup(name('N'))
  if (found instanceof PDFStream) return normal instanceof PDFRef ? normal : undefined
  const state = widget.lookup(name('AS'))
  if (!(found instanceof PDFDict) || !(state instanceof PDFName)) return undefined
  const chosen = found.get(state)
  return chosen instanceof PDFRef ? chosen : undefined
}

/** PDF 1.7 §12.5.5: the appearance's box, after its own matrix, is fitted to the widget's rectangle. */
function stamp(page: PDFPage, widget: PDFDict, appearance: PDFRef): void {
  const stream = page.doc.context.lookup(appearance)
  if (!(stream instanceof PDFStream)) return
  const rect = box(numbersOf(widget.lookup(name('Rect'))))
  const from = box(transformed(numbersOf(stream.dict.lookup(name('BBox'))), numbersOf(stream.dict.lookup(name('Matrix')))))
  if (!rect || !from || from.width === 0 || from.height === 0) return
  const across = rect.width / from.width
  const down = rect.height / from.height
  page.pushOperators(
    pushGraphicsState(),
    concatTransformationMatrix(across, 0, 0, down, rect.x - from.x * across, rect.y - from.y * down),
    drawObject(page.node.newXObject('Field', appearance)),
    popGraphicsState(),
  )
}

function numbersOf(value: unknown): number[] {
  if (!(value instanceof PDFArray)) return []
  return Array.from({ length: value.size() }, (_, at) => value.lookupMaybe(at, PDFNumber)?.asNumber() ?? 0)
}

function transformed(corners: number[], matrix: number[]): number[] {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = matrix
  const ends = [
    [x1, y1],
    [x2, y1],
    [x1, y2],
    [x2, y2],
  ] as const
  const xs = ends.map(([x, y]) => a * x + c * y + e)
  const ys = ends.map(([x, y]) => b * x + d * y + f)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

function box([x1, y1, x2, y2]: number[]) {
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return undefined
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) }
}
