import { formatPhone } from '../../src/kit/phone.ts'
import { PublicLayout } from '../public-layout.tsx'
import { Button } from '../ui/button.tsx'
import { DefinitionList, type Fact } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { FieldError, Hint, idOf, tied } from '../ui/field-frame.tsx'
import { Notice, type NoticeProps } from '../ui/notice.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

type Verdict = 'ours' | 'another_office' | 'trail_differs'
export type ShownReceipt = {
  officeName: string
  from: string
  pages: number
  sha256: string | null
  submittedAt: Date
  issuedAt: Date
  recipients: readonly { to: string; name: string; outcome: string; why: string; at: Date | undefined }[]
}
export type VerificationPageProps = {
  officeName: string
  clock: Clock
  problem?: ErrorSummaryProps | undefined
  found?: { verdict: 'changed' | 'not_a_receipt' } | { verdict: Verdict; receipt: ShownReceipt; fingerprint: string } | undefined
}

const RECEIPT = { name: 'receipt', label: 'The receipt', hint: 'The PDF or JSON you were given. Nothing of it is kept.', required: true }

/** For whoever was handed a receipt: no account, no script needed. */
export const VerificationPage = ({ officeName, clock, problem, found }: VerificationPageProps) => {
  const field = { ...RECEIPT, error: problem?.errors?.['receipt'] }
  return (
    <PublicLayout title={`Check a receipt · ${officeName}`}>
      <h1>Check a fax receipt</h1>
      {problem ? <ErrorSummary {...problem} /> : ''}
      {found ? <Found found={found} officeName={officeName} clock={clock} /> : ''}
      <form method="post" action="/receipts/verification" enctype="multipart/form-data" class="stack">
        <div class={['field', field.error && 'field--error']}>
          <label for={idOf(field)} safe>
            {field.label}
          </label>
          <Hint frame={field} />
          <FieldError frame={field} />
          <input type="file" accept=".pdf,.json,application/pdf,application/json" {...tied(field)} />
        </div>
        <Button kind="primary" label="Check it" busy="Checking…" />
      </form>
    </PublicLayout>
  )
}

const notices = (officeName: string): Readonly<Record<Verdict | 'changed' | 'not_a_receipt', NoticeProps>> => ({
  ours: { kind: 'ok', text: `Genuine: ${officeName} signed it, and its audit trail still has every entry it names.` },
  another_office: {
    kind: 'warn',
    text: `It is as it was signed, but not by ${officeName}. Check it at the address of the office it names, or ask that office for its key.`,
  },
  trail_differs: {
    kind: 'error',
    text: `${officeName} signed it, but its audit trail does not have these entries any more. Ask the office why before you rely on it.`,
  },
  changed: { kind: 'error', text: 'It is not as it was signed: somebody changed it. Do not rely on it.' },
  not_a_receipt: { kind: 'error', text: 'This is not a receipt, or not whole. Choose the PDF or the JSON that you were given.' },
})

type FoundProps = { found: NonNullable<VerificationPageProps['found']>; officeName: string; clock: Clock }
const Found = ({ found, officeName, clock }: FoundProps) => (
  <section class="stack" aria-label="Result">
    <Notice {...notices(officeName)[found.verdict]} />
    {'receipt' in found ? <Said receipt={found.receipt} fingerprint={found.fingerprint} clock={clock} /> : ''}
  </section>
)

const Said = ({ receipt, fingerprint, clock }: { receipt: ShownReceipt; fingerprint: string; clock: Clock }) => (
  <>
    <p class="quiet">This is what was signed. Where the paper says something else, the paper is wrong.</p>
    <DefinitionList
      facts={[
        { term: 'Office', text: receipt.officeName },
        { term: 'From', text: formatPhone(receipt.from) },
        { term: 'Submitted', element: <Exactly at={receipt.submittedAt} clock={clock} /> },
        { term: 'Pages', text: String(receipt.pages) },
        ...receipt.recipients.flatMap((each) => recipientFacts(each, clock)),
        ...(receipt.sha256 ? [{ term: 'SHA-256 of the document', element: <code safe>{receipt.sha256}</code> }] : []),
        { term: 'Key it was signed with', element: <code safe>{fingerprint}</code> },
        { term: 'Issued', element: <Exactly at={receipt.issuedAt} clock={clock} /> },
      ]}
    />
  </>
)

function recipientFacts({ to, name, outcome, why, at }: ShownReceipt['recipients'][number], clock: Clock): Fact[] {
  return [
    { term: 'To', text: [name, formatPhone(to)].filter(Boolean).join(', ') },
    { term: 'Outcome', text: [outcome, why].filter(Boolean).join('. ') },
    ...(at ? [{ term: 'At', element: <Exactly at={at} clock={clock} /> }] : []),
  ]
}
