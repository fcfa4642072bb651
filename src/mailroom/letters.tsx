import { mailedFaxEnded, mailedFaxTaken } from '../../views/mail/fax-letters.ts'
import { letterHtml, letterText } from '../../views/mail/letter.tsx'
import { type FaxId, findSent } from '../fax/index.ts'
import type { Compose } from '../mail/index.ts'
import type { TenantId, Tx } from '../tenancy/index.ts'
import { findSender } from './senders.ts'
import { ENDED, TAKEN } from './watching.ts'

export type MailroomLetterDeps = { readonly officeName: (tx: Tx) => string; readonly urlOf: (id: TenantId) => string }

/** To who handed in a mail: the fax by its id and where it is looked at, and nothing of whom it is to or what is in it. */
export const composeMailroomLetters =
  ({ officeName, urlOf }: MailroomLetterDeps): Compose =>
  (tx, { letter, personId, address }) => {
    if ((letter !== TAKEN && letter !== ENDED) || !findSender(tx, address)) return undefined
    const fax = findSent(tx, personId as FaxId)
    if (!fax) return undefined
    const facts = { officeName: officeName(tx), id: fax.id, href: `${urlOf(tx.tenantId)}/faxes/${fax.id}`, status: fax.status }
    const content = letter === TAKEN ? mailedFaxTaken(facts) : mailedFaxEnded(facts)
    return { to: address, subject: content.subject, text: letterText(content), html: letterHtml(content) }
  }
