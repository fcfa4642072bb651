import { faxAssigned, faxCame, faxUnopened, portSoon } from '../../../views/mail/fax-letters.ts'
import { type LetterContent, letterHtml, letterText } from '../../../views/mail/letter.tsx'
import type { Compose, Letter } from '../../mail/index.ts'
import type { TenantId, Tx } from '../../tenancy/index.ts'
import { PORT_SOON } from '../lines/ports/ports.ts'
import type { Colleagues } from './colleagues.ts'
import { BACKUP, backupOf, wishOf } from './telling.ts'

export type FaxLetterDeps = {
  readonly officeName: (tx: Tx) => string
  readonly urlOf: (id: TenantId) => string
  readonly colleagues: Colleagues
}

/** Letters about faxes that came in: that there is one and where, and nothing of what is in it or whose it is. */
export const composeFaxLetters =
  ({ officeName, urlOf, colleagues }: FaxLetterDeps): Compose =>
  (tx, { letter, personId, address }) => {
    const name = nameOf(tx, { letter, personId, address }, colleagues)
    const content = name === undefined ? undefined : contentOf(letter, { name, officeName: officeName(tx), origin: urlOf(tx.tenantId) })
    return content && { to: address, subject: content.subject, text: letterText(content), html: letterHtml(content) }
  }

/** What goes to a person whatever they want to be told of received faxes. */
const ALWAYS: ReadonlySet<string> = new Set(['fax_notified', PORT_SOON])

/** Undefined for who is no longer to be written to. */
function nameOf(tx: Tx, { letter, personId, address }: Letter, colleagues: Colleagues): string | undefined {
  if (personId === BACKUP) return backupOf(tx)?.address === address ? '' : undefined
  const person = colleagues(tx).find(({ id }) => id === personId)
  return person && (ALWAYS.has(letter) || wishOf(tx, personId) !== 'none') ? person.name : undefined
}

function contentOf(
  letter: string,
  { name, officeName, origin }: { name: string; officeName: string; origin: string },
): LetterContent | undefined {
  switch (letter) {
    case 'fax_came':
      return faxCame({ name, officeName, href: `${origin}/received?show=unread` })
    case 'fax_assigned':
      return faxAssigned({ name, officeName, href: `${origin}/received?show=mine` })
    case 'fax_notified':
      return faxCame({ name, officeName, href: `${origin}/received` })
    case 'fax_unopened':
      return faxUnopened({ name, officeName, href: `${origin}/received?show=unread` })
    case PORT_SOON:
      return portSoon({ name, officeName, href: `${origin}/settings/number-ports` })
    default:
      return undefined
  }
}
