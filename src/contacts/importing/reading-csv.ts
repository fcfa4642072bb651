/** A mark says UTF-8 or UTF-16, as Excel writes "Unicode text"; else it is UTF-8, and what cannot be is Windows' Latin letters. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

const SEPARATORS = [',', ';', '\t'] as const
/** How Excel says which one a file has, in a line of its own. */
const SAID = /^sep=(.)\r?\n/i

/** The one that stands most often in the first line, outside quotes. */
function separatorOf(text: string): string {
  const line = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0].replace(/"(?:[^"]|"")*"/g, '') ?? ''
  const counts = SEPARATORS.map((each) => line.split(each).length)
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ','
}

/**
 * RFC 4180 as spreadsheets write it: quotes anywhere in a cell, lines of any kind, empty lines left out. Row by row, so that whoever
 * reads a long file can stop for a while.
 */
export function* csvRows(whole: string): Generator<string[]> {
  const said = SAID.exec(whole)
  const text = said ? whole.slice(said[0].length) : whole
  const separator = said?.[1] ?? separatorOf(text)
  let row: string[] = []
  let cell = ''
  let at = 0
  const ended = () => {
    row.push(plain(cell))
    cell = ''
  }
  while (at < text.length) {
    const letter = text[at]
    if (letter === '"' && cell === '') {
      const end = closing(text, at + 1)
      cell = text.slice(at + 1, end).replaceAll('""', '"')
      at = end + 1
      continue
    }
    const isEnd = letter === '\n' || letter === '\r'
    if (letter === separator || isEnd) ended()
    else cell += letter
    if (isEnd) {
      if (row.some((each) => each !== '')) yield row
      row = []
      if (letter === '\r' && text[at + 1] === '\n') at++
    }
    at++
  }
  ended()
  if (row.some((each) => each !== '')) yield row
}

/** Where a quoted cell ends; one that never does ends with the file. */
function closing(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  return text.length
}

/** An apostrophe before what a spreadsheet would run, as in every export of ours, is not part of the cell. */
const plain = (cell: string): string => cell.trim().replace(/^'(?=[=+\-@\t\r])/, '')
