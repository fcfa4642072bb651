import type { Reason } from '../../../src/documents/index.ts'
import { onePage, rawPdf } from '../samples.ts'

export type Answer = { readonly pages: number } | { readonly reason: Reason }

/** A file that somebody might attach, and what is the right thing to say of it. The same bytes each time it is made. */
export type Specimen = {
  readonly name: string
  /** What the file is called where it is attached, when that is part of the matter. */
  readonly file?: string
  /** What the browser says it is. */
  readonly type?: string
  readonly make: () => Uint8Array | Promise<Uint8Array>
  readonly answer: Answer
  /** Too much work for a run of the tests: only the bench opens it. */
  readonly heavy?: true
}

type Make = Specimen['make']
type Rest = Pick<Specimen, 'file' | 'type' | 'heavy'>

export const accepted = (name: string, pages: number, make: Make, rest: Rest = {}): Specimen => ({ name, make, answer: { pages }, ...rest })
export const refused = (name: string, reason: Reason, make: Make, rest: Rest = {}): Specimen => ({
  name,
  make,
  answer: { reason },
  ...rest,
})
export const heavy = { heavy: true } as const

export const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
export const joined = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))))
export const cut = (bytes: Uint8Array, part: number): Uint8Array => bytes.slice(0, Math.floor(bytes.length * part))

/** The same file with something in it changed, and its offsets not. */
export function edited(bytes: Uint8Array, from: string | RegExp, to: string): Uint8Array {
  const before = Buffer.from(bytes).toString('latin1')
  const after = before.replace(from, () => to)
  if (after === before) throw new Error(`There is no ${from} in the file.`)
  return latin1(after)
}

export const stream = (data: string | Uint8Array, words = ''): Uint8Array =>
  joined(`<< ${words} /Length ${data.length} >>\nstream\n`, data, '\nendstream')

const WORDS = 'BT /F 14 Tf 72 700 Td (Lab results) Tj ET'
const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'
export const LETTER = '/MediaBox [0 0 612 792]'

/** A PDF of pages with words on them: object 1 the catalog, 2 the tree, 3 the font, 4 the words, then the pages, then what is more. */
export function book(
  pages: readonly string[],
  { catalog = '', tree = '', trailer = '', more = [] as readonly (string | Uint8Array)[] } = {},
) {
  const kids = pages.map((_, at) => `${5 + at} 0 R`).join(' ')
  return rawPdf(
    [
      `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
      `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} ${tree} >>`,
      FONT,
      stream(WORDS),
      ...pages.map((words) => `<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 3 0 R >> >> ${words} >>`),
      ...more,
    ],
    trailer,
  )
}

export const letters = (count: number): Uint8Array => book(Array.from({ length: count }, () => LETTER))

/** One page with a drawing: object 4 is the drawing, what is more begins at 5. */
export const drawn = (operators: string | Uint8Array, resources = '', ...more: (string | Uint8Array)[]): Uint8Array =>
  onePage(`${LETTER} /Contents 4 0 R /Resources << ${resources} >>`, stream(operators), ...more)

/** A drawing within a drawing. */
export const form = (drawing: string, resources: string) =>
  stream(drawing, `/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << ${resources} >>`)
