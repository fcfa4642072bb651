import { record } from '../audit/index.ts'
import { BYTE_ORDER_MARK, csvLine } from '../kit/csv.ts'
import type { Tx } from '../tenancy/index.ts'
import { listContacts, MOST_CONTACTS } from './contacts.ts'

const COLUMNS = ['Name', 'Organization', 'Fax number', 'Note', 'Faxes sent']

/** Every contact, by name. That the list left the building is written down. */
export function exportContacts(tx: Tx): string {
  const contacts = listContacts(tx, { limit: MOST_CONTACTS })
  record(tx, 'contact.exported', tx.tenantId, { contacts: contacts.length })
  const lines = contacts.map(({ name, organization, fax, note, uses }) => csvLine([name, organization, fax, note, uses]))
  return BYTE_ORDER_MARK + csvLine(COLUMNS) + lines.join('')
}
