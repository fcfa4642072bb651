import { ChangesPage } from '../../views/contacts/changes.tsx'
import { ContactDeletePage } from '../../views/contacts/delete.tsx'
import { DuplicatesPage } from '../../views/contacts/duplicates.tsx'
import { ContactEditPage, type ContactEditPageProps } from '../../views/contacts/edit.tsx'
import { ImportPage, type ImportPageProps, MappingPage, type MappingPageProps } from '../../views/contacts/import.tsx'
import { NewImportPage } from '../../views/contacts/import-new.tsx'
import { type ContactsFilter, ContactsPage } from '../../views/contacts/index.tsx'
import type { Mark } from '../../views/contacts/marks.tsx'
import { MergerPage } from '../../views/contacts/merger.tsx'
import { SelectionPage } from '../../views/contacts/selection.tsx'
import { ContactSuggestions } from '../../views/contacts/suggestions.tsx'
import { TagPage, TagsPage } from '../../views/contacts/tags.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { clock, contact, HOSTILE, id, minutesAgo, now, phone, shell, times } from './invented.ts'

const marks: readonly Mark[] = (['sensitive', 'part2', 'restricted'] as const).map((flag) => ({ flag, label: HOSTILE, meaning: HOSTILE }))
const everything: ContactsFilter = { q: '', tag: '', show: '' }
const line = (index: number) => ({
  ...contact(index),
  moreNumbers: index % 3,
  tags: index % 2 ? [HOSTILE] : [],
  marks: marks.slice(0, index % 4),
  favourite: index === 2,
})
const list = {
  shell: shell('contacts'),
  filter: everything,
  tags: [{ id: id(1), name: HOSTILE, contacts: 3 }],
  marks,
  nextHref: undefined,
  mayWrite: true,
}
const numbers = times(3, (index) => ({ fax: phone(index), label: index ? HOSTILE : '' }))
const kept: ContactEditPageProps = {
  shell: shell('contacts'),
  id: id(1),
  values: { name: HOSTILE, organization: HOSTILE, note: HOSTILE, numbers, tags: [HOSTILE], newTags: '', favourite: true, flags: ['part2'] },
  tags: [HOSTILE, 'Cardiology'],
  marks,
  mayWrite: true,
}
const blank = { name: '', organization: '', note: '', numbers: [], tags: [], newTags: '', favourite: false, flags: [] }
const errors = { name: 'Enter a name.', fax: 'Enter ten digits.', 'otherNumbers-1': 'This number is here already.', tags: 'Too long.' }
const suggested = { id: id(1), name: HOSTILE, organization: HOSTILE, numbers, warnings: [HOSTILE] }
const tag = { id: id(2), name: HOSTILE, contacts: 2, members: times(2, contact) }

const tagLine = (index: number) => ({ id: id(index), name: `${HOSTILE} ${index}`, contacts: index })
const KINDS = ['removed', 'merged', 'tagged', 'untagged', 'imported'] as const
const changes = KINDS.map((kind, index) => ({
  id: id(index),
  kind,
  about: HOSTILE,
  at: minutesAgo(index * 50),
  who: HOSTILE,
  contacts: index + 1,
  undone: index,
  stayed: index % 2,
  undoneAt: index % 2 ? now : null,
}))
const around = { shell: shell('contacts') }
const merged = { name: HOSTILE, organization: '', note: HOSTILE, numbers, tags: [HOSTILE], marks: [HOSTILE] }

const history = {
  clock,
  sent: times(2, (index) => ({ id: id(index), number: phone(index), status: 'delivered' as const, at: minutesAgo(index), pages: 2 })),
  received: times(1, (index) => ({ id: id(index), number: phone(index), status: 'received' as const, at: now, pages: null })),
  lastDelivered: now,
}
const OUTCOMES = ['added', 'changed', 'skipped', 'refused'] as const
const rows = OUTCOMES.map((outcome, index) => ({ row: index + 1, cells: [HOSTILE, phone(index)], outcome, problem: index ? HOSTILE : '' }))
const counts = { added: 12, changed: 3, skipped: 1, refused: 1 }
const mapping: MappingPageProps = {
  ...around,
  id: id(1),
  name: HOSTILE,
  heads: [HOSTILE, 'Fax', ''],
  fields: [
    { field: 'name', label: 'Name', column: 0 },
    { field: 'fax', label: 'Fax number', column: undefined },
  ],
  updates: false,
  counts,
  first: rows,
  problems: rows.slice(2),
}
const done: ImportPageProps = {
  ...around,
  id: id(1),
  name: HOSTILE,
  state: 'done',
  heads: mapping.heads,
  rows: 17,
  counts: { ...counts, left: 0 },
  problems: rows.slice(2),
  undo: '/contacts/changes/1/undoing',
}

