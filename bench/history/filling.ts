import { sql } from 'drizzle-orm'
import { marksNow } from '../../src/fax/search/marks.ts'
import { MIDDLE } from '../../src/fax/search/texts.ts'
import { searchable } from '../../src/kit/searchable.ts'
import type { Office } from '../world/offices.ts'

/* Ten thousand contacts, and faxes to and from them over the last three years, by rows: what sending and receiving would have written. */

export const CONTACTS = 10_000
const AT_ONCE = 5_000
const SPAN_MS = 3 * 365 * 86_400_000
const FIRST = 'anna peter maria john lena omar ivan chen rosa david sofia nina paul kate emil greta hugo ines jonas karim'.split(' ')
const HEADS = 'bro car del fen gar har ish jen kel lan mar nor ost pat quil rav sel tor ulm ves wal yor zim ash bel cor dun'.split(' ')
const TAILS = 'ner worth field stone man berg ley ton wick ridge sen dale ford mann hurst ward well ington sky ova'.split(' ')
const KINDS = 'clinic family practice dental pediatrics cardiology imaging pharmacy hospital associates laboratory rehab'.split(' ')
const ABOUT = 'referral records request prescription refill lab results authorization imaging report discharge summary invoice'.split(' ')
export const TAGS = ['labs', 'referral', 'records', 'billing', 'pharmacy', 'to-scan', 'insurance', 'once'] as const
/** How many of a thousand have the tag of this place. */
const TAGGED = [300, 120, 60, 30, 10, 4, 1, 0.02]
export const OWN = ['+15551000001', '+15551000002', '+15551000003'] as const
export const PEOPLE = ['person-a', 'person-b', 'person-c', 'person-d'] as const
const PERSONS = [400, 150, 20, 1]

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T
/** Spread as if by chance, the same in each run, and each salt as if it knew nothing of the others (the last steps of MurmurHash3). */
function mixed(n: number, salt: number): number {
  let bits = Math.imul(n + 1, 2_654_435_761) ^ Math.imul(salt + 1, 1_540_483_477)
  bits = Math.imul(bits ^ (bits >>> 16), 2_246_822_507)
  bits = Math.imul(bits ^ (bits >>> 13), 3_266_489_909)
  return ((bits ^ (bits >>> 16)) >>> 0) % 1_000_003
}

const surname = (n: number) => pick(HEADS, n) + pick(TAILS, Math.floor(n / HEADS.length))
export const contactOf = (n: number) => ({
  name: `${pick(FIRST, mixed(n, 1))} ${surname(mixed(n, 2))} ${pick(KINDS, mixed(n, 3))}`,
  fax: `+1${2_012_000_000 + ((n * 7_919_317) % 7_799_999_99)}`,
})

export function fillContacts({ file }: Office): void {
  file.write((tx) => {
    for (let n = 0; n < CONTACTS; n++) {
      const { name, fax } = contactOf(n)
      const id = crypto.randomUUID()
      tx.db.run(
        sql`INSERT INTO contacts (id, name, fax, note, created_at, updated_at, search) VALUES (${id}, ${name}, ${fax}, '', 0, 0, ${`${name} ${fax}`})`,
      )
      tx.db.run(sql`INSERT INTO contact_numbers VALUES (${fax}, ${id}, 0, '')`)
    }
  })
}

type Made = readonly (string | number | null)[]
function inPieces(
  { file }: Office,
  count: number,
  row: (n: number, at: number) => Made,
  write: (tx: Parameters<Parameters<typeof file.write>[0]>[0], rows: string) => void,
) {
  const step = Math.floor(SPAN_MS / count)
  const first = Date.now() - count * step
  for (let from = 0; from < count; from += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, n) => row(from + n, first + (from + n) * step))
    file.write((tx) => write(tx, JSON.stringify(rows)))
  }
}

export const fillSent = (office: Office, count: number): void =>
  inPieces(office, count, sentRow, (tx, rows) => {
    const each = sql`FROM json_each(${rows})`
    tx.db.run(sql`INSERT INTO faxes (id, status, from_number, cover, subject, note, send_at, pages, recipient_count, first_to, first_name, cause,
        created_by_kind, created_by, created_at, updated_at)
      SELECT value ->> 0, value ->> 1, ${OWN[0]}, 1, value ->> 2, value ->> 3, NULL, value ->> 4, 1, value ->> 5, value ->> 6, value ->> 7,
        'user', value ->> 8, value ->> 9, value ->> 9 ${each}`)
    tx.db.run(sql`INSERT INTO fax_recipients (id, fax_id, position, to_number, name, status, tries, cause, settled_at)
      SELECT value ->> 10, value ->> 0, 0, value ->> 5, value ->> 6, iif(value ->> 1 = 'partial', 'failed', value ->> 1), 1, value ->> 7, value ->> 9 ${each}`)
    tx.db.run(
      sql`INSERT INTO fax_texts (n, fax_id, text, marks) SELECT value ->> 11, value ->> 0, value ->> 12, ${marksNow('sent', sql`value ->> 0`)} ${each} ORDER BY value ->> 11`,
    )
  })

