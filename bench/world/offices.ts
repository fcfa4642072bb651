import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { assignNumber } from '../../src/fax/index.ts'
import { addKey, addUser, giveFactor, newTotpSecret, SCOPES } from '../../src/identity/index.ts'
import { searchable } from '../../src/kit/searchable.ts'
import type { Parts } from '../../src/parts.ts'
import { provisionOffice } from '../../src/platform/index.ts'
import { system, type Tenant, type TenantId } from '../../src/tenancy/index.ts'

export type Office = {
  readonly id: TenantId
  readonly slug: string
  readonly key: string
  readonly cookies: readonly string[]
  readonly file: Tenant
}

/** An office with a number, a key of every scope, and people who are signed in. */
export function furnishOffice(parts: Parts, number: number, people = 1): Office {
  const { control, keys, tenants, config } = parts
  const slug = `office-${number}`
  const { id } = provisionOffice(
    { dataDir: config.data.dir, control, keys, tenants },
    { name: `Office ${number}`, slug, ownerEmail: `owner@${slug}.test` },
  )
  const file = tenants.as(id, system('bench'))
  assignNumber({ control, tenant: file }, `+1555${String(1_000_000 + number)}`, 'Main line')
  return file.write((tx) => {
    const { secret: key } = addKey(tx, slug, { name: 'Bench', scopes: SCOPES })
    const cookies = Array.from({ length: people }, (_, n) => {
      const user = addUser(tx, {
        name: `Person ${n}`,
        email: `person-${n}@${slug}.test`,
        role: 'admin',
        passwordHash: 'nobody can sign in with this',
      })
      giveFactor(tx, user.id, newTotpSecret())
      const secret = randomBytes(32).toString('base64url')
      const idHash = createHash('sha256').update(secret).digest('base64url')
      // A session as sign-in makes it: sign-in itself is held to 20 tries a minute from one address.
      tx.db.run(sql`INSERT INTO sessions (id_hash, user_id, created_at, seen_at, user_agent, proven_at)
        VALUES (${idHash}, ${user.id}, ${tx.now.getTime()}, ${tx.now.getTime()}, 'bench', ${tx.now.getTime()})`)
      return `session=${secret}`
    })
    return { id, slug, key, cookies, file }
  })
}

/** Finished faxes of the last year, one a few minutes, each to one recipient. */
export function fillWithFaxes(office: Office, count: number): void {
  const step = Math.floor((360 * 86_400_000) / count)
  const first = Date.now() - count * step
  for (let from = 0; from < count; from += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, count - from) }, (_, n) => faxRow(from + n, first + (from + n) * step))
    const list = JSON.stringify(rows)
    office.file.write((tx) => {
      tx.db.run(sql`INSERT INTO faxes (id, status, from_number, cover, subject, note, send_at, pages, document_id, sha256, recipient_count,
          first_to, first_name, cause, created_by_kind, created_by, created_at, updated_at)
        SELECT value ->> 0, value ->> 1, '+15551000001', 1, value ->> 2, '', NULL, value ->> 3, value ->> 4, value ->> 5, 1,
          value ->> 6, value ->> 7, value ->> 8, 'user', 'bench', value ->> 9, value ->> 9 FROM json_each(${list})`)
      tx.db.run(
        sql`INSERT INTO fax_texts (n, fax_id, text) SELECT value ->> 11, value ->> 0, value ->> 12 FROM json_each(${list}) ORDER BY value ->> 11`,
      )
      tx.db.run(sql`INSERT INTO fax_recipients (id, fax_id, position, to_number, name, status, tries, next_try_at, cause, settled_at)
        SELECT value ->> 10, value ->> 0, 0, value ->> 6, value ->> 7, value ->> 1, 1, NULL, value ->> 8, value ->> 9 FROM json_each(${list})`)
    })
  }
}

const NAMES = [
  'Oak Street Pharmacy',
  'Riverside Cardiology',
  'Dr. Lena Marsh',
  'Hilltop Imaging',
  'County Records Desk',
  'Pine Family Dental',
]

function faxRow(number: number, at: number): readonly (string | number | null)[] {
  const failed = number % 17 === 0
  const to = `+1555${String(2_000_000 + (number % 7_919))}`
  const [name, subject] = [NAMES[number % NAMES.length] ?? '', `Referral ${number}`]
  const words = [Bun.randomUUIDv7('hex', at), failed ? 'failed' : 'delivered', subject, 1 + (number % 6)]
  return [
    ...words,
    Bun.randomUUIDv7('hex', at),
    'a'.repeat(64),
    to,
    name,
    failed ? 'receiver_no_answer' : null,
    at,
    Bun.randomUUIDv7('hex', at),
    number + 1,
    searchable([`${name} ${to}`, subject, '', 'referral.pdf']),
  ]
}