export const contactPages: readonly Example[] = [
  { name: 'contacts', element: <ContactsPage {...list} contacts={times(8, line)} nextHref="/contacts?after=1" /> },
  { name: 'contacts, one tag', element: <ContactsPage {...list} contacts={times(3, line)} filter={{ ...everything, tag: id(1) }} /> },
  { name: 'contacts, to look at', element: <ContactsPage {...list} contacts={times(2, line)} mayWrite={false} /> },
  { name: 'contacts, none', element: <ContactsPage {...list} contacts={[]} tags={[]} /> },
  { name: 'contacts, nothing matches', element: <ContactsPage {...list} contacts={[]} filter={{ ...everything, q: HOSTILE }} /> },
  { name: 'contact', element: <ContactEditPage {...kept} /> },
  { name: 'contact, with its faxes', element: <ContactEditPage {...kept} history={history} /> },
  {
    name: 'contact, without faxes',
    element: <ContactEditPage {...kept} history={{ clock, sent: [], received: [], lastDelivered: null }} />,
  },
  { name: 'contact, to look at', element: <ContactEditPage {...kept} mayWrite={false} /> },
  { name: 'contact, refused', element: <ContactEditPage {...kept} problem={{ message: 'Check the form.', errors }} /> },
  { name: 'contact, new', element: <ContactEditPage {...kept} id={undefined} values={blank} tags={[]} /> },
  { name: 'contact, delete', element: <ContactDeletePage shell={shell('contacts')} contact={contact(1)} /> },
  {
    name: 'suggestions',
    element: <ContactSuggestions contacts={[suggested]} tags={[tag, { ...tag, id: id(3), contacts: 51, members: [] }]} most={50} />,
  },
  { name: 'contact tags', element: <TagsPage {...around} tags={times(3, tagLine)} mayWrite={true} /> },
  { name: 'contact tags, none', element: <TagsPage {...around} tags={[]} mayWrite={false} /> },
  {
    name: 'contact tag, refused',
    element: (
      <TagPage
        {...around}
        tag={tagLine(1)}
        others={times(2, tagLine)}
        name={HOSTILE}
        problem={{ message: HOSTILE, errors: { name: 'Another tag has this name.' } }}
      />
    ),
  },
  { name: 'contacts, selected', element: <SelectionPage {...around} contacts={times(3, contact)} tags={times(2, tagLine)} tag="" /> },
  {
    name: 'contacts, selected, refused',
    element: (
      <SelectionPage
        {...around}
        contacts={times(1, contact)}
        tags={[]}
        tag={HOSTILE}
        problem={{ message: HOSTILE, errors: { tag: HOSTILE } }}
      />
    ),
  },
  { name: 'duplicates', element: <DuplicatesPage {...around} pairs={[{ why: 'name', contacts: times(2, contact) }]} /> },
  { name: 'duplicates, none', element: <DuplicatesPage {...around} pairs={[]} /> },
  { name: 'merger', element: <MergerPage {...around} contacts={times(2, contact)} keep={id(1)} merged={merged} /> },
  {
    name: 'merger, refused',
    element: (
      <MergerPage {...around} contacts={times(2, contact)} keep={id(1)} merged={merged} problem={{ message: HOSTILE, errors: {} }} />
    ),
  },
  { name: 'changes of contacts', element: <ChangesPage {...around} clock={clock} changes={changes} mayWrite={true} /> },
  { name: 'changes of contacts, none', element: <ChangesPage {...around} clock={clock} changes={[]} mayWrite={false} /> },
  { name: 'import, new', element: <NewImportPage {...around} /> },
  { name: 'import, refused', element: <NewImportPage {...around} problem={{ message: HOSTILE, errors: { file: HOSTILE } }} /> },
  { name: 'import, mapping', element: <MappingPage {...mapping} /> },
  {
    name: 'import, mapping refused',
    element: (
      <MappingPage {...mapping} counts={{ ...counts, added: 0, changed: 0 }} problem={{ message: HOSTILE, errors: { fax: HOSTILE } }} />
    ),
  },
  { name: 'import, under way', element: <ImportPage {...done} state="importing" counts={{ ...counts, left: 9 }} problems={[]} /> },
  { name: 'import, done', element: <ImportPage {...done} /> },
  { name: 'import, stopped', element: <ImportPage {...done} state="stopped" undo={undefined} /> },
]
