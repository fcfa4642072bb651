import { and, asc, eq, getTableColumns, inArray, ne, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { type Db, prepared } from '../db/index.ts'
import { AppError } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import type { Contact, ContactId, ContactNumber } from './contact.ts'
import { contactNumbers, contacts } from './schema.tenant.ts'

export const MOST_NUMBERS = 10

/** Of each of these contacts, the main one first. */
export function numbersOf(tx: Tx, ids: readonly ContactId[]): ReadonlyMap<ContactId, readonly ContactNumber[]> {
  const rows = tx.db
    .select()
    .from(contactNumbers)
    .where(inArray(contactNumbers.contactId, [...ids]))
    .orderBy(asc(contactNumbers.contactId), asc(contactNumbers.position))
    .all()
  const numbers = new Map<ContactId, ContactNumber[]>(ids.map((id) => [id, []]))
  for (const { contactId, fax, label } of rows) numbers.get(contactId)?.push({ fax, label })
  return numbers
}

/** In place of those it had. Left alone when they are the same: every fax that came from them is written anew for the search. */
export function setNumbers(tx: Tx, contactId: ContactId, numbers: readonly ContactNumber[]): void {
  if (
    Bun.deepEquals(
      numbersOf(tx, [contactId]).get(contactId),
      numbers.map(({ fax, label }) => ({ fax, label })),
    )
  )
    return
  tx.db.delete(contactNumbers).where(eq(contactNumbers.contactId, contactId)).run()
  numbers.forEach(({ fax, label }, position) => {
    tx.db.insert(contactNumbers).values({ fax, label, position, contactId }).run()
  })
}

/** Throws AppError conflict under the field of the number that another contact has. */
export function refuseTaken(tx: Tx, numbers: readonly ContactNumber[], except?: ContactId): void {
  const taken = tx.db
    .select({ fax: contactNumbers.fax })
    .from(contactNumbers)
    .where(
      and(
        inArray(
          contactNumbers.fax,
          numbers.map(({ fax }) => fax),
        ),
        except && ne(contactNumbers.contactId, except),
      ),
    )
    .all()
  if (taken.length === 0) return
  const at = numbers.findIndex(({ fax }) => taken.some((each) => each.fax === fax))
  throw new AppError('conflict', 'That fax number is already in your contacts.', { [fieldOf(at)]: 'Another contact has this number.' })
}

/** How a number is called where something is wrong with it. */
export const fieldOf = (position: number): string => (position === 0 ? 'fax' : `otherNumbers-${position}`)

export const findContactByFax = (tx: Tx, fax: string): Contact | undefined => prepared(tx.db, 'contacts.byFax', byFax).get({ fax })
const byFax = (db: Db) =>
  db
    .select(getTableColumns(contacts))
    .from(contactNumbers)
    .innerJoin(contacts, eq(contacts.id, contactNumbers.contactId))
    .where(eq(contactNumbers.fax, sql.placeholder('fax')))
    .prepare()

/** Whoever has the first of these, asked for at once. */
export const findContactAmong = (tx: Tx, numbers: readonly string[]): Contact | undefined =>
  prepared(tx.db, 'contacts.among', among).get({ numbers: JSON.stringify(numbers) })
const among = (db: Db) =>
  db
    .select(getTableColumns(contacts))
    .from(contactNumbers)
    .innerJoin(contacts, eq(contacts.id, contactNumbers.contactId))
    .where(sql`${contactNumbers.fax} IN (SELECT value FROM json_each(${sql.placeholder('numbers')}))`)
    .orderBy(asc(contactNumbers.fax))
    .limit(1)
    .prepare()

/** A send counts towards the five most used. No trail entry: the fax has its own. */
export const noteUse = (tx: Tx, fax: string): void => void prepared(tx.db, 'contacts.use', using).run({ fax })
const using = (db: Db) =>
  db
    .update(contacts)
    .set({ uses: sql`${contacts.uses} + 1` })
    .where(sql`${contacts.id} = (SELECT contact_id FROM contact_numbers WHERE fax = ${sql.placeholder('fax')})`)
    .prepare()

/** For a list of another table: whose number stands in that column, by name; null when nobody's. */
export const nameAt = (fax: SQLiteColumn): SQL<string | null> =>
  sql<
    string | null
  >`(SELECT contacts.name FROM contact_numbers JOIN contacts ON contacts.id = contact_id WHERE contact_numbers.fax = ${fax})`
