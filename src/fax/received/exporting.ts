import { exported } from '../../audit/index.ts'
import { csvHeaders, csvStream } from '../../kit/csv.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { counted, EXPORTED_AT_ONCE, writable } from '../exporting.ts'
import { causeWords } from '../present.ts'
import { parseCursor } from '../reading.ts'
import { countReceived, cursorOfReceived, listReceived, type ReceivedFilter, type ReceivedSummary } from './listing.ts'

const COLUMNS = ['Fax', 'Received (UTC)', 'From', 'Name', 'Came in at', 'Status', 'Pages', 'Read (UTC)', 'For', 'Urgent', 'Tags', 'Why']

/** All that the filter finds, newest first; written down as what was sent is. */
export function exportReceived(tenant: Tenant, filter: ReceivedFilter, names: (tx: Tx) => ReadonlyMap<string, string>): Response {
  // A tag can name a patient as well as a search can.
  const { text, tag, ...others } = filter
  tenant.write((tx) => {
    const said = { ...counted(countReceived(tx, filter)), ...(text && { searched: true }), ...(tag && { tagged: true }), ...others }
    exported(tx, 'received.exported', writable(said))
  })
  let after = ''
  const stream = csvStream(COLUMNS, () =>
    tenant.read((tx) => {
      const faxes = listReceived(tx, filter, { limit: EXPORTED_AT_ONCE, after: parseCursor(after) })
      const last = faxes.at(-1)
      if (last) after = cursorOfReceived(last)
      const known = names(tx)
      return { lines: faxes.map((fax) => lineOf(fax, known)), isLast: faxes.length < EXPORTED_AT_ONCE }
    }),
  )
  return new Response(stream, { headers: csvHeaders('received-faxes') })
}

const lineOf = (fax: ReceivedSummary, names: ReadonlyMap<string, string>) => [
  fax.id,
  fax.receivedAt.toISOString(),
  fax.from,
  fax.fromName ?? '',
  fax.to,
  fax.status,
  fax.pages ?? '',
  fax.readAt?.toISOString() ?? '',
  fax.assignedTo === null ? '' : (names.get(fax.assignedTo) ?? 'Somebody who left'),
  fax.urgent ? 'yes' : '',
  fax.tags.join(', '),
  causeWords(fax.cause) ?? '',
]
