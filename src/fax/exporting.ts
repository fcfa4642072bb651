import { exported } from '../audit/index.ts'
import { csvHeaders, csvStream } from '../kit/csv.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { type Recipient, recipientsOf } from './attempts.ts'
import { causeWords } from './present.ts'
import { countFaxes, cursorOfSent, type FaxFilter, type FaxSummary, findFaxes, listFaxes, parseCursor } from './reading.ts'
import { MOST_COUNTED } from './search/finding.ts'

export const EXPORTED_AT_ONCE = 500
const COLUMNS = ['Fax', 'Submitted (UTC)', 'To', 'Name', 'Status', 'Tries', 'Ended (UTC)', 'Pages', 'Subject', 'Why']

/**
 * Of what was picked, or of all that the filter finds, newest first. Names and subjects leave the building in it: that is written down
 * before the first line goes, with what was filtered, but not with what was searched for.
 */
export function exportSent(tenant: Tenant, filter: FaxFilter, picked: readonly string[]): Response {
  const { text, ...others } = filter
  tenant.write((tx) => {
    const count = picked.length > 0 ? findFaxes(tx, picked).length : countFaxes(tx, filter)
    exported(tx, 'fax.exported', writable({ ...counted(count), ...(text && { searched: true }), ...others }))
  })
  let after = ''
  const stream = csvStream(COLUMNS, () =>
    tenant.read((tx) => {
      const page = { limit: EXPORTED_AT_ONCE, after: parseCursor(after) }
      const faxes = picked.length > 0 ? findFaxes(tx, picked) : listFaxes(tx, filter, page)
      const last = faxes.at(-1)
      if (last) after = cursorOfSent(last)
      return { lines: faxes.flatMap((fax) => linesOf(tx, fax)), isLast: picked.length > 0 || faxes.length < EXPORTED_AT_ONCE }
    }),
  )
  return new Response(stream, { headers: csvHeaders('sent-faxes') })
}

/** A count ends at a thousand, except where a total is kept. */
export const counted = (count: number) => (count === MOST_COUNTED ? { atLeast: count } : { faxes: count })

type Said = Readonly<Record<string, string | number | boolean | Date | null | undefined>>
/** As the trail keeps it: moments in words, and nothing of what was not said. */
export const writable = (said: Said): Record<string, string | number | boolean | null> =>
  Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value instanceof Date ? value.toISOString() : value]],
    ),
  )

/** A line for each recipient: each has an end of its own. */
const linesOf = (tx: Tx, fax: FaxSummary) => recipientsOf(tx, fax.id).map((recipient) => lineOf(fax, recipient))

const lineOf = (fax: FaxSummary, recipient: Recipient) => [
  fax.id,
  fax.createdAt.toISOString(),
  recipient.to,
  recipient.name,
  recipient.status,
  recipient.tries,
  recipient.settledAt?.toISOString() ?? '',
  fax.pages,
  fax.subject,
  causeWords(recipient.cause) ?? '',
]
