import { LIMITS, MAX_PIXELS, MAX_SIDE_POINTS } from '../document.ts'
import { addPdf } from './merge.ts'
import { emptyPdf } from './pages.ts'
import { numbers, type OpenPdf, openPdf, pdfium, zeroed } from './pdfium.ts'
import type { Verdict } from './verdict.ts'

export async function inspectPdf(bytes: Uint8Array): Promise<Verdict> {
  const opened = openPdf(bytes)
  if (typeof opened === 'string') return { reason: opened }
  const { verdict, objects, encrypted } = look(opened, bytes)
  if ('reason' in verdict) return verdict
  return (await canBeMerged(bytes, verdict.pages, encrypted ? objects : undefined)) ? verdict : { reason: 'broken' }
}

type Look = { readonly verdict: Verdict; readonly objects: readonly number[]; readonly encrypted: boolean }

const XFA_FULL = 2

function look(opened: OpenPdf, bytes: Uint8Array): Look {
  using pdf = opened
  const encrypted = pdfium.FPDF_GetSecurityHandlerRevision(pdf.document) >= 0
  const refused = (reason: 'broken' | 'too_many_pages' | 'too_complex', pages?: number): Look => ({
    verdict: { reason, ...(pages !== undefined && { pages }) },
    objects: [],
    encrypted,
  })
  if (pdf.pages < 1 || isCutOff(pdf, bytes)) return refused('broken')
  if (pdf.pages > LIMITS.pages) return refused('too_many_pages', pdf.pages)
  if (pdfium.FPDF_GetFormType(pdf.document) === XFA_FULL) return refused('too_complex')
  const objects: number[] = []
  for (let index = 0; index < pdf.pages; index++) {
    const page = lookAtPage(pdf, index)
    if (typeof page === 'string') return refused(page)
    objects.push(page)
  }
  return { verdict: { pages: pdf.pages }, objects, encrypted }
}

/**
 * PDFium makes the best of a file whose end is missing: it shows the pages it finds, or those of an earlier version that was
 * changed since. So objects after the last end mark, or no mark and no table, mean that something is lost.
 */
function isCutOff(pdf: OpenPdf, bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = file.lastIndexOf('%%EOF')
  if (end < 0) return !pdfium.FPDF_DocumentHasValidCrossReferenceTable(pdf.document)
  return file.includes(' obj', end) || followsAnother(file)
}

/** Of files put one behind the other only the last is shown. */
function followsAnother(file: Buffer): boolean {
  for (let at = file.indexOf('%PDF-', 1); at > 0; at = file.indexOf('%PDF-', at + 1))
    if (/%%EOF\s*$/.test(file.toString('latin1', Math.max(0, at - 64), at))) return true
  return false
}

function lookAtPage(pdf: OpenPdf, index: number): number | 'broken' | 'too_complex' {
  const page = pdfium.FPDF_LoadPage(pdf.document, index)
  if (page === 0) return 'broken'
  try {
    const sides = [pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)]
    if (!sides.every((side) => side > 0 && side <= MAX_SIDE_POINTS)) return 'too_complex'
    const objects = pdfium.FPDFPage_CountObjects(page)
    return hasHugePicture(objects, (at) => pdfium.FPDFPage_GetObject(page, at), 0) ? 'too_complex' : objects
  } finally {
    pdfium.FPDF_ClosePage(page)
  }
}

const IMAGE = 3
const FORM = 5
const size = zeroed(8)

function hasHugePicture(count: number, objectAt: (at: number) => number, depth: number): boolean {
  for (let at = 0; at < count; at++) {
    const object = objectAt(at)
    const type = pdfium.FPDFPageObj_GetType(object)
    if (type === IMAGE && pixels(object) > MAX_PIXELS) return true
    if (type !== FORM || depth > 8) continue
    if (hasHugePicture(pdfium.FPDFFormObj_CountObjects(object), (inner) => pdfium.FPDFFormObj_GetObject(object, inner), depth + 1))
      return true
  }
  return false
}

function pixels(image: number): number {
  if (!pdfium.FPDFImageObj_GetImagePixelSize(image, size, size + 4)) return 0
  return numbers().getUint32(size, true) * numbers().getUint32(size + 4, true)
}

/** Does what `assemble` will do, so that nothing accepted fails later. What was encrypted must come out readable: as many things on each page. */
async function canBeMerged(bytes: Uint8Array, pages: number, objects: readonly number[] | undefined): Promise<boolean> {
  try {
    const trial = await emptyPdf()
    await addPdf(trial, bytes)
    if (trial.getPageCount() !== pages) return false
    return !objects || sameObjects(await trial.save({ objectsPerTick: Number.POSITIVE_INFINITY }), objects)
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) throw error
    return false
  }
}

function sameObjects(bytes: Uint8Array, objects: readonly number[]): boolean {
  const opened = openPdf(bytes)
  if (typeof opened === 'string') return false
  using pdf = opened
  return pdf.pages === objects.length && objects.every((count, index) => lookAtPage(pdf, index) === count)
}
