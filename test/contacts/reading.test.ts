import { expect, test } from 'bun:test'
import { csvRows, decodeText } from '../../src/contacts/importing/reading-csv.ts'
import { vcardRows } from '../../src/contacts/importing/reading-vcard.ts'

const rows = (text: string) => [...csvRows(text)]
const bytes = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding))

test.each([
  ['commas', 'Name,Fax\r\nOak,1\r\n'],
  ['semicolons', 'Name;Fax\nOak;1'],
  ['tabs', 'Name\tFax\rOak\t1\r'],
  ['what Excel says it has', 'sep=|\r\nName|Fax\r\nOak|1'],
  ['empty lines', '\r\nName,Fax\r\n,\r\n\r\nOak,1\r\n\r\n'],
])('a table is read with %s', (_, text) => {
  expect(rows(text)).toEqual([
    ['Name', 'Fax'],
    ['Oak', '1'],
  ])
})

test('quotes hold separators, lines and quotes, and a formula’s apostrophe is not part of the cell', () => {
  expect(rows(`a,"b, ""c""\r\nd",'+15552010100,'tis\n`)).toEqual([['a', 'b, "c"\r\nd', '+15552010100', "'tis"]])
  expect(rows('"a;b";c,d;e')).toEqual([['a;b', 'c,d', 'e']])
  expect(rows('a,"never closed\nb,c')).toEqual([['a', 'never closed\nb,c']])
})

test.each([
  ['UTF-8', bytes('José,1')],
  ['UTF-8 with its mark', bytes('\uFEFFJosé,1')],
  ['Latin-1', bytes('José,1', 'latin1')],
  ['UTF-16 as Excel writes it', bytes('\uFEFFJosé,1', 'utf16le')],
])('accents come through in %s', (_, file) => {
  expect(rows(decodeText(file))).toEqual([['José', '1']])
})

const cards = (text: string) => [...vcardRows(text)].slice(1)
const card = (...lines: string[]) => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n')

test('a card of 3.0, of 4.0 and of a phone’s 2.1 are read alike', () => {
  const three = card(
    'FN:Oak Clinic',
    'ORG:Oak Health;East',
    'TEL;TYPE=WORK,FAX:(555) 201-0100',
    'CATEGORIES:Near,Heart',
    'NOTE:Ask\\, then\\nsend',
  )
  const four = card(
    'FN:Oak Clinic',
    'ORG:Oak Health',
    'TEL;VALUE=uri;TYPE="work,fax":tel:+1-555-201-0100',
    'item1.CATEGORIES:Near,Heart',
    'NOTE:Ask\\, then\\nsend',
  )
  const phone = card(
    'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Oak=20Clini=\r\nc',
    'ORG:Oak Health',
    'TEL;WORK;FAX:5552010100',
    'CATEGORIES:Near',
    'CATEGORIES:Heart',
    'NOTE;ENCODING=QUOTED-PRINTABLE:Ask, then=0Asend',
  )
  for (const [text, fax] of [
    [three, '(555) 201-0100'],
    [four, '+1-555-201-0100'],
    [phone, '5552010100'],
  ] as const)
    expect(cards(text)).toEqual([['Oak Clinic', 'Oak Health', fax, 'Work', '', 'Near, Heart', '', '', 'Ask, then\nsend']])
})

test('a name is put together when no card says it whole, folded lines are one, and voice numbers are left out', () => {
  const text = card('N:Márquez;Elena;;Dr.;', 'TEL;TYPE=VOICE:5552010111', 'TEL;TYPE=FAX:555 201', '  0100', 'TEL;TYPE=home,fax:5552010102')
  expect(cards(text)).toEqual([['Elena Márquez', '', '555 201 0100', '', 'Home: 5552010102', '', '', '', '']])
})

test('a card without a fax number and one cut off in the middle are rows too, to be refused in words', () => {
  expect(cards(`${card('FN:Oak')}BEGIN:VCARD\r\nFN:Elm\r\nTEL;FAX:5552`)).toEqual([
    ['Oak', '', '', '', '', '', '', '', ''],
    ['Elm', '', '5552', '', '', '', '', '', ''],
  ])
})

/** The same each time, so that what it finds can be found again. */
function* odd(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    yield state
  }
}

test('no odd file makes the readers fail, stand still, or lose a letter outside the syntax', () => {
  const pieces = [
    'BEGIN:VCARD',
    'END:VCARD',
    '\r\n',
    '\n',
    '\r',
    ' ',
    '"',
    '""',
    ',',
    ';',
    '\t',
    ':',
    '\\',
    '=',
    '=\r\n',
    'TEL;FAX:',
    'FN',
    'N:;;',
    'é',
    '😀',
    'sep=',
    '\uFEFF',
    ';ENCODING=QUOTED-PRINTABLE:=E9',
    'a"b',
    '5552010100',
  ]
  const numbers = odd(7)
  for (let round = 0; round < 2_000; round++) {
    const length = (numbers.next().value ?? 0) % 60
    const text = Array.from({ length }, () => pieces[(numbers.next().value ?? 0) % pieces.length]).join('')
    const table = rows(text)
    expect(table.every((row) => row.every((cell) => typeof cell === 'string'))).toBe(true)
    expect((table.flat().join('').match(/😀/g) ?? []).length).toBe((text.match(/😀/g) ?? []).length)
    for (const row of vcardRows(`BEGIN:VCARD\n${text}`)) expect(row).toHaveLength(9)
  }
})

test('a long line with nothing but what a pattern could try for ever is read in no time', () => {
  const begun = performance.now()
  for (const text of [
    '"'.repeat(200_000),
    `N:${';'.repeat(100_000)}`,
    `FN${';a'.repeat(100_000)}`,
    `${'\\'.repeat(100_000)}`,
    `TEL;${'"'.repeat(100_001)}:x`,
  ]) {
    rows(text)
    for (const _ of vcardRows(`BEGIN:VCARD\n${text}\nEND:VCARD`));
  }
  expect(performance.now() - begun).toBeLessThan(5_000)
})
