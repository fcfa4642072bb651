import { eq } from 'drizzle-orm'
import { bulkEnded, faxEnded } from '../../../views/mail/fax-letters.ts'
import { type LetterContent, letterHtml, letterText } from '../../../views/mail/letter.tsx'
import { exactTime } from '../../kit/dates.ts'
import type { Compose, Letter } from '../../mail/index.ts'
import { getOffice } from '../../office/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { recipientsOf } from '../attempts.ts'
import { totalsOf } from '../bulk/totals.ts'
import { causeOf } from '../causes.ts'
import type { FaxLetterDeps } from '../received/letters.tsx'
import { faxes } from '../schema.tenant.ts'
import type { FaxId } from '../status.ts'
import { ABOUT_BULK, ABOUT_FAX, COPY } from './telling.ts'

/** Letters about faxes that have ended: how, when and with how many pages, and nothing of what is in them or whose they are. */
export const composeCopyLetters =
  ({ officeName, urlOf, colleagues }: FaxLetterDeps): Compose =>
  (tx, letter) => {
    const kind = [ABOUT_FAX, ABOUT_BULK].find((each) => letter.letter.startsWith(each))
    const fax =
      kind &&
      tx.db
        .select()
        .from(faxes)
        .where(eq(faxes.id, letter.letter.slice(kind.length) as FaxId))
        .get()
    const reader = fax && readerOf(tx, letter, fax, colleagues)
    if (!fax || !reader) return undefined
    const facts = { name: reader.name, officeName: officeName(tx) }
    const content = kind === ABOUT_BULK ? ofBulk(tx, fax, facts, urlOf(tx.tenantId)) : ofFax(tx, fax, facts, urlOf(tx.tenantId))
    return { to: reader.address, subject: content.subject, text: letterText(content), html: letterHtml(content) }
  }

type Fax = typeof faxes.$inferSelect
type Reader = { readonly name: string; readonly address: string }
type Facts = { readonly name: string; readonly officeName: string }

/** Undefined for who is no longer to be written to, and at an address that is the sender's, for the second time. */
function readerOf(tx: Tx, { personId, address }: Letter, fax: Fax, colleagues: FaxLetterDeps['colleagues']): Reader | undefined {
  const copy = getOffice(tx).outboundCopy
  const sender = copy?.toSender && fax.createdByKind === 'user' ? colleagues(tx).find(({ id }) => id === fax.createdBy) : undefined
  if (!personId.startsWith(COPY)) return sender?.id === personId ? sender : undefined
  const isWanted = copy?.addresses.includes(address) && address !== sender?.address.toLowerCase()
  return isWanted ? { name: '', address } : undefined
}

function ofFax(tx: Tx, fax: Fax, facts: Facts, origin: string): LetterContent {
  const recipients = recipientsOf(tx, fax.id)
  const zone = getOffice(tx).timeZone
  const reached = recipients.filter(({ status }) => status === 'delivered').length
  const causes = new Set(recipients.flatMap(({ status, cause }) => (status === 'failed' && cause ? [causeOf(cause).words] : [])))
  return faxEnded({
    ...facts,
    href: `${origin}/faxes/${fax.id}`,
    reached,
    recipients: recipients.length,
    pages: fax.pages,
    submitted: exactTime(fax.createdAt, zone),
    ended: exactTime(fax.updatedAt, zone),
    causes: [...causes],
  })
}

function ofBulk(tx: Tx, fax: Fax, facts: Facts, origin: string): LetterContent {
  const { delivered, failed, canceled, left_out: leftOut, all } = totalsOf(tx, fax.id)
  return bulkEnded({ ...facts, href: `${origin}/bulks/${fax.id}`, all, delivered, failed, canceled, leftOut })
}
