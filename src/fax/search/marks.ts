import { type SQL, sql } from 'drizzle-orm'
import { MARK } from '../../kit/searchable.ts'

/*
 * States that only some of an office's faxes are in stand in the index with their words: who looks for a word among those that failed
 * walks neither all that have the word nor all that failed. Triggers keep them in step with the fax, so a change needs a migration.
 */
export type Box = 'sent' | 'received'
const OF_SENT = { failed: 'fa', partial: 'pa', held: 'he', canceled: 'ca' } as const
const OF_SHELF = { blocked: 'bl', replaced: 're' } as const
const [URGENT, FAILED, PERSON] = ['ur', 'fa', 'p'] as const
const PEOPLE = 0xe100
const MOST_PEOPLE = 4_096

type Wanted = {
  readonly status?: string | undefined
  readonly shelf?: string | undefined
  readonly urgent?: boolean | undefined
  readonly assignedTo?: string | null | undefined
}

/** What is to be found by its mark; nothing for what has none. */
export function marksOf(box: Box, { status = '', shelf = '', urgent, assignedTo }: Wanted): string[] {
  const own = (of: Readonly<Record<string, string>>, key: string) => (Object.hasOwn(of, key) ? [of[key]] : [])
  const marks =
    box === 'sent'
      ? own(OF_SENT, status)
      : [
          ...(urgent ? [URGENT] : []),
          ...own(OF_SHELF, shelf),
          ...(status === 'failed' ? [FAILED] : []),
          ...(assignedTo ? [`${PERSON}${signOf(assignedTo)}`] : []),
        ]
  return marks.map((mark) => `${MARK}${mark}`)
}

/** Two people may have the same: whose a fax is, is seen in its row. */
function signOf(person: string): string {
  const code = (fromEnd: number) => person.codePointAt(person.length - fromEnd) ?? 0
  return String.fromCodePoint(PEOPLE + ((code(1) + 67 * code(2) + 4_111 * code(3)) % MOST_PEOPLE))
}

const when = (column: string, of: Readonly<Record<string, string>>) =>
  `CASE ${column} ${Object.entries(of)
    .map(([value, mark]) => `WHEN '${value}' THEN '${MARK}${mark}'`)
    .join(' ')} ELSE '' END`
const SENT = when('status', OF_SENT)
const RECEIVED = [
  `iif(urgent, '${MARK}${URGENT}', '')`,
  when('shelf', OF_SHELF),
  `iif(status = 'failed', '${MARK}${FAILED}', '')`,
  `iif(assigned_to IS NULL, '', '${MARK}${PERSON}' || char(${PEOPLE} + (unicode(substr(assigned_to, -1)) + 67 * unicode(substr(assigned_to, -2, 1)) + 4111 * unicode(substr(assigned_to, -3, 1))) % ${MOST_PEOPLE}))`,
].join(' || ')

/** The marks of a fax as its row says them now. */
export const marksNow = (box: Box, faxId: SQL): SQL<string> =>
  box === 'sent'
    ? sql`(SELECT ${sql.raw(SENT)} FROM faxes WHERE id = ${faxId})`
    : sql`(SELECT ${sql.raw(RECEIVED)} FROM received_faxes WHERE id = ${faxId})`
