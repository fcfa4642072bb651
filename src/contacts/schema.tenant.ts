import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kit/ids.ts'

/**
 * The migration adds contact_words beside it: an FTS5 index of the trigrams of `search`, which triggers keep. It has no table here,
 * because drizzle knows none of that kind; it refers to a contact by `n`.
 */
export const contacts = sqliteTable(
  'contacts',
  {
    n: integer('n').primaryKey(),
    id: text('id').$type<Id<'contact'>>().notNull().unique(),
    name: text('name').notNull(),
    organization: text('organization').notNull().default(''),
    /** The main one of its numbers: what a fax to this contact goes to unless another is chosen. */
    fax: text('fax').notNull().unique(),
    note: text('note').notNull().default(''),
    favourite: integer('favourite', { mode: 'boolean' }).notNull().default(false),
    /** What the three mean is said in flags.ts. */
    sensitive: integer('sensitive', { mode: 'boolean' }).notNull().default(false),
    part2: integer('part2', { mode: 'boolean' }).notNull().default(false),
    restricted: integer('restricted', { mode: 'boolean' }).notNull().default(false),
    /** Sends so far: the five most used are one click away. */
    uses: integer('uses').notNull().default(0),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
    /** Another after each change, so that who undoes one sees whether there was a later one. A send changes nothing. */
    revision: text('revision').notNull().default(''),
    /** Name, organization and numbers as `fold` writes them: what is searched, and the order of the list. */
    search: text('search').notNull().default(''),
  },
  (table) => [
    index('contacts_search').on(table.search, table.id),
    index('contacts_used').on(table.uses).where(sql`uses > 0`),
    index('contacts_favourite').on(table.search).where(sql`favourite = 1`),
  ],
)

/** Every number of a contact, the main one at 0. A number is one contact's, so that a fax from it has one name. */
export const contactNumbers = sqliteTable(
  'contact_numbers',
  {
    fax: text('fax').primaryKey(),
    contactId: text('contact_id')
      .$type<Id<'contact'>>()
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    label: text('label').notNull().default(''),
  },
  (table) => [uniqueIndex('contact_numbers_contact').on(table.contactId, table.position)],
)

export const contactTags = sqliteTable('contact_tags', {
  id: text('id').$type<Id<'tag'>>().primaryKey(),
  name: text('name').notNull(),
  /** The name as `fold` writes it: "Cardiology" and "cardiology" are one tag. */
  folded: text('folded').notNull().unique(),
})

export const contactTagged = sqliteTable(
  'contact_tagged',
  {
    contactId: text('contact_id')
      .$type<Id<'contact'>>()
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    tagId: text('tag_id')
      .$type<Id<'tag'>>()
      .notNull()
      .references(() => contactTags.id, { onDelete: 'cascade' }),
  },
  (table) => [primaryKey({ columns: [table.tagId, table.contactId] }), index('contact_tagged_contact').on(table.contactId)],
)

export const ACTS = ['removed', 'merged', 'tagged', 'untagged', 'imported'] as const

/** What changed several contacts at once, or removed one: it can be undone while it is here. */
export const contactActs = sqliteTable(
  'contact_acts',
  {
    id: text('id').$type<Id<'act'>>().primaryKey(),
    kind: text('kind', { enum: ACTS }).notNull(),
    /** The tag, the file or the name that it was about. */
    about: text('about').notNull(),
    at: integer('at', { mode: 'timestamp_ms' }).notNull(),
    by: text('by').notNull(),
    undoneAt: integer('undone_at', { mode: 'timestamp_ms' }),
  },
  (table) => [index('contact_acts_at').on(table.at)],
)

/** How each contact was before an act, and under which revision the act left it. */
export const contactChanges = sqliteTable(
  'contact_changes',
  {
    actId: text('act_id')
      .$type<Id<'act'>>()
      .notNull()
      .references(() => contactActs.id, { onDelete: 'cascade' }),
    contactId: text('contact_id').$type<Id<'contact'>>().notNull(),
    /** JSON; null when the act added it. */
    before: text('before'),
    /** Null when the act removed it. */
    revision: text('revision'),
    undone: integer('undone', { mode: 'boolean' }).notNull().default(false),
    /** Changed since, or in the way of another: it stays as it is. */
    stays: integer('stays', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.actId, table.contactId] }),
    index('contact_changes_left').on(table.actId).where(sql`undone = 0`),
  ],
)

export const IMPORT_STATES = ['reading', 'mapping', 'importing', 'stopped', 'done'] as const
export const OUTCOMES = ['added', 'changed', 'skipped', 'refused'] as const

/** A file of contacts: read, then mapped and looked at, then imported row by row, by a job. */
export const contactImports = sqliteTable(
  'contact_imports',
  {
    id: text('id').$type<Id<'import'>>().primaryKey(),
    name: text('name').notNull(),
    state: text('state', { enum: IMPORT_STATES }).notNull(),
    /** JSON: what its columns are called. */
    heads: text('heads').notNull(),
    /** JSON: which column is which, once that was said. */
    mapping: text('mapping').notNull(),
    /** Whether a contact that is there already takes what the file says of it. */
    updates: integer('updates', { mode: 'boolean' }).notNull().default(false),
    rows: integer('rows').notNull(),
    actId: text('act_id').$type<Id<'act'>>(),
    at: integer('at', { mode: 'timestamp_ms' }).notNull(),
    by: text('by').notNull(),
  },
  (table) => [index('contact_imports_at').on(table.at)],
)

export const contactImportRows = sqliteTable(
  'contact_import_rows',
  {
    importId: text('import_id')
      .$type<Id<'import'>>()
      .notNull()
      .references(() => contactImports.id, { onDelete: 'cascade' }),
    /** Counted from 1, without the row that names the columns. */
    row: integer('row').notNull(),
    /** JSON. */
    cells: text('cells').notNull(),
    outcome: text('outcome', { enum: OUTCOMES }),
    problem: text('problem').notNull().default(''),
  },
  (table) => [
    primaryKey({ columns: [table.importId, table.row] }),
    index('contact_import_rows_left').on(table.importId, table.row).where(sql`outcome IS NULL`),
  ],
)
