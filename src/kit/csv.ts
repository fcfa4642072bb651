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

/** A whole table as a download; long ones are written line by line instead. */
export const csv = (name: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): Response =>
  new Response(BYTE_ORDER_MARK + [head, ...rows].map(csvLine).join(''), { headers: csvHeaders(name) })
