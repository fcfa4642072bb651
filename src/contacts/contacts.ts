import { and, asc, desc, eq, gt, ne, sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { type Db, found, prepared } from '../db/index.ts'
import { AppError, conflict, invalid, notFound } from '../kit/errors.ts'
import { fold } from '../kit/fold.ts'
import { type Id, newId } from '../kit/ids.ts'
import { parsePhone } from '../kit/phone.ts'
import type { Tx } from '../tenancy/index.ts'
import type { Place } from './place.ts'
import { contacts } from './schema.tenant.ts'

export type ContactId = Id<'contact'>
export type Contact = typeof contacts.$inferSelect
export type ContactInput = { readonly name: string; readonly organization: string; readonly fax: string; readonly note: string }

export const MOST_CONTACTS = 3_000

/** Throws AppError invalid by field, or conflict when the number is another contact's. */
export function addContact(tx: Tx, input: ContactInput): Contact {
  const values = check(input)
  if (countContacts(tx) >= MOST_CONTACTS)
    throw conflict(`An office keeps at most ${MOST_CONTACTS.toLocaleString('en-US')} contacts. Remove some first.`)
  refuseTaken(tx, values.fax)
  const contact = tx.db
    .insert(contacts)
    .values({ id: newId(), ...values, createdAt: tx.now, updatedAt: tx.now })
    .returning()
    .get()
  record(tx, 'contact.added', contact.id)
  return contact
}

export function updateContact(tx: Tx, id: ContactId, input: ContactInput): Contact {
  getContact(tx, id)
  const values = check(input)
  refuseTaken(tx, values.fax, id)
  record(tx, 'contact.changed', id)
  return tx.db
    .update(contacts)
    .set({ ...values, updatedAt: tx.now })
    .where(eq(contacts.id, id))
    .returning()
    .get()
}

export function removeContact(tx: Tx, id: ContactId): void {
  getContact(tx, id)
  tx.db.delete(contacts).where(eq(contacts.id, id)).run()
  record(tx, 'contact.removed', id)
}

export function getContact(tx: Tx, id: ContactId): Contact {
  const contact = tx.db.select().from(contacts).where(eq(contacts.id, id)).get()
  if (!contact) throw notFound('Contact')
  return contact
}

export const findContactByFax = (tx: Tx, fax: string): Contact | undefined => prepared(tx.db, 'contacts.byFax', byFax).get({ fax })
const byFax = (db: Db) =>
  db
    .select()
    .from(contacts)
    .where(eq(contacts.fax, sql.placeholder('fax')))
    .prepare()

export type ContactQuery = {
  readonly text?: string | undefined
  readonly after?: Place | undefined
  readonly offset?: number | undefined
  readonly limit: number
}

/** By name. `text` is looked for in the name, the organization and the number. */
export function listContacts(tx: Tx, query: ContactQuery): Contact[] {
  const after = query.after
  return tx.db
    .select()
    .from(contacts)
    .where(
      and(
        query.text ? found(contacts.search, query.text) : undefined,
        after && sql`(${contacts.search}, ${contacts.id}) > (${after.search}, ${after.id})`,
      ),
    )
    .orderBy(asc(contacts.search), asc(contacts.id))
    .limit(query.limit)
    .offset(query.offset ?? 0)
    .all()
}

/** What the send page offers: matches while typing, the five most used before. */
export const suggestContacts = (tx: Tx, text: string): Contact[] =>
  tx.db
    .select()
    .from(contacts)
    .where(text ? found(contacts.search, text) : gt(contacts.uses, 0))
    .orderBy(desc(contacts.uses), asc(contacts.search))
    .limit(text ? 8 : 5)
    .all()

export const countContacts = (tx: Tx, text = ''): number =>
  tx.db
    .select({ n: sql<number>`count(*)` })
    .from(contacts)
    .where(text ? found(contacts.search, text) : undefined)
    .get()?.n ?? 0

/** A send counts towards the five most used. No trail entry: the fax has its own. */
export const noteUse = (tx: Tx, fax: string): void => void prepared(tx.db, 'contacts.use', using).run({ fax })
const using = (db: Db) =>
  db
    .update(contacts)
    .set({ uses: sql`${contacts.uses} + 1` })
    .where(eq(contacts.fax, sql.placeholder('fax')))
    .prepare()

function check(input: ContactInput) {
  const values = { name: input.name.trim(), organization: input.organization.trim(), note: input.note.trim() }
  const fax = parsePhone(input.fax)
  const wrong: Record<string, string> = {}
  if (values.name.length < 1 || values.name.length > 120) wrong['name'] = 'Enter a name of at most 120 characters.'
  if (values.organization.length > 120) wrong['organization'] = 'Keep it within 120 characters.'
  if (values.note.length > 500) wrong['note'] = 'Keep the note within 500 characters.'
  if (!fax) wrong['fax'] = 'Enter a fax number such as (555) 201-0100.'
  if (Object.keys(wrong).length > 0 || !fax) throw invalid(wrong)
  return { ...values, fax, search: fold(`${values.name} ${values.organization} ${fax}`) }
}

function refuseTaken(tx: Tx, fax: string, except?: ContactId): void {
  const taken = tx.db
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.fax, fax), except && ne(contacts.id, except)))
    .get()
  if (taken) throw new AppError('conflict', 'That fax number is already in your contacts.', { fax: 'Another contact has this number.' })
}
