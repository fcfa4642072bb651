import type { Tx } from '../tenancy/index.ts'
import type { Contact, TagId } from './contact.ts'
import { FLAG_WORDS, FLAGS, type Flag, flagsOf, isFlag } from './flags.ts'
import { numbersOf } from './numbers.ts'
import { parsePlace, placeText } from './place.ts'
import { type ContactFilter, listContacts } from './searching.ts'
import { listTags, tagsOf } from './tags.ts'

const PAGE = 50

/** As it stands in the address of the list: empty means not filtered. */
export type Shown = { readonly q: string; readonly tag: string; readonly show: string }

export const filterOf = ({ q, tag, show }: Shown): ContactFilter => ({
  text: q.trim(),
  ...(tag && { tag: tag as TagId }),
  ...(isFlag(show) && { flag: show }),
  favourite: show === 'favourite',
})

export const markOf = (flag: Flag) => ({ flag, ...FLAG_WORDS[flag] })
export const MARKS = FLAGS.map(markOf)

/** One page of the list, and where the next one begins. */
export function pageOfContacts(tx: Tx, shown: Shown, after: string) {
  const found = listContacts(tx, { ...filterOf(shown), after: parsePlace(after), limit: PAGE + 1 })
  const rows = found.slice(0, PAGE)
  const last = rows.at(-1)
  const words = Object.entries(shown).filter(([, value]) => value !== '')
  const next = new URLSearchParams([...words, ['after', last ? placeText(last) : '']])
  return {
    contacts: linesOf(tx, rows),
    filter: shown,
    tags: listTags(tx),
    nextHref: found.length > PAGE ? `/contacts?${next}` : undefined,
  }
}

export function linesOf(tx: Tx, rows: readonly Contact[]) {
  const ids = rows.map(({ id }) => id)
  const [numbers, tags] = [numbersOf(tx, ids), tagsOf(tx, ids)]
  return rows.map((contact) => ({
    ...contact,
    moreNumbers: (numbers.get(contact.id)?.length ?? 1) - 1,
    tags: (tags.get(contact.id) ?? []).map(({ name }) => name),
    marks: flagsOf(contact).map(markOf),
  }))
}
