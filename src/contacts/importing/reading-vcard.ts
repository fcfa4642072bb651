import { HEADS } from './columns.ts'

type Line = { readonly name: string; readonly params: readonly string[]; readonly value: string }

/**
 * vCard 2.1, 3.0 and 4.0 as phones, Outlook and other address books write them, as rows under HEADS. What is not a card, or a card
 * without a name and a fax number, becomes a row too, so that it is refused in words and not lost.
 */
export function* vcardRows(text: string): Generator<string[]> {
  yield [...HEADS]
  let card: Line[] | undefined
  for (const raw of unfolded(text)) {
    const line = lineOf(raw)
    if (!line) continue
    if (line.name === 'BEGIN' && /^vcard$/i.test(line.value.trim())) card = []
    else if (line.name === 'END' && /^vcard$/i.test(line.value.trim())) {
      if (card) yield rowOf(card)
      card = undefined
    } else card?.push(line)
  }
  // A file that was cut off in the middle of its last card.
  if (card) yield rowOf(card)
}

/** A line goes on where the next begins with a blank; quoted-printable goes on after an equals sign at its end. */
function* unfolded(text: string): Generator<string> {
  let held: string | undefined
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (held !== undefined && /^[ \t]/.test(line)) held += line.slice(1)
    else if (held?.endsWith('=') && isQuotedPrintable(held)) held = held.slice(0, -1) + line
    else {
      if (held !== undefined) yield held
      held = line
    }
  }
  if (held !== undefined) yield held
}

const isQuotedPrintable = (line: string): boolean => /;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(line.slice(0, 200))

function lineOf(raw: string): Line | undefined {
  // Parameters may be quoted, and have a colon in them then.
  const match = /^(?:[\w-]+\.)?([\w-]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)$/s.exec(raw)
  if (!match) return undefined
  const [, name = '', params = '', value = ''] = match
  const list = params
    .slice(1)
    .split(';')
    .flatMap((param) =>
      param
        .replace(/^TYPE=/i, '')
        .replaceAll('"', '')
        .split(','),
    )
    .map((param) => param.trim().toLowerCase())
  return { name: name.toUpperCase(), params: list, value: isQuotedPrintable(raw) ? decoded(value, list) : value }
}

function decoded(value: string, params: readonly string[]): string {
  const bytes = Buffer.from(
    value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
  return bytes.toString(params.some((param) => /iso-8859-1|windows-1252/.test(param)) ? 'latin1' : 'utf8')
}

const unescaped = (value: string): string => value.replace(/\\([\\,;nN:])/g, (_, letter: string) => (/n/i.test(letter) ? '\n' : letter))
const parts = (value: string, separator: string): string[] => {
  const found = value.match(new RegExp(`(?:\\\\.|[^\\\\${separator}])+|(?<=^|${separator})(?=${separator}|$)`, 'g')) ?? []
  return found.map((part) => unescaped(part).trim())
}

function rowOf(card: readonly Line[]): string[] {
  const first = (name: string) => card.find((line) => line.name === name && line.value.trim() !== '')?.value ?? ''
  const [family = '', given = '', middle = ''] = parts(first('N'), ';')
  const [organization = ''] = parts(first('ORG'), ';')
  const name = unescaped(first('FN')).trim() || [given, middle, family].filter(Boolean).join(' ') || organization
  const faxes = card.filter(({ name: each, params }) => each === 'TEL' && params.includes('fax'))
  const [main, ...others] = faxes.map(({ value, params }) => ({ fax: numberIn(value), label: labelIn(params) }))
  const tags = card.filter((line) => line.name === 'CATEGORIES').flatMap(({ value }) => parts(value, ','))
  const notes = card.filter((line) => line.name === 'NOTE').map(({ value }) => unescaped(value).trim())
  const others_ = others.map(({ fax, label }) => (label ? `${label}: ${fax}` : fax)).join('; ')
  const values: Readonly<Record<(typeof HEADS)[number], string>> = {
    Name: name,
    Organization: organization,
    'Fax number': main?.fax ?? '',
    'Number label': main?.label ?? '',
    'Other numbers': others_,
    Tags: tags.join(', '),
    Marks: '',
    Favourite: '',
    Note: notes.join('\n'),
  }
  return HEADS.map((head) => values[head])
}

/** A URI of vCard 4.0 says tel: before it and may say an extension after. */
const numberIn = (value: string): string => unescaped(value).trim().replace(/^tel:/i, '').replace(/;.*$/, '')
const labelIn = (params: readonly string[]): string => (params.includes('work') ? 'Work' : params.includes('home') ? 'Home' : '')
