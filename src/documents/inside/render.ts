import { LIMITS } from '../document.ts'
import { readDirectories } from './ifd.ts'
import { memory, type OpenPdf, openPdf, pdfium, zeroed } from './pdfium.ts'
import { onPage, pictures } from './picture.ts'

const WIDEST = 2_600
const TALLEST = 6_000
const GRAY = 1
const AS_PRINTED = 0x01 | 0x08 | 0x800

/** A PNG of one page in gray, as it would be printed, turned clockwise; nothing when there is no such page. */
export async function renderPage(
  bytes: Uint8Array,
  type: 'pdf' | 'tiff',
  page: number,
  width: number,
  turn: number,
): Promise<Uint8Array | undefined> {
  const wide = Math.max(16, Math.min(WIDEST, Math.round(width)))
  const upright = await (type === 'tiff' ? renderTiff(bytes, page, wide) : renderPdf(bytes, page, wide))
  return upright && turn !== 0 ? turned(upright, turn) : upright
}

async function turned(png: Uint8Array, degrees: number): Promise<Uint8Array> {
  const sharp = await pictures()
  return sharp(png).rotate(degrees).toColourspace('b-w').png({ compressionLevel: 6 }).toBuffer()
}

async function renderTiff(bytes: Uint8Array, number: number, width: number): Promise<Uint8Array | undefined> {
  const found = readDirectories(bytes, LIMITS.pages)
  const page = 'pages' in found ? found.pages[number - 1] : undefined
  if (!page) return undefined
  const sides = [page.width / page.resolution.x, page.height / page.resolution.y] as const
  const shape = page.orientation >= 5 ? sides[0] / sides[1] : sides[1] / sides[0]
  const height = Math.max(1, Math.min(TALLEST, Math.round(width * shape)))
  return onPage(bytes, page, (image) =>
    image.resize(width, height, { fit: 'fill' }).toColourspace('b-w').png({ compressionLevel: 6 }).toBuffer(),
  )
}

async function renderPdf(bytes: Uint8Array, number: number, width: number): Promise<Uint8Array | undefined> {
  const opened = openPdf(bytes)
  if (typeof opened === 'string') throw new Error('the PDF cannot be read')
  using pdf = opened
  const page = Number.isInteger(number) && number >= 1 && number <= pdf.pages ? pdfium.FPDF_LoadPage(pdf.document, number - 1) : 0
  if (page === 0) return undefined
  const shape = pdfium.FPDF_GetPageHeightF(page) / pdfium.FPDF_GetPageWidthF(page)
  const height = Math.max(1, Math.min(TALLEST, Math.round(width * shape)))
  const pixels = paint(pdf, page, width, height)
  const sharp = await pictures()
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 6 })
    .toBuffer()
}

function paint(pdf: OpenPdf, page: number, width: number, height: number): Uint8Array {
  const address = zeroed(width * height)
  const form = openForm(pdf)
  const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, GRAY, address, width)
  try {
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, AS_PRINTED)
    if (form) pdfium.FPDF_FFLDraw(form.handle, bitmap, page, 0, 0, width, height, 0, AS_PRINTED)
    return memory().slice(address, address + width * height)
  } finally {
    pdfium.FPDFBitmap_Destroy(bitmap)
    pdfium.FPDF_ClosePage(page)
    form?.close()
    pdfium.free(address)
  }
}

/** Filled-in fields are drawn only through PDFium's form environment. */
function openForm(pdf: OpenPdf) {
  if (pdfium.FPDF_GetFormType(pdf.document) === 0) return undefined
  const info = zeroed(256)
  memory()[info] = 2
  const handle = pdfium.FPDFDOC_InitFormFillEnvironment(pdf.document, info)
  return {
    handle,
    close() {
      if (handle) pdfium.FPDFDOC_ExitFormFillEnvironment(handle)
      pdfium.free(info)
    },
  }
}
