import { isRecord } from '../desk.ts'

/** What a document of the folder is sent with; what is not said is as the server has it. */
export type Wish = {
  readonly to: readonly string[]
  /** The office’s default cover page, none, or another by its name or id. */
  readonly cover?: boolean | string
  readonly subject?: string
  readonly note?: string
  readonly from?: string
  readonly sendAt?: string
}
/** To whom: all to the same, as the document's name begins, or as the file beside it says. */
export type By = 'to' | 'name' | 'sidecar'
/** Why a document is not sent, for its person. */
export type Refused = { readonly refused: string }

const NUMBERS = /^(\+\d{8,15}(?:,\+\d{8,15}){0,49})(?=[ _.-])/

/** `+15552010100 referral.pdf`, or several numbers with commas. Without the + it may be a date or a chart, and is nobody’s number. */
export function byName(name: string, usual: Wish): Wish | Refused {
  const numbers = NUMBERS.exec(name)?.[1]
  return numbers
    ? { ...usual, to: numbers.split(',') }
    : { refused: 'Its name does not begin with a fax number such as +15552010100, followed by a space, a line or a dot.' }
}

const TEXTS = ['subject', 'note', 'from', 'sendAt'] as const
const KNOWN: ReadonlySet<string> = new Set(['to', 'cover', ...TEXTS])

/** Nothing is guessed: a field that is misspelled may have been the one that mattered. */
export function bySidecar(text: string, usual: Wish): Wish | Refused {
  const said = parsed(text)
  if (!isRecord(said)) return { refused: 'The file beside it is not a JSON object.' }
  if (Object.keys(said).some((key) => !KNOWN.has(key)))
    return { refused: `The file beside it has a field that is none of: ${[...KNOWN].join(', ')}.` }
  const to = [said['to']].flat()
  if (to.length === 0 || !to.every((each) => typeof each === 'string' && each !== ''))
    return { refused: 'The file beside it does not say to whom: {"to": "+15552010100"}, or several in a list.' }
  const wrong = TEXTS.find((key) => said[key] !== undefined && typeof said[key] !== 'string')
  if (wrong) return { refused: `In the file beside it, ${wrong} is a text.` }
  const { cover } = said
  if (cover !== undefined && typeof cover !== 'boolean' && (typeof cover !== 'string' || cover === ''))
    return { refused: 'In the file beside it, cover is true, false, or the name or id of a cover page.' }
  const texts = Object.fromEntries(TEXTS.flatMap((key) => (said[key] === undefined ? [] : [[key, String(said[key])]])))
  return { ...usual, ...texts, ...(cover !== undefined && { cover }), to: to.map(String) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function formOf(wish: Wish, name: string, bytes: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData()
  for (const number of wish.to) form.append('to', number)
  if (wish.cover !== undefined) form.append('cover', String(wish.cover))
  for (const key of TEXTS) if (wish[key] !== undefined) form.append(key, wish[key])
  form.append('files', new File([bytes], name))
  return form
}
