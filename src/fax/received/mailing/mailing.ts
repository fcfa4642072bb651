import { record } from '../../../audit/index.ts'
import type { Documents } from '../../../documents/index.ts'
import type { Files } from '../../../files/index.ts'
import { cancel, done, type Handler, handle, retry, step } from '../../../jobs/index.ts'
import type { Delivery, Mail, Mailer } from '../../../mail/index.ts'
import type { TenantId, Tx } from '../../../tenancy/index.ts'
import type { AccountKeys } from '../../accounts/account-keys.ts'
import { planReceivedLeaving } from '../../content/planning.ts'
import type { Colleagues } from '../colleagues.ts'
import { findReceived, type ReceivedFax } from '../received.ts'
import { turnsOf } from '../turns.ts'
import { type Words, wordsOf } from './letters.tsx'
import { findMailing, type Mailing, passwordOf } from './mailings.ts'
import { MAIL } from './planning.ts'

export type MailingDeps = {
  readonly mailer: Mailer | undefined
  readonly files: Files
  readonly documents: Documents
  readonly keys: AccountKeys
  readonly colleagues: Colleagues
  readonly originOf: (id: TenantId) => string
}

/** Many mail servers take no more, in the third more that it is written with. */
export const MOST_BYTES = 10 * 1024 * 1024

/** fax.mail: one received fax to one recipient. That a document leaves is in the trail before it does. */
export const faxMailer = (deps: MailingDeps): Handler =>
  handle(
    MAIL,
    (tx, { mailingId, receivedId }, { attempt }) => {
      const { mailer } = deps
      const [mailing, fax] = [findMailing(tx, mailingId), findReceived(tx, receivedId)]
      const to = mailing && fax && isMeant(mailing, fax) ? addressOf(tx, mailing, deps.colleagues) : undefined
      if (!mailer || !mailing || !fax || to === undefined) return cancel('Nobody is written to any more.')
      const origin = deps.originOf(tx.tenantId)
      const words = (how: Parameters<typeof wordsOf>[3]): Words => wordsOf(tx, fax, origin, how)
      const locked = lockedDocument(deps, tx, mailing, fax)
      const [short, whole, tooLarge] = [words('link'), words('attached'), words('too_large')]
      if (locked && attempt === 1) record(tx, 'received.mailed', fax.id, { mailing: mailing.id, form: 'document' })
      const write = async (): Promise<Mail> => {
        const bytes = await locked?.()
        if (!bytes) return { to, ...short }
        return bytes.length > MOST_BYTES ? { to, ...tooLarge } : { to, ...whole, locked: { name: `fax-${fax.id}.pdf`, bytes } }
      }
      return step(
        async () => {
          const mail = await write()
          return { form: mail.locked ? 'document' : 'link', delivery: await mailer.send(mail) }
        },
        (after, { form, delivery }) => settle(after, fax, mailing, form, delivery),
      )
    },
    { died: (tx, { mailingId, receivedId }) => record(tx, 'received.mail_failed', receivedId, { mailing: mailingId }) },
  )

function settle(tx: Tx, fax: ReceivedFax, { id: mailing }: Mailing, form: string, delivery: Delivery) {
  switch (delivery.is) {
    case 'later':
      return retry(delivery.because)
    case 'refused':
      record(tx, 'received.mail_failed', fax.id, { mailing })
      return cancel(delivery.because)
    case 'sent':
      record(tx, 'received.mail_sent', fax.id, { mailing, form })
      if (form === 'document') planReceivedLeaving(tx, fax.id, 'fetched')
      return done
  }
}

/** It waited for the mail server, and was put in the trash or given to somebody else meanwhile. */
const isMeant = ({ personId }: Mailing, { trashedAt, assignedTo }: ReceivedFax): boolean =>
  trashedAt === null && (personId === null || personId === assignedTo)

/** A person's own address of today, or nobody's when they no longer read faxes here. */
const addressOf = (tx: Tx, { personId, address }: Mailing, colleagues: Colleagues): string | undefined =>
  personId === null ? address : colleagues(tx).find(({ id }) => id === personId)?.address

/** What reads, turns and locks it; undefined when only a link goes. */
function lockedDocument({ files, documents, keys }: MailingDeps, tx: Tx, mailing: Mailing, fax: ReceivedFax) {
  const { fileId, contentGoneAt, pages } = fax
  const password = mailing.form === 'document' ? passwordOf(tx, keys, mailing) : undefined
  if (password === undefined || !fileId || contentGoneAt) return undefined
  const turns = turnsOf(tx, fax.id)
  return async () => {
    const bytes = await files.read(tx.tenantId, fileId)
    const plan = Array.from({ length: pages ?? 1 }, (_, at) => ({ file: 0, page: at + 1, turn: turns.get(at + 1) ?? 0 }))
    const [turned = bytes] = turns.size === 0 ? [bytes] : await documents.arrange(tx.tenantId, [bytes], [plan])
    return documents.lock(tx.tenantId, turned, password)
  }
}
