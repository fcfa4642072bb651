import { and, asc, like, sql } from 'drizzle-orm'
import { fold } from '../kit/fold.ts'
import type { Tx } from '../tenancy/index.ts'
import type { ContactNumber } from './contact.ts'
import { FLAG_WORDS, flagsOf } from './flags.ts'
import { numbersOf } from './numbers.ts'
import { contactTags } from './schema.tenant.ts'
import { suggestContacts } from './searching.ts'
import { membersOf } from './tags.ts'

const MOST_TAGS = 3
const MOST_NUMBERS_EACH = 3
const FEWEST_DIGITS = 3

/** What somebody who types a recipient may mean: contacts, each number of them apart, and tags. `most` is how many a fax goes to. */
export function suggestionsFor(tx: Tx, typed: string, most: number) {
  const found = suggestContacts(tx, typed)
  const ids = found.map(({ id }) => id)
  const numbers = numbersOf(tx, ids)
  const contacts = found.map((contact) => ({
    ...contact,
    numbers: meant(numbers.get(contact.id) ?? [], typed),
    warnings: flagsOf(contact).map((flag) => FLAG_WORDS[flag].label),
  }))
  return { contacts, tags: typed === '' ? [] : tagsLike(tx, typed, most), most }
}

/** Of several numbers the one whose digits were typed, or else the first of them. */
function meant(numbers: readonly ContactNumber[], typed: string): readonly ContactNumber[] {
  const digits = typed.replace(/\D/g, '')
  const named = digits.length < FEWEST_DIGITS ? [] : numbers.filter(({ fax }) => fax.includes(digits))
  return (named.length > 0 ? named : numbers).slice(0, MOST_NUMBERS_EACH)
}

function tagsLike(tx: Tx, typed: string, most: number) {
  const words = fold(typed)
    .replace(/[%_]/g, '')
    .split(' ')
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const counted = sql<number>`(SELECT count(*) FROM contact_tagged WHERE tag_id = contact_tags.id)`
  return tx.db
    .select({ id: contactTags.id, name: contactTags.name, contacts: counted })
    .from(contactTags)
    .where(and(...words.map((word) => like(contactTags.folded, `%${word}%`)), sql`${counted} > 0`))
    .orderBy(asc(contactTags.folded))
    .limit(MOST_TAGS)
    .all()
    .map((tag) => ({ ...tag, members: tag.contacts > most ? [] : membersOf(tx, tag.id, most) }))
}
