import type { PDFFont } from '@cantoo/pdf-lib'

const LOOKALIKES: Readonly<Record<string, string>> = {
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  ı: 'i',
  '\u00a0': ' ',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '–',
  '\u2015': '—',
  '\u2212': '-',
  '\u2032': "'",
  '\u2033': '"',
  '\u2192': '->',
  '\u2190': '<-',
  '\u2264': '<=',
  '\u2265': '>=',
  '\u2713': 'x',
  '\u2714': 'x',
  '\u2610': '[ ]',
  '\u2611': '[x]',
  '\u2612': '[x]',
}

/** Text a standard font can show: accents, curly quotes and dashes stay, a letter it lacks loses its accent, the rest becomes "?". */
export function showable(text: string, font: PDFFont): string {
  const known = new Set(font.getCharacterSet())
  const has = (letter: string) => known.has(letter.codePointAt(0) ?? 0)
  return [
    ...text
      .normalize('NFC')
      .replace(/\r\n?/g, '\n')
      .replace(/[\t\u2000-\u200a]/g, ' ')
      .replace(/\p{Cf}|\p{Variation_Selector}/gu, ''),
  ]
    .map((letter) => {
      if (letter === '\n' || has(letter)) return letter
      if (/\p{Cc}/u.test(letter)) return ''
      const plain = LOOKALIKES[letter] ?? letter.normalize('NFKD').replace(/\p{M}/gu, '')
      return plain !== '' && [...plain].every(has) ? plain : '?'
    })
    .join('')
}
