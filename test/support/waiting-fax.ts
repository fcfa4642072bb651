import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { checkSubmission, submitFax } from '../../src/fax/index.ts'
import type { Parts } from '../../src/parts.ts'
import type { Office } from './server.ts'

/** A fax of one page that this person has just submitted; nothing has begun with it. */
export async function addFax({ files, tenants }: Parts, { id }: Office, personId: string): Promise<string> {
  const stored = await files.put(id, await Bun.file(join(import.meta.dir, '../fixtures/one-page.pdf')).bytes())
  const input = { to: ['+15550120001'], cover: false, subject: '', note: '', from: undefined, sendAt: undefined }
  return tenants
    .as(id, { kind: 'user', id: personId })
    .write((tx) => submitFax(tx, checkSubmission(tx, input), [{ name: 'one.pdf', type: 'pdf', pages: 1, stored }])).id
}

export const statusOf = ({ file }: Office, faxId: string) =>
  file.read((tx) =>
    tx.db.get<{ status: string; cause: string | null; tries: number }>(
      sql`SELECT status, cause, tries FROM fax_recipients WHERE fax_id = ${faxId}`,
    ),
  )
