import { exported } from '../audit/index.ts'
import { BYTE_ORDER_MARK, csvLine } from '../kit/csv.ts'
import type { Tx } from '../tenancy/index.ts'
import type { Contact } from './contact.ts'
import { FLAG_WORDS, flagsOf } from './flags.ts'
import { numbersOf } from './numbers.ts'
import { countContacts, listContacts } from './searching.ts'
import { tagsOf } from './tags.ts'

const COLUMNS = ['Name', 'Organization', 'Fax number', 'Number label', 'Other numbers', 'Tags', 'Marks', 'Favourite', 'Note', 'Faxes sent']

/** Every contact, by name. That the list left the building is written down. */
export function exportContacts(tx: Tx): string {
  const contacts = listContacts(tx, { limit: countContacts(tx) })
  exported(tx, 'contact.exported', { contacts: contacts.length })
  const ids = contacts.map(({ id }) => id)
  const [numbers, tags] = [numbersOf(tx, ids), tagsOf(tx, ids)]
  const cellsOf = (contact: Contact) => {
    const [main, ...others] = numbers.get(contact.id) ?? []
    return [
      contact.name,
      contact.organization,
      contact.fax,
      main?.label ?? '',
      others.map(({ fax, label }) => (label ? `${label}: ${fax}` : fax)).join('; '),
      (tags.get(contact.id) ?? []).map(({ name }) => name).join(', '),
      flagsOf(contact)
        .map((flag) => FLAG_WORDS[flag].label)
        .join(', '),
      contact.favourite ? 'yes' : '',
      contact.note,
      contact.uses,
    ]
  }
  return BYTE_ORDER_MARK + csvLine(COLUMNS) + contacts.map((contact) => csvLine(cellsOf(contact))).join('')
}
