import { PDFiumModule } from '@hyzyla/pdfium'

/** The functions of PDFium used here, by their C names. Numbers are addresses in its own memory. */
export type Pdfium = {
  readonly memory: WebAssembly.Memory
  malloc(size: number): number
  free(address: number): void
  FPDF_InitLibraryWithConfig(config: number): void
  FPDF_GetLastError(): number
  FPDF_LoadMemDocument(bytes: number, size: number, password: number): number
  FPDF_CloseDocument(document: number): void
  FPDF_DocumentHasValidCrossReferenceTable(document: number): number
  FPDF_GetSecurityHandlerRevision(document: number): number
  FPDF_GetFormType(document: number): number
  FPDF_GetPageCount(document: number): number
  FPDF_LoadPage(document: number, index: number): number
  FPDF_ClosePage(page: number): void
  FPDF_GetPageWidthF(page: number): number
  FPDF_GetPageHeightF(page: number): number
  FPDFPage_CountObjects(page: number): number
  FPDFPage_GetObject(page: number, index: number): number
  FPDFPageObj_GetType(object: number): number
  FPDFFormObj_CountObjects(form: number): number
  FPDFFormObj_GetObject(form: number, index: number): number
  FPDFImageObj_GetImagePixelSize(image: number, width: number, height: number): number
  FPDFBitmap_CreateEx(width: number, height: number, format: number, pixels: number, stride: number): number
  FPDFBitmap_FillRect(bitmap: number, left: number, top: number, width: number, height: number, color: number): void
  FPDFBitmap_Destroy(bitmap: number): void
  FPDF_RenderPageBitmap(bitmap: number, page: number, x: number, y: number, w: number, h: number, rotate: number, flags: number): void
  FPDFDOC_InitFormFillEnvironment(document: number, info: number): number
  FPDFDOC_ExitFormFillEnvironment(form: number): void
  FPDF_FFLDraw(form: number, bitmap: number, page: number, x: number, y: number, w: number, h: number, rotate: number, flags: number): void
}

const vendor = (await PDFiumModule({})) as unknown as { readonly wasmExports: Pdfium }
export const pdfium = vendor.wasmExports

const config = zeroed(24)
numbers().setUint32(config, 2, true)
pdfium.FPDF_InitLibraryWithConfig(config)

export type OpenPdf = { readonly document: number; readonly pages: number; [Symbol.dispose](): void }

const PASSWORD = 4
const SECURITY = 5

export function openPdf(bytes: Uint8Array): OpenPdf | 'encrypted' | 'broken' {
  const address = pdfium.malloc(bytes.byteLength)
  if (address === 0) throw new RangeError('no memory')
  memory().set(bytes, address)
  const document = pdfium.FPDF_LoadMemDocument(address, bytes.byteLength, 0)
  if (document === 0) {
    pdfium.free(address)
    return [PASSWORD, SECURITY].includes(pdfium.FPDF_GetLastError()) ? 'encrypted' : 'broken'
  }
  return {
    document,
    pages: pdfium.FPDF_GetPageCount(document),
    [Symbol.dispose]() {
      pdfium.FPDF_CloseDocument(document)
      pdfium.free(address)
    },
  }
}

/** Views of the memory are made anew each time: they are cut off when it grows. */
export function memory(): Uint8Array {
  return new Uint8Array(pdfium.memory.buffer)
}

export function numbers(): DataView {
  return new DataView(pdfium.memory.buffer)
}

export function zeroed(size: number): number {
  const address = pdfium.malloc(size)
  if (address === 0) throw new RangeError('no memory')
  memory().fill(0, address, address + size)
  return address
}
