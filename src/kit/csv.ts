/** What a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** RFC 4180. A cell that looks like a formula, as every +1… number does, is led by an apostrophe and so stays text. */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(cellOf).join(',')}\r\n`

function cellOf(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Without the mark Excel reads accents in the machine's own alphabet. */
export const BYTE_ORDER_MARK = '\uFEFF'

export const csvHeaders = (name: string): Record<string, string> => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="${name}.csv"`,
})

type Line = readonly (string | number)[]

/** A whole table as a download; long ones are written piece by piece instead. */
export const csv = (name: string, head: Line, rows: readonly Line[]): Response =>
  new Response(BYTE_ORDER_MARK + [head, ...rows].map(csvLine).join(''), { headers: csvHeaders(name) })

export type Piece = { readonly lines: readonly Line[]; readonly isLast: boolean }

/** As the reader takes it, piece by piece: a long one neither fills the memory nor holds up others. */
export function csvStream(head: Line, next: () => Piece): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start: (out) => out.enqueue(encoder.encode(BYTE_ORDER_MARK + csvLine(head))),
    pull(out) {
      const { lines, isLast } = next()
      if (lines.length > 0) out.enqueue(encoder.encode(lines.map(csvLine).join('')))
      if (isLast) out.close()
    },
  })
}
