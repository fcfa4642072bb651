import type { PDFFont } from '@cantoo/pdf-lib'

/** pdf-lib's own measure subtracts kerning, which it then does not draw: its lines run over the margin. */
export function widthOf(text: string, font: PDFFont, size: number): number {
  let width = 0
  for (const letter of text) width += font.widthOfTextAtSize(letter, size)
  return width
}

export type Measure = { readonly font: PDFFont; readonly size: number; readonly width: number }

/** Breaks text to a width in points: at spaces, inside a word only when it is wider than the line. */
export function linesOf(text: string, measure: Measure): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, (line) => fits(line, measure)))
}

/** As many lines as there is room for; an ellipsis says that there was more. */
export function firstLines(text: string, measure: Measure, most: number): string[] {
  const lines = linesOf(text, measure)
  if (lines.length <= most) return lines
  let last = lines[most - 1] ?? ''
  while (last !== '' && !fits(`${last}…`, measure)) last = last.slice(0, -1)
  return [...lines.slice(0, most - 1), `${last}…`]
}

const fits = (line: string, { font, size, width }: Measure) => widthOf(line, font, size) <= width

function wrapParagraph(paragraph: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(/ +/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (fits(longer)) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = piecesOf(word, fits)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  return [...lines, line]
}

function piecesOf(word: string, fits: (line: string) => boolean): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const letter of word) {
    if (piece !== '' && !fits(piece + letter)) {
      pieces.push(piece)
      piece = ''
    }
    piece += letter
  }
  return [...pieces, piece]
}
