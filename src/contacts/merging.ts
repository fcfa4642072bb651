import { record } from '../audit/index.ts'
import { conflict, invalid } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { type ActId, beginAct, noteChange } from './acts.ts'
import { picked } from './bulk.ts'
import type { Contact, ContactId } from './contact.ts'
import { takeOut, writeContact } from './contacts.ts'
import { FLAGS } from './flags.ts'
import { MOST_NUMBERS, numbersOf } from './numbers.ts'
import { snapshotOf } from './snapshot.ts'
import { MOST_TAGS_EACH, tagsOf } from './tags.ts'

const MOST_MERGED = 10
const LONGEST_NOTE = 500

/** What the contact that stays would be: its own name and main number, and everything else of all of them. */
export function mergedOf(tx: Tx, keep: ContactId, ids: readonly ContactId[]) {
  const all = picked(tx, [keep, ...ids])
  const [kept, ...others] = all
  if (!kept || others.length === 0) throw invalid({ contacts: 'Select at least two contacts.' })
  if (all.length > MOST_MERGED) throw invalid({ contacts: `Merge at most ${MOST_MERGED} contacts at once.` })
  const each = all.map(({ id }) => id)
  const [numbers, tags] = [numbersOf(tx, each), tagsOf(tx, each)]
  const notes = new Set(all.map(({ note }) => note).filter((note) => note !== ''))
  const [main = { fax: kept.fax, label: '' }, ...further] = each.flatMap((id) => numbers.get(id) ?? [])
  const merged = {
    name: kept.name,
    organization: kept.organization || (others.find(({ organization }) => organization !== '')?.organization ?? ''),
    note: [...notes].join('\n'),
    numbers: [main, ...further] as const,
    tags: [...new Set(each.flatMap((id) => (tags.get(id) ?? []).map(({ name }) => name)))],
    favourite: all.some(({ favourite }) => favourite),
    uses: all.reduce((sum, { uses }) => sum + uses, 0),
    createdAt: new Date(Math.min(...all.map(({ createdAt }) => createdAt.getTime()))),
    ...(Object.fromEntries(FLAGS.map((flag) => [flag, all.some((contact) => contact[flag])])) as Pick<Contact, (typeof FLAGS)[number]>),
  }
  return { kept, others, merged }
}

/** Every number, tag, mark and note goes on; faxes are known by number, so their history does, too. Throws AppError conflict. */
export function mergeContacts(tx: Tx, keep: ContactId, ids: readonly ContactId[]): ActId {
  const { kept, others, merged } = mergedOf(tx, keep, ids)
  if (merged.numbers.length > MOST_NUMBERS)
    throw conflict(`Together they have ${merged.numbers.length} numbers; a contact has at most ${MOST_NUMBERS}. Remove some first.`)
  if (merged.tags.length > MOST_TAGS_EACH)
    throw conflict(`Together they have ${merged.tags.length} tags; a contact has at most ${MOST_TAGS_EACH}. Remove some first.`)
  if (merged.note.length > LONGEST_NOTE)
    throw conflict(`Their notes together are longer than ${LONGEST_NOTE} characters. Shorten one first.`)
  const act = beginAct(tx, 'merged', kept.name)
  const before = snapshotOf(tx, kept)
  for (const { id } of others) takeOut(tx, act, id)
  noteChange(tx, act, kept.id, before, writeContact(tx, kept.id, merged))
  record(tx, 'contact.merged', kept.id, { change: act, contacts: others.length })
  return act
}
