import { existsSync, readFileSync } from 'node:fs'
import { createDocuments } from '../documents/index.ts'
import { newId } from '../kit/ids.ts'
import { formatPhone } from '../kit/phone.ts'
import { type Checked, checkReceipt, INSIDE, type Standing, standingHere } from '../receipts/index.ts'
import { type Command, type Given, type Noun, UsageError } from './command.ts'
import { enterOffice, withParts } from './office.ts'
import { fileNamed } from './stopped.ts'

const STANDINGS: Readonly<Record<Standing, string>> = {
  ours: 'The office signed it, and its trail has every entry it names.',
  another_office: 'The office did not sign it.',
  trail_differs: 'The office signed it, but its trail does not have these entries: do not rely on it.',
}

const verify: Command = {
  usage: 'receipt verify FILE [--document PDF] [--office SLUG]',
  summary:
    'Says whether a fax receipt, PDF or JSON, is as it was signed; needs no data directory unless an office is to confirm it. Exits with 1 when not.',
  options: { document: { type: 'string' }, office: { type: 'string' } },
  run: async (given) => {
    const document = given.text('document')
    const checked = checkReceipt(await receiptIn(bytesOf(given.word(0, 'FILE'))), document ? bytesOf(document) : undefined)
    if (checked.verdict !== 'intact') return { data: { verdict: checked.verdict }, lines: [REFUSALS[checked.verdict]], ok: false }
    const standing = await standingOf(given, checked)
    const ok = checked.sameDocument !== false && (standing === undefined || standing === 'ours')
    const { verdict, fingerprint, sameDocument = null } = checked
    return { data: { verdict, fingerprint, sameDocument, standing: standing ?? null }, lines: linesOf(checked, standing), ok }
  },
}

const REFUSALS = { changed: 'It is not as it was signed: do not rely on it.', not_a_receipt: 'This file is not a receipt.' } as const
type Intact = Extract<Checked, { verdict: 'intact' | 'changed' }>

function bytesOf(name: string): Buffer {
  const path = fileNamed(name)
  if (!existsSync(path)) throw new UsageError(`There is no file ${name}.`)
  return readFileSync(path)
}

async function receiptIn(bytes: Buffer): Promise<string> {
  if (!bytes.subarray(0, 1_024).includes('%PDF-')) return bytes.toString()
  using documents = createDocuments()
  const inside = await documents.attached(newId<'tenant'>(), bytes, INSIDE)
  return inside ? new TextDecoder().decode(inside) : ''
}

const standingOf = async (given: Given, { receipt, fingerprint }: Intact): Promise<Standing | undefined> => {
  const slug = given.text('office')
  return slug === undefined
    ? undefined
    : withParts((parts) => enterOffice(parts, slug).read((tx) => standingHere(tx, receipt, fingerprint)))
}

function linesOf({ receipt, fingerprint, sameDocument }: Intact, standing: Standing | undefined): string[] {
  const { office, fax, recipients } = receipt
  return [
    'It is as it was signed.',
    `  office      ${office.name}`,
    `  key         ${fingerprint}${standing === undefined ? ' (have the office confirm it, or say --office)' : ''}`,
    `  fax         ${fax.id}, ${fax.pages} pages from ${formatPhone(fax.from)}, submitted ${fax.submittedAt}`,
    `  document    ${fax.sha256 ?? 'none'}`,
    ...recipients.map(
      ({ to, name, status, settledAt }) =>
        `  ${status.padEnd(11)} ${[name, formatPhone(to)].filter(Boolean).join(', ')}, ${settledAt ?? ''}`,
    ),
    ...(sameDocument === undefined
      ? []
      : [sameDocument ? 'The document is the one it speaks of.' : 'The document is another one than it speaks of.']),
    ...(standing === undefined ? [] : [STANDINGS[standing]]),
  ]
}

export const receipt: Noun = { verify }
