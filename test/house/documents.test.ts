import { expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { receiveFax } from '../../src/fax/index.ts'
import { DOCUMENT_COLUMNS, PASSING_COLUMNS } from '../../src/files/index.ts'
import type { Rows } from '../../src/tenancy/index.ts'
import { openFaxing, PDF } from '../support/faxing.ts'

/** Where sealed bytes are kept account of, which names nothing. */
const ACCOUNTS = new Set(['stored_files.id', 'orphaned_files.name'])
const LISTED = DOCUMENT_COLUMNS.map(({ table, id }) => `${table}.${id}`).sort()

const columnsOf = (db: Rows) =>
  db.all<{ table: string; column: string }>(
    sql`SELECT m.name AS "table", c.name AS "column" FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`,
  )

test('every column that names a document is known to whoever sweeps them', async () => {
  using faxing = openFaxing()
  await faxing.submit(undefined, { cover: true })
  const offered = faxing.carrier.offer({ carrierId: crypto.randomUUID(), from: '+15550120009', to: '+15550100100' })
  faxing.carrier.documents.set(offered.mediaUrl ?? '', { is: 'document', bytes: PDF })
  faxing.maple.write((tx) => void receiveFax(tx, offered))
  await faxing.work()
  const logo = await faxing.files.put(faxing.maple.id, PDF)
  const begun = await faxing.files.put(faxing.maple.id, PDF)
  faxing.maple.write((tx) => {
    tx.db.run(sql`INSERT INTO fax_drafts VALUES ('draft', '', 1, '', '', '', '', '[]', NULL, NULL, NULL, 'user', 'ana', 0, 0, '')`)
    tx.db.run(sql`INSERT INTO fax_draft_files VALUES (${begun.id}, 'draft', 1, 'labs.pdf', 'pdf', 1, 1, ${begun.sha256}, NULL)`)
  })
  faxing.maple.write((tx) => tx.db.run(sql`UPDATE cover_templates SET logo_id = ${logo.id}, logo_sha256 = ${logo.sha256}`))
  const lying = readdirSync(join(faxing.dataDir, faxing.maple.id, 'files'))
  expect(lying).toHaveLength(5)
  const { columns, naming } = faxing.maple.read(({ db }) => {
    const columns = columnsOf(db)
    const holds = ({ table, column }: (typeof columns)[number]) =>
      db
        .all<{ value: unknown }>(sql`SELECT ${sql.identifier(column)} AS value FROM ${sql.identifier(table)}`)
        .some(({ value }) => typeof value === 'string' && lying.includes(value))
    return { columns, naming: columns.filter(holds) }
  })
  const named = naming.map(({ table, column }) => `${table}.${column}`).filter((each) => !ACCOUNTS.has(each))
  expect(named.sort()).toEqual(LISTED)
  const looking = columns.filter(({ column }) => /(file|document|logo)_id$/.test(column)).map(({ table, column }) => `${table}.${column}`)
  const passing = PASSING_COLUMNS.map(({ table, id }) => `${table}.${id}`)
  expect(looking.filter((each) => ![...LISTED, ...passing].includes(each))).toEqual([])
})
