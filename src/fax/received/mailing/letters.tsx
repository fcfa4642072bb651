import { faxMailed } from '../../../../views/mail/fax-letters.ts'
import { letterHtml, letterText } from '../../../../views/mail/letter.tsx'
import { exactTime } from '../../../kit/dates.ts'
import { formatPhone } from '../../../kit/phone.ts'
import type { Mail } from '../../../mail/index.ts'
import { getOffice } from '../../../office/index.ts'
import type { Tx } from '../../../tenancy/index.ts'
import type { ReceivedFax } from '../received.ts'

export type Words = Omit<Mail, 'to' | 'locked'>

/** That it came, when, at which number and how long it is: nothing of whom it is from, nor of what is in it. */
export function wordsOf(tx: Tx, fax: ReceivedFax, origin: string, how: 'link' | 'attached' | 'too_large'): Words {
  const { name, timeZone } = getOffice(tx)
  const content = faxMailed({
    officeName: name,
    href: `${origin}/received/${fax.id}`,
    at: exactTime(fax.receivedAt, timeZone),
    number: formatPhone(fax.to),
    pages: fax.pages ?? 1,
    how,
  })
  return { subject: content.subject, text: letterText(content), html: letterHtml(content) }
}
