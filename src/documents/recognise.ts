import type { DocumentType } from './document.ts'
import { PRINT } from './refusals.ts'

export type Recognised = { readonly type: DocumentType } | { readonly type: 'other'; readonly kind: string; readonly remedy: string }

const SAVE = 'Save it as PDF and attach that.'
const KIND_UNKNOWN = 'not a PDF or TIFF file'

/**
 * Decides by what the file holds, never by its name. Only compares bytes: nothing is parsed in this process. A PDF may have something before
 * its first line, such as a printer's commands, but not the head of what another program would open.
 */
export function recognise(bytes: Uint8Array): Recognised {
  const head = latin1(bytes.subarray(0, 1024))
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return { type: 'tiff' }
  const known = MAGIC.find(([starts]) => starts.test(head))
  if (known) return { type: 'other', kind: known[1], remedy: known[2] }
  if (head.startsWith('PK\x03\x04')) return archive(latin1(bytes.subarray(0, 8192)))
  if (head.includes('%PDF-')) return { type: 'pdf' }
  return words(head)
}

export const isPicture = (bytes: Uint8Array): boolean => /^(\x89PNG|\xff\xd8\xff)/.test(latin1(bytes.subarray(0, 4)))

const MAGIC: readonly (readonly [RegExp, string, string])[] = [
  [/^\x89PNG/, 'a PNG picture, not a PDF', PRINT],
  [/^\xff\xd8\xff/, 'a JPEG picture, not a PDF', PRINT],
  [/^GIF8/, 'a GIF picture, not a PDF', PRINT],
  [/^BM[\s\S]{4}\0\0\0\0/, 'a BMP picture, not a PDF', PRINT],
  [/^RIFF[\s\S]{4}WEBP/, 'a WebP picture, not a PDF', PRINT],
  [/^[\s\S]{4}ftyp(hei|hev|mif|msf)/, 'a photo in the HEIC format, not a PDF', PRINT],
  [
    /^(II\+\0|MM\0\+)/,
    'a TIFF file in the BigTIFF format, which is not supported',
    'Save it as PDF or as an ordinary TIFF and attach that.',
  ],
  [/^\xd0\xcf[\s\S]\xe0\xa1\xb1/, 'a document of an older Office program, not a PDF', SAVE],
  [/^\{\\rtf/, 'a rich text document, not a PDF', SAVE],
  [/^(\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|body)/i, 'a web page, not a PDF', PRINT],
  [/^(MZ|\x7fELF|#!)/, 'a program, not a PDF', 'Do not open it. Ask who gave it to you for a PDF.'],
]

function words(head: string): Recognised {
  if (/^(\xff\xfe|\xfe\xff)/.test(head) || /^[\t\n\f\r\x20-\x7e\x80-\xff]+$/.test(head)) return other('plain text, not a PDF', PRINT)
  return other(KIND_UNKNOWN, PRINT)
}

function archive(head: string): Recognised {
  if (head.includes('word/')) return other('a Word document, not a PDF', SAVE)
  if (head.includes('xl/')) return other('an Excel workbook, not a PDF', SAVE)
  if (head.includes('ppt/')) return other('a PowerPoint presentation, not a PDF', SAVE)
  if (head.includes('opendocument')) return other('an OpenDocument file, not a PDF', SAVE)
  return other('a ZIP archive, not a PDF', 'Unpack it and attach the documents inside.')
}

const other = (kind: string, remedy: string): Recognised => ({ type: 'other', kind, remedy })

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
