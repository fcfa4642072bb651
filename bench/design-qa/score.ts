/** One line of the scorecard. */
export type Row = { readonly what: string; readonly seen: string; readonly bar: string; readonly holds: boolean }

export const most = (what: string, seen: number, bar: number, unit = ''): Row => ({
  what,
  seen: `${seen.toLocaleString('en-US', { maximumFractionDigits: 1 })}${unit}`,
  bar: `≤ ${bar.toLocaleString('en-US')}${unit}`,
  holds: seen <= bar,
})
export const least = (what: string, seen: number, bar: number): Row => ({ what, seen: String(seen), bar: `≥ ${bar}`, holds: seen >= bar })
export const none = (what: string, found: readonly string[], looked: number): Row => ({
  what,
  seen: `${found.length} of ${looked}`,
  bar: 'none',
  holds: found.length === 0 && looked > 0,
})

export function printed(rows: readonly Row[]): string {
  const width = (of: (row: Row) => string) => Math.max(...rows.map((row) => of(row).length))
  const [what, seen, bar] = [width((row) => row.what), width((row) => row.seen), width((row) => row.bar)]
  return rows
    .map((row) => `${row.what.padEnd(what)}  ${row.seen.padStart(seen)}  ${row.bar.padEnd(bar)}  ${row.holds ? 'holds' : 'FAILS'}`)
    .join('\n')
}

/** What was found, a line each, under the scorecard. */
export const findings: string[] = []
