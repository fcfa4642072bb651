import { type Inspected, LIMITS, type Reason } from './document.ts'

export type Refusal = Extract<Inspected, { ok: false }>

/** What was seen, when the sentence needs it: the page count, the size in bytes, or the kind of file it really is. */
export type Seen = { readonly pages?: number; readonly bytes?: number; readonly kind?: string; readonly remedy?: string }

export function refuse(reason: Reason, name: string, seen: Seen = {}): Refusal {
  return { ok: false, reason, message: SENTENCES[reason](quoted(name), seen) }
}

const SENTENCES: Record<Reason, (file: string, seen: Seen) => string> = {
  empty: (file) => `${file} is empty. Check the file on your computer and attach it again.`,
  too_large: (file, { bytes = 0 }) =>
    `${file} is ${megabytes(bytes)} MB, and a fax can be at most ${megabytes(LIMITS.bytes)} MB. Split it into smaller files and send them separately.`,
  encrypted: (file) => `${file} is protected with a password. Save a copy without the password and attach that.`,
  broken: (file) => `${file} is damaged and cannot be read in full. Open it on your computer, print it to a new PDF and attach that.`,
  unsupported: (file, { kind = 'a kind of file that cannot be faxed', remedy = PRINT }) => `${file} is ${kind}. ${remedy}`,
  too_many_pages: (file, { pages }) =>
    `${file} has ${pages ?? `more than ${LIMITS.pages}`} pages, and a fax can have at most ${LIMITS.pages}. Split it and send the parts separately.`,
  too_complex: (file) => `${file} is too complicated to open safely. Print it to a new PDF and attach that.`,
}

export const PRINT = 'Print it to PDF and attach that.'

const megabytes = (bytes: number) => (Math.ceil((bytes / 1024 / 1024) * 10) / 10).toLocaleString('en-US')

function quoted(name: string): string {
  const clean = name.replace(/\p{C}/gu, '').trim() || 'The file'
  const letters = [...clean]
  return `"${letters.length > 80 ? `${letters.slice(0, 79).join('')}…` : clean}"`
}