function sentRow(n: number, at: number): Made {
  const { name, fax } = contactOf(mixed(n, 4) % CONTACTS)
  const status = n % 97 === 0 ? 'partial' : n % 17 === 0 ? 'failed' : n % 9_973 === 0 ? 'held' : 'delivered'
  const [subject, file] = [`${pick(ABOUT, mixed(n, 5))} ${pick(ABOUT, mixed(n, 6))} ${n}`, `${pick(ABOUT, mixed(n, 7))}.pdf`]
  const note = n % 3 === 0 ? `for ${pick(FIRST, mixed(n, 8))} ${surname(mixed(n, 9))}, please call back` : ''
  const cause = status === 'failed' ? 'receiver_no_answer' : null
  const words = [Bun.randomUUIDv7('hex', at), status, subject, note, 1 + (n % 6), fax, name, cause, pick(PEOPLE, n % 3), at]
  return [...words, Bun.randomUUIDv7('hex', at), MIDDLE - 1 - n, searchable([`${name} ${fax}`, subject, note, file])]
}

export const fillReceived = (office: Office, count: number): void =>
  inPieces(
    office,
    count,
    (n, at) => receivedRow(n, at, count),
    (tx, rows) => {
      const each = sql`FROM json_each(${rows})`
      tx.db.run(sql`INSERT INTO received_faxes (id, carrier_id, from_number, to_number, status, pages, file_id, sha256, cause, received_at, read_at, shelf, assigned_to, urgent)
      SELECT value ->> 0, value ->> 0, value ->> 1, value ->> 2, value ->> 3, 2, value ->> 0, 'x', value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9 ${each}`)
      tx.db.run(sql`INSERT INTO received_tags (received_id, tag, shelf, received_at, assigned_to, to_number)
      SELECT json_each.value ->> 0, t.value, json_each.value ->> 7, json_each.value ->> 5, json_each.value ->> 8, json_each.value ->> 2 FROM json_each(${rows}), json_each(json_each.value ->> 10) t`)
      tx.db.run(
        sql`INSERT INTO fax_texts (n, fax_id, text, sender, marks) SELECT value ->> 11, value ->> 0, value ->> 12, value ->> 13, ${marksNow('received', sql`value ->> 0`)} ${each} ORDER BY value ->> 11`,
      )
    },
  )

const isAmong = (thousandths: number, n: number) => n % 1_000_000 < thousandths * 1_000

function receivedRow(n: number, at: number, count: number): Made {
  const { name, fax } = contactOf(mixed(n, 4) % CONTACTS)
  const tags = TAGS.filter((_, place) => isAmong(TAGGED[place] ?? 0, mixed(n, 20 + place)))
  const assigned = PEOPLE.find((_, place) => isAmong(PERSONS[place] ?? 0, mixed(n, 40 + place))) ?? null
  const status = n % 1_009 === 0 ? 'failed' : 'received'
  const readAt = n > count - 2_000 ? null : at
  const shelf = n % 503 === 0 ? 'blocked' : n % 211 === 0 ? 'replaced' : 'inbox'
  const to = pick(OWN, n % 50 === 0 ? 2 : n % 3 === 0 ? 1 : 0)
  const told = [Bun.randomUUIDv7('hex', at), fax, to, status, status === 'failed' ? 'never_arrived' : null, at, readAt, shelf, assigned]
  const sender = `${name} ${fax}`
    .split(' ')
    .map((word) => `  ${word}`)
    .join('')
  return [...told, n % 211 === 1 ? 1 : 0, JSON.stringify(tags), MIDDLE + 1 + n, searchable([`${fax} ${to}`, tags.join(' '), '']), sender]
}

/** As the job fax.tidy leaves the index of words, which follows every twenty thousand faxes. */
export const tidy = ({ file }: Office): void =>
  file.write((tx) => void tx.db.run(sql`INSERT INTO fax_words (fax_words) VALUES ('optimize')`))
