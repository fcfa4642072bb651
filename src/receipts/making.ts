import type { KeyObject } from 'node:crypto'
import { type AuditEvent, disclosed, proofOf } from '../audit/index.ts'
import { type Attempt, type FaxDetail, type FaxId, hasEnded, type Recipient, showFax } from '../fax/index.ts'
import { conflict } from '../kit/errors.ts'
import { publicPem, signStatement } from '../kit/signed.ts'
import { getOffice } from '../office/index.ts'
import type { Tx } from '../tenancy/index.ts'
import { fingerprintOf, noteKey } from './signing-key.ts'
import { HOW_TO_CHECK, type Receipt, SAYS, type Statement } from './statement.ts'

const ENDS: ReadonlySet<string> = new Set(['fax.delivered', 'fax.failed', 'fax.canceled'])

/**
 * What became of a fax, signed. A disclosure: its names and numbers leave in it. Throws AppError not_found, and conflict while
 * anything of it is still under way.
 */
export function makeReceipt(tx: Tx, id: FaxId, key: KeyObject): Receipt {
  const detail = showFax(tx, id)
  if (detail.bulk === id)
    throw conflict(`This is a bulk. Its report is at /api/bulks/${id}/report.pdf; each of its recipients has a receipt of its own.`)
  if (!hasEnded(detail.fax.status)) throw conflict('This fax has not ended yet. Its receipt can be had once every recipient is settled.')
  disclosed(tx, 'fax.receipt_made', id)
  const publicKey = publicPem(key)
  noteKey(tx, fingerprintOf(publicKey))
  const office = getOffice(tx)
  const receipt: Statement = {
    title: 'Fax receipt',
    version: 1,
    office: { id: tx.tenantId, name: office.name },
    fax: faxIn(tx, detail),
    recipients: detail.recipients.map((each) => recipientIn(tx, detail, each)),
    issuedAt: tx.now.toISOString(),
    statement: SAYS,
    verifying: HOW_TO_CHECK,
    publicKey,
  }
  return { receipt, signature: signStatement(receipt, key) }
}

function faxIn(tx: Tx, { fax, timeline }: FaxDetail): Statement['fax'] {
  const submitted = timeline.find(({ action }) => action === 'fax.submitted')
  if (!submitted) throw new Error('A fax whose trail does not begin with its submission.')
  return {
    id: fax.id,
    status: fax.status,
    from: fax.fromNumber,
    pages: fax.pages,
    cover: fax.cover,
    sha256: fax.sha256,
    submittedAt: fax.createdAt.toISOString(),
    entry: proofOf(tx, submitted),
  }
}

function recipientIn(tx: Tx, { attempts, timeline }: FaxDetail, recipient: Recipient): Statement['recipients'][number] {
  const end = timeline.findLast((event) => ENDS.has(event.action) && saidOf(event)['recipient'] === recipient.id)
  const byPerson = end !== undefined && saidOf(end)['confirmedBy'] !== undefined
  return {
    to: recipient.to,
    name: recipient.name,
    status: recipient.status,
    cause: recipient.cause,
    settledAt: recipient.settledAt?.toISOString() ?? null,
    confirmedBy: recipient.status === 'delivered' ? (byPerson ? 'person' : 'carrier') : null,
    calls: attempts.filter(({ recipientId }) => recipientId === recipient.id).map(callIn),
    entry: end ? proofOf(tx, end) : null,
  }
}

const saidOf = ({ detail }: AuditEvent) => JSON.parse(detail) as Readonly<Record<string, unknown>>

const callIn = ({ number, askedAt, settledAt, state, cause, pages, seconds, carrierId }: Attempt) => ({
  number,
  askedAt: askedAt.toISOString(),
  endedAt: settledAt?.toISOString() ?? null,
  outcome: state,
  cause,
  pages,
  seconds,
  carrierId,
})
