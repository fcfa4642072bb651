import type { Sheet, SheetBlock } from '../documents/index.ts'
import { causeOf } from '../fax/index.ts'
import { exactTime } from '../kit/dates.ts'
import { formatPhone } from '../kit/phone.ts'
import { fingerprintOf } from './signing-key.ts'
import { type Receipt, SAYS, type Statement } from './statement.ts'

/** Under this name the receipt itself lies in its PDF. */
export const INSIDE = 'receipt.json'

/** A receipt as people read it, with what programs check inside. Times are the office's. */
export function receiptSheet(made: Receipt, zone: string): Sheet {
  const { receipt } = made
  const { fax, office, recipients } = receipt
  const when = (at: string | null) => (at === null ? '–' : exactTime(new Date(at), zone))
  return {
    title: receipt.title,
    issuer: office.name,
    at: receipt.issuedAt,
    footer: `Fax ${fax.id}`,
    attachment: { name: INSIDE, type: 'application/json', text: JSON.stringify(made) },
    blocks: [
      {
        is: 'facts',
        rows: [
          ['From', formatPhone(fax.from)],
          ['Submitted', when(fax.submittedAt)],
          ['Pages', `${fax.pages}${fax.cover ? ', cover page included' : ''}`],
          ['Document, SHA-256', fax.sha256 ?? 'None was made'],
          ['Fax', fax.id],
        ],
      },
      ...recipients.flatMap((each) => recipientBlocks(each, when)),
      { is: 'heading', text: 'What this says' },
      { is: 'text', text: SAYS },
      { is: 'heading', text: 'How to check it' },
      {
        is: 'text',
        text: `Upload this PDF at the office’s address, /receipts/verification. Without the office: ${INSIDE} is attached to this PDF and says how. Key of the office, SHA-256:`,
      },
      { is: 'code', text: fingerprintOf(receipt.publicKey) },
      { is: 'text', text: `Issued ${when(receipt.issuedAt)}. Signature:` },
      { is: 'code', text: made.signature },
    ],
  }
}

const WORDS: Readonly<Record<string, string>> = { delivered: 'Delivered', failed: 'Not delivered', canceled: 'Canceled' }
export const wordFor = (status: string): string => WORDS[status] ?? status

function recipientBlocks(recipient: Statement['recipients'][number], when: (at: string | null) => string): SheetBlock[] {
  const { to, name, status, cause, settledAt, confirmedBy, calls, entry } = recipient
  const by = confirmedBy === 'person' ? ', as a person confirmed with the recipient' : ''
  const last = calls.findLast(({ outcome }) => outcome === 'delivered')
  return [
    { is: 'heading', text: name ? `${name}, ${formatPhone(to)}` : formatPhone(to) },
    {
      is: 'facts',
      rows: [
        ['Outcome', `${wordFor(status)}${by}`],
        ...(cause ? [['Why', causeOf(cause).words] as const] : []),
        ['At', when(settledAt)],
        ...(last?.pages ? [['Pages confirmed', `${last.pages}${last.seconds ? ` in ${last.seconds} s` : ''}`] as const] : []),
        ['Calls', calls.length === 0 ? 'None' : calls.map((each) => callWords(each, when)).join('\n')],
        ...(entry ? [['Audit trail', `entry ${entry.seq}, ${entry.hash}`] as const] : []),
      ],
    },
  ]
}

function callWords(
  { askedAt, outcome, cause, carrierId }: Statement['recipients'][number]['calls'][number],
  when: (at: string | null) => string,
): string {
  const how = cause ? causeOf(cause).words : (CALLS[outcome] ?? outcome)
  return `${when(askedAt)}: ${how}${carrierId ? ` (${carrierId})` : ''}`
}
const CALLS: Readonly<Record<string, string>> = {
  delivered: 'Delivered',
  failed: 'Not delivered',
  absent: 'Not taken by the carrier',
}
