import { and, asc, desc, eq, inArray, like, or, type SQL, sql } from 'drizzle-orm'
import { fold } from '../kit/fold.ts'
import type { Tx } from '../tenancy/index.ts'
import type { Contact, ContactId, TagId } from './contact.ts'
import type { Flag } from './flags.ts'
import type { Place } from './place.ts'
import { contacts, contactTagged } from './schema.tenant.ts'

/** The index knows pieces of three letters and no shorter ones; fewer digits are in nearly every number. */
const PIECE = 3

export type ContactFilter = {
  /** Looked for in the name, the organization and the numbers. */
  readonly text?: string | undefined
  readonly tag?: TagId | undefined
  readonly flag?: Flag | undefined
  readonly favourite?: boolean | undefined
}
export type ContactQuery = ContactFilter & {
  readonly after?: Place | undefined
  readonly offset?: number | undefined
  readonly limit: number
}

/** By name. */
export const listContacts = (tx: Tx, { after, limit, offset, ...filter }: ContactQuery): Contact[] =>
  tx.db
    .select()
    .from(contacts)
    .where(and(matching(filter), after && sql`(${contacts.search}, ${contacts.id}) > (${after.search}, ${after.id})`))
    .orderBy(asc(contacts.search), asc(contacts.id))
    .limit(limit)
    .offset(offset ?? 0)
    .all()

export const countContacts = (tx: Tx, filter: ContactFilter = {}): number =>
  tx.db.select({ n: sql<number>`count(*)` }).from(contacts).where(matching(filter)).get()?.n ?? 0

const MOST_SUGGESTED = 8
const MOST_FREQUENT = 5
/** Of the places that favourites leave. */
const FEWEST_FREQUENT = 3

/** What the send page offers: favourites and the five most used, and while somebody types favourites first, then the most used, then by name. */
export function suggestContacts(tx: Tx, text: string): Contact[] {
  if (text === '') return oneClickAway(tx)
  const matches = matching({ text })
  const found = new Map<ContactId, Contact>()
  const take = (condition: SQL | undefined, order: SQL) => {
    if (found.size >= MOST_SUGGESTED) return
    const rows = tx.db.select().from(contacts).where(and(matches, condition)).orderBy(order).limit(MOST_SUGGESTED).all()
    for (const row of rows) if (found.size < MOST_SUGGESTED) found.set(row.id, row)
  }
  take(sql`favourite = 1`, asc(contacts.search))
  take(sql`uses > 0`, desc(contacts.uses))
  take(undefined, asc(contacts.search))
  return [...found.values()]
}

/** Favourites first; each once. */
function oneClickAway(tx: Tx): Contact[] {
  const mostUsed = (condition: SQL, most: number) =>
    tx.db.select().from(contacts).where(condition).orderBy(desc(contacts.uses), asc(contacts.search)).limit(most).all()
  const favourites = mostUsed(sql`favourite = 1`, MOST_SUGGESTED)
  const frequent = mostUsed(sql`uses > 0`, MOST_FREQUENT).filter(({ favourite }) => !favourite)
  return [...favourites.slice(0, MOST_SUGGESTED - Math.min(frequent.length, FEWEST_FREQUENT)), ...frequent].slice(0, MOST_SUGGESTED)
}

function matching({ text, tag, flag, favourite }: ContactFilter): SQL | undefined {
  return and(
    text ? textMatch(text) : undefined,
    tag && inArray(contacts.id, sql`(SELECT ${contactTagged.contactId} FROM ${contactTagged} WHERE ${contactTagged.tagId} = ${tag})`),
    flag && eq(contacts[flag], true),
    favourite ? sql`favourite = 1` : undefined,
  )
}

/** Every word of what was typed somewhere, or its digits in one piece: (555) 010-0001 is kept as +15550100001. */
function textMatch(typed: string): SQL | undefined {
  const words = fold(typed)
    .replace(/[%_\0]/g, '')
    .split(' ')
    .filter((word) => word !== '')
  const isLong = (word: string) => [...word].length >= PIECE
  const long = words.filter(isLong).map(quoted).join(' AND ')
  const short = words.filter((word) => !isLong(word)).map((word) => like(contacts.search, `%${word}%`))
  const digits = typed.replace(/\D/g, '')
  const inDigits = digits.length >= PIECE ? quoted(digits) : undefined
  if (short.length === 0) return has(inDigits && long ? `(${long}) OR ${inDigits}` : long || inDigits)
  return or(and(has(long), ...short), has(inDigits))
}

const quoted = (word: string) => `"${word.replaceAll('"', '""')}"`

/**
 * The plus keeps SQLite from fetching and sorting all that match: it walks the order that is asked for, asks of each whether it is
 * among them, and stops at the limit.
 */
const has = (expression: string | undefined): SQL | undefined =>
  expression ? sql`+${contacts.n} IN (SELECT rowid FROM contact_words WHERE contact_words MATCH ${expression})` : undefined
