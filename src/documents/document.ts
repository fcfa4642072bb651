export type DocumentType = 'pdf' | 'tiff'

export type Reason = 'empty' | 'too_large' | 'encrypted' | 'broken' | 'unsupported' | 'too_many_pages' | 'too_complex'

export type Inspected =
  | { readonly ok: true; readonly type: DocumentType; readonly pages: number }
  | { readonly ok: false; readonly reason: Reason; readonly message: string }

export type Attachment = { readonly bytes: Uint8Array; readonly type: DocumentType }

/** A page (1-based) of the file at that place, to be turned clockwise by so many degrees. */
export type PageFrom = { readonly file: number; readonly page: number; readonly turn: number }

/** What a cover page says. The page count printed is the count sent; `pages` is only used when it is drawn alone. */
export type Cover = {
  readonly officeName: string
  readonly officePhone?: string
  readonly officeAddress?: string
  readonly officeFax: string
  readonly to: string
  readonly toNumber: string
  readonly from: string
  readonly date: string
  readonly pages: number
  readonly subject?: string
  readonly note?: string
  readonly notice: string
  /** As `Documents.logo` made it. */
  readonly logo?: Uint8Array
}

/** What stands at the top of every page beside its number. */
export type HeaderLine = { readonly at: string; readonly sender: string; readonly number: string }

export type Logo = { readonly ok: true; readonly png: Uint8Array } | { readonly ok: false; readonly message: string }

/** A record of ours as a document: headed by who made it, with what a program reads of it inside. */
export type Sheet = {
  readonly title: string
  readonly issuer: string
  readonly blocks: readonly SheetBlock[]
  /** On every page, with its number. */
  readonly footer: string
  /** ISO 8601; the same sheet is the same bytes. */
  readonly at: string
  readonly attachment: { readonly name: string; readonly type: string; readonly text: string }
}
export type SheetBlock =
  | { readonly is: 'heading' | 'text' | 'code'; readonly text: string }
  | { readonly is: 'facts'; readonly rows: readonly (readonly [term: string, value: string])[] }

/** What the carrier accepts for one fax: bytes of the finished document, pages in all; and how many files make it up. */
export const LIMITS = { bytes: 50 * 1024 * 1024, pages: 350, files: 5 } as const

/** What is taken for a logo, before it is made as small as a cover prints it. */
export const LOGO_LIMITS = { bytes: 2 * 1024 * 1024, pixels: 25_000_000 } as const

/** A picture larger than this is a bomb or a poster: letter paper at 1,200 dpi has 135 million points, at 600 dpi 34 million. */
export const MAX_PIXELS = 100_000_000

/** 200 inches, the largest page the PDF standard foresees. */
export const MAX_SIDE_POINTS = 14_400
