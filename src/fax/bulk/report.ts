import { exported } from '../../audit/index.ts'
import type { Sheet } from '../../documents/index.ts'
import { exactTime } from '../../kit/dates.ts'
import { formatPhone } from '../../kit/phone.ts'
import { getOffice } from '../../office/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { FaxId } from '../status.ts'
import { type Bulk, getBulk } from './bulks.ts'
import { lineJson } from './present.ts'
import { mostRecipients } from './reading-list.ts'
import { type BulkLine, linesOf } from './rows.ts'
import { OUTCOMES, type Totals, totalsOf } from './totals.ts'
import { OUTCOME_WORDS } from './words.ts'

export type Report = { readonly found: Bulk; readonly totals: Totals; readonly lines: readonly BulkLine[]; readonly at: Date }

/** Names and numbers leave the building in it: that is written down. */
export function reportOf(tx: Tx, id: FaxId): Report {
  const found = getBulk(tx, id)
  exported(tx, 'bulk.exported', { bulk: id })
  return { found, totals: totalsOf(tx, id), lines: linesOf(tx, id, { most: mostRecipients(tx) }), at: tx.now }
}

export const REPORT_COLUMNS = ['Row', 'To', 'Name', 'Outcome', 'Why', 'Tries', 'Ended (UTC)', 'Fax']
export const reportCells = ({ row, to, name, outcome, why, tries, at, faxId }: BulkLine): (string | number)[] => [
  row,
  to,
  name,
  OUTCOME_WORDS[outcome],
  why,
  tries,
  at?.toISOString() ?? '',
  faxId ?? '',
]

/** As people read it: what became of it in all, then everybody who did not get it with the reason, then everybody who did. */
export function reportSheet(tx: Tx, { found: { bulk, letter }, totals, lines, at }: Report): Sheet {
  const { name, timeZone } = getOffice(tx)
  const when = (moment: Date | null) => (moment ? exactTime(moment, timeZone) : '–')
  const without = lines.filter(({ outcome }) => outcome !== 'delivered')
  const delivered = lines.filter(({ outcome }) => outcome === 'delivered')
  const rowsOf = (some: readonly BulkLine[], tell: (line: BulkLine) => string) => [
    { is: 'facts', rows: some.map((line) => [named(line), tell(line)] as const) } as const,
  ]
  return {
    title: `Report of a bulk: ${bulk.name}`,
    issuer: name,
    at: at.toISOString(),
    footer: `Bulk ${bulk.id}`,
    attachment: {
      name: 'report.json',
      type: 'application/json',
      text: JSON.stringify({ id: bulk.id, totals, lines: lines.map(lineJson) }),
    },
    blocks: [
      {
        is: 'facts',
        rows: [
          ['From', formatPhone(letter.fromNumber)],
          ['Pages to each', `${letter.pages}${letter.cover ? ', cover page included' : ''}`],
          ['Started', when(bulk.startedAt)],
          ['Ended', when(bulk.endedAt)],
          ['In the list', totals.all.toLocaleString('en-US')],
          ...OUTCOMES.filter((each) => totals[each] > 0).map(
            (each) => [OUTCOME_WORDS[each], totals[each].toLocaleString('en-US')] as const,
          ),
        ],
      },
      ...(without.length > 0 ? [{ is: 'heading', text: 'Who did not get it' } as const] : []),
      ...(without.length > 0 ? rowsOf(without, ({ outcome, why }) => [OUTCOME_WORDS[outcome], why].filter(Boolean).join('. ')) : []),
      ...(delivered.length > 0 ? [{ is: 'heading', text: 'Who got it' } as const] : []),
      ...(delivered.length > 0 ? rowsOf(delivered, (line) => when(line.at)) : []),
    ],
  }
}

const named = ({ name, to, outcome }: BulkLine): string => {
  const number = outcome === 'left_out' && !to.startsWith('+') ? to || 'No number' : formatPhone(to)
  return name ? `${name}, ${number}` : number
}
