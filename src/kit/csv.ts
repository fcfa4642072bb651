/** RFC 4180, and safe in a spreadsheet: a cell that would start a formula gets an apostrophe first. */
export function csv(name: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): Response {
  const text = [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
  return new Response(`\ufeff${text}\r\n`, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  })
}

function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
