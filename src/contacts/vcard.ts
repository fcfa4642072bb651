import { record } from '../audit/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { numbersOf } from './numbers.ts'
import { countContacts, listContacts } from './searching.ts'
import { tagsOf } from './tags.ts'

export type CardVersion = '3.0' | '4.0'

/** Every contact as a card (RFC 2426, RFC 6350). That the list left the building is written down. */
export function exportCards(tx: Tx, version: CardVersion): string {
  const contacts = listContacts(tx, { limit: countContacts(tx) })
  record(tx, 'contact.exported', tx.tenantId, { contacts: contacts.length })
  const ids = contacts.map(({ id }) => id)
  const [numbers, tags] = [numbersOf(tx, ids), tagsOf(tx, ids)]
  return contacts
    .map(({ id, name, organization, note }) => {
      const categories = (tags.get(id) ?? []).map((tag) => escaped(tag.name)).join(',')
      const lines = [
        'BEGIN:VCARD',
        `VERSION:${version}`,
        `UID:urn:uuid:${id}`,
        `FN:${escaped(name)}`,
        `N:${escaped(name)};;;;`,
        ...(organization ? [`ORG:${escaped(organization)}`] : []),
        ...(numbers.get(id) ?? []).map(({ fax }, index) => telephone(fax, index === 0, version)),
        ...(categories ? [`CATEGORIES:${categories}`] : []),
        ...(note ? [`NOTE:${escaped(note)}`] : []),
        'END:VCARD',
      ]
      return lines.map(folded).join('')
    })
    .join('')
}

const telephone = (fax: string, isMain: boolean, version: CardVersion): string =>
  version === '4.0'
    ? `TEL;VALUE=uri;TYPE="work,fax"${isMain ? ';PREF=1' : ''}:tel:${fax}`
    : `TEL;TYPE=WORK,FAX${isMain ? ',PREF' : ''}:${fax}`

const escaped = (text: string): string => text.replace(/[\\,;]/g, '\\$&').replace(/\r?\n/g, '\\n')

const LONGEST = 75

/** At most 75 bytes a line, cut between letters; each further one begins with a blank. */
function folded(line: string): string {
  const lines: string[] = []
  let piece = ''
  for (const letter of line) {
    if (Buffer.byteLength(piece + letter) > LONGEST) {
      lines.push(piece)
      piece = ' '
    }
    piece += letter
  }
  return `${[...lines, piece].join('\r\n')}\r\n`
}
