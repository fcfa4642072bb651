import { type LetterContent, letterHtml, letterText } from '../../views/mail/letter.tsx'
import { webhookOff } from '../../views/mail/webhook-letters.ts'
import { type Compose, sendLetter } from '../mail/index.ts'
import type { TenantId, Tx } from '../tenancy/index.ts'
import { listEndpoints } from './endpoints.ts'

/** Who looks after the office's webhooks. */
export type Caretakers = (tx: Tx) => readonly { readonly id: string; readonly name: string; readonly address: string }[]
export type WebhookLetterDeps = {
  readonly officeName: (tx: Tx) => string
  readonly urlOf: (id: TenantId) => string
  readonly caretakers: Caretakers
}

const LETTER = 'webhook_off'

export function tellCaretakers(tx: Tx, caretakers: Caretakers): void {
  for (const { id, address } of caretakers(tx)) sendLetter(tx, { letter: LETTER, personId: id, address })
}

/** Which hosts are told no more, and why. Not due any more once all of them are on again. */
export const composeWebhookLetters =
  ({ officeName, urlOf, caretakers }: WebhookLetterDeps): Compose =>
  (tx, { letter, personId, address }) => {
    const person = letter === LETTER ? caretakers(tx).find(({ id }) => id === personId) : undefined
    const off = listEndpoints(tx).filter(({ disabledBecause }) => disabledBecause !== null)
    if (!person || off.length === 0) return undefined
    const endpoints = off.map(({ url, disabledBecause }) => ({ host: new URL(url).host, isGone: disabledBecause === 'gone' }))
    const href = `${urlOf(tx.tenantId)}/settings/webhooks`
    const content: LetterContent = webhookOff({ name: person.name, officeName: officeName(tx), href, endpoints })
    return { to: address, subject: content.subject, text: letterText(content), html: letterHtml(content) }
  }
