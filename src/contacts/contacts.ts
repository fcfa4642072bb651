import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { notFound } from '../kit/errors.ts'
import { fold } from '../kit/fold.ts'
import { newId } from '../kit/ids.ts'
import { parsePhone } from '../kit/phone.ts'
import type { Tx } from '../tenancy/index.ts'
import { type ActId, beginAct, noteChange } from './acts.ts'
import { type CheckedContact, checkContact } from './checking.ts'
import type { Contact, ContactId, ContactInput } from './contact.ts'
import { refuseBeyondLimit } from './limit.ts'
import { numbersOf, refuseTaken, setNumbers } from './numbers.ts'
import { contacts } from './schema.tenant.ts'
import { snapshotOf } from './snapshot.ts'
import { setTags } from './tags.ts'

/** Throws AppError invalid by field, or conflict when a number is another contact's or there is no room. */
export function addContact(tx: Tx, input: ContactInput): Contact {
  const checked = checkContact(input)
  refuseBeyondLimit(tx, 1)
  refuseTaken(tx, checked.numbers)
  const contact = insertContact(tx, checked)
  record(tx, 'contact.added', contact.id)
  return contact
}

/** What was checked, by whoever tells the trail of it. */
export function insertContact(tx: Tx, checked: CheckedContact): Contact {
  const contact = tx.db
    .insert(contacts)
    .values({ id: newId(), ...columnsOf(checked), createdAt: tx.now, updatedAt: tx.now, revision: newId() })
    .returning()
    .get()
  keepWith(tx, contact.id, checked)
  return contact
}

export function updateContact(tx: Tx, id: ContactId, input: ContactInput): Contact {
  getContact(tx, id)
  const [main, ...others] = numbersOf(tx, [id]).get(id) ?? []
  const [given, fax] = [defined(input), parsePhone(input.fax)]
  const checked = checkContact({ faxLabel: main?.label ?? '', otherNumbers: others.filter((each) => each.fax !== fax), ...given })
  refuseTaken(tx, checked.numbers, id)
  record(tx, 'contact.changed', id)
  return writeContact(tx, id, checked)
}

/** It can be brought back for thirty days: the answer is what to undo. */
export function removeContact(tx: Tx, id: ContactId): ActId {
  const act = beginAct(tx, 'removed', getContact(tx, id).name)
  takeOut(tx, act, id)
  return act
}

/** One contact leaves, as part of an act that can bring it back. */
export function takeOut(tx: Tx, act: ActId, id: ContactId): void {
  const contact = getContact(tx, id)
  noteChange(tx, act, id, snapshotOf(tx, contact), undefined)
  tx.db.delete(contacts).where(eq(contacts.id, id)).run()
  record(tx, 'contact.removed', id, { change: act })
}

export function getContact(tx: Tx, id: ContactId): Contact {
  const contact = tx.db.select().from(contacts).where(eq(contacts.id, id)).get()
  if (!contact) throw notFound('Contact')
  return contact
}

/** What another part of the address book has put together, without a look at what it was. */
export function writeContact(tx: Tx, id: ContactId, values: CheckedContact & Partial<Pick<Contact, 'uses' | 'createdAt'>>): Contact {
  const contact = tx.db
    .update(contacts)
    .set({ ...columnsOf(values), updatedAt: tx.now, revision: newId() })
    .where(eq(contacts.id, id))
    .returning()
    .get()
  keepWith(tx, id, values)
  return contact
}

function columnsOf({ numbers, tags: _, ...values }: CheckedContact) {
  const search = fold([values.name, values.organization, ...numbers.map(({ fax }) => fax)].join(' '))
  return { ...values, fax: numbers[0]?.fax, search }
}

function keepWith(tx: Tx, id: ContactId, { numbers, tags }: CheckedContact): void {
  setNumbers(tx, id, numbers)
  if (tags) setTags(tx, id, tags)
}

const defined = (input: ContactInput): ContactInput =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as ContactInput
