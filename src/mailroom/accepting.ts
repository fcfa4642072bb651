import { record } from '../audit/index.ts'
import type { Documents } from '../documents/index.ts'
import { acceptFax, type FaxId } from '../fax/index.ts'
import { type Files, sha256 } from '../files/index.ts'
import { AppError, forbidden } from '../kit/errors.ts'
import { sendLetter } from '../mail/index.ts'
import type { Actor, Tenant, TenantId, Tx } from '../tenancy/index.ts'
import { type Envelope, type Resolver, type Vouched, vouchedFor } from './authenticity.ts'
import { type Letter, readLetter } from './reading.ts'
import { findSender, type Sender } from './senders.ts'
import { refuseOddShape } from './shape.ts'
import { TAKEN, watchEnd } from './watching.ts'

export type AcceptDeps = {
  readonly files: Files
  readonly documents: Documents
  readonly open: (id: TenantId, actor: Actor) => Tenant
  readonly mayStill: (tx: Tx, by: { readonly kind: string; readonly id: string }, permission: 'faxes:write') => boolean
  readonly resolver?: Resolver | undefined
}
export type Handed = {
  readonly raw: Buffer
  readonly envelope: Envelope
  readonly tenantId: TenantId
  readonly recipients: readonly { readonly address: string; readonly to: string }[]
}

const STRANGER =
  'This address takes faxes only from senders that the office has named, whose mail is signed (DKIM) or comes from where their domain sends (SPF).'
const UNBOUND =
  'The signature of this mail does not cover whom it is to. Send it from where your domain sends (SPF), or have To and Message-ID signed.'
const MAY_NOT = 'The person this sender stands for may not send faxes.'

/**
 * A mail becomes a fax for each of its recipients, in the name of the person its sender stands for. What it resolves to is durable, and
 * the same mail again answers the same. Throws AppError; its words quote nothing of the mail.
 */
export async function acceptMail(deps: AcceptDeps, { raw, envelope, tenantId, recipients }: Handed): Promise<readonly FaxId[]> {
  refuseOddShape(raw)
  const vouched = await vouchedFor(raw, envelope, deps.resolver)
  const office = deps.open(tenantId, { kind: 'system', id: 'mailroom' })
  const sender = vouched && office.read((tx) => findSender(tx, vouched.from))
  if (!sender) throw forbidden(STRANGER)
  try {
    const person = { kind: 'user', id: sender.personId } as const
    if (!office.read((tx) => deps.mayStill(tx, person, 'faxes:write'))) throw forbidden(MAY_NOT)
    const letter = await readLetter(raw)
    if (!isSentTo(vouched, letter, recipients)) throw forbidden(UNBOUND)
    const ids: FaxId[] = []
    for (const { to } of recipients) ids.push(await acceptOne(deps, deps.open(tenantId, person), sender, letter, to))
    return ids
  } catch (error) {
    if (error instanceof AppError) office.write((tx) => record(tx, 'mailroom.refused', sender.id, { because: error.code }))
    throw error
  }
}

/** What is signed is sent to whom its signed lines name, and to nobody else. */
const isSentTo = ({ sentNow, signed }: Vouched, { names }: Letter, recipients: Handed['recipients']): boolean =>
  sentNow || recipients.every(({ address }) => signed.some((line) => names[line].has(address.toLowerCase())))

async function acceptOne(deps: AcceptDeps, tenant: Tenant, sender: Sender, letter: Letter, to: string): Promise<FaxId> {
  const subject = sender.coverSubject ? letter.subject : ''
  const input = { to: [to], cover: true, subject, note: '', from: undefined, sendAt: undefined }
  const taken = (tx: Tx, { id }: { readonly id: FaxId }) => {
    record(tx, 'fax.by_mail', id, { sender: sender.id })
    sendLetter(tx, { letter: TAKEN, personId: id, address: sender.address })
    if (sender.tellEnd) watchEnd(tx, id, sender.id)
  }
  const key = `mail:${sha256(Buffer.from(`${letter.messageId} ${to}`))}`
  const { answer } = await acceptFax(deps, tenant, input, { uploads: letter.files, taken }, key, { is: 'absent' })
  return (JSON.parse(answer.body) as { readonly id: FaxId }).id
}
