import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { contentsOf } from '../../src/custody/contents.ts'
import { closeDb, openDb } from '../../src/db/index.ts'
import { openFaxing } from '../support/faxing.ts'

test('an archive names no document whose content is gone; one of a release that knew of no such thing names them all', async () => {
  using faxing = openFaxing()
  const [{ id }] = [await faxing.submit(), await faxing.submit()]
  await faxing.work()
  faxing.maple.write((tx) => {
    tx.db.run(sql`DELETE FROM fax_files WHERE fax_id = ${id}`)
    tx.db.run(sql`UPDATE faxes SET content_gone_at = 1 WHERE id = ${id}`)
  })
  const { path, keyHex } = faxing.tenants.locate(faxing.ids.maple)
  faxing.tenants.close(faxing.ids.maple)
  const db = openDb({ path, keyHex, plane: 'tenant' })
  try {
    expect((await contentsOf(db, faxing.ids.maple)).documents.size).toBe(2)
    db.run(sql`ALTER TABLE faxes DROP COLUMN content_gone_at`)
    expect((await contentsOf(db, faxing.ids.maple)).documents.size).toBe(3)
  } finally {
    closeDb(db)
  }
})
