import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { cancel, done, enqueue, type Handler, handle } from '../../jobs/index.ts'
import { isEmail } from '../../kit/email.ts'
import { conflict, invalid } from '../../kit/errors.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { UNOPENED, unopenedKey } from '../kinds.ts'
import type { Colleagues } from './colleagues.ts'
import { findReceived, type ReceivedFax, type ReceivedId } from './received.ts'
import { receivedNoticeRule, receivedNoticeWishes, type WISHES } from './schema.tenant.ts'

export type Wish = (typeof WISHES)[number] | 'none'
export type Backup = { readonly address: string; readonly afterMinutes: number }

const ONLY = 1
const MOST_MINUTES = 7 * 24 * 60
/** Under whose name a letter to the backup address waits: it is nobody of the office. */
export const BACKUP = 'backup'

const isPerson = ({ actor }: Tx): boolean => actor.kind === 'user'

export const wishOf = (tx: Tx, personId: string): Wish =>
  tx.db.select({ wish: receivedNoticeWishes.wish }).from(receivedNoticeWishes).where(eq(receivedNoticeWishes.personId, personId)).get()
    ?.wish ?? 'none'

/** What the person who acts wants to be written about. */
export function setWish(tx: Tx, wish: Wish): void {
  if (!isPerson(tx)) throw conflict('Only a person is written to.')
  const personId = tx.actor.id
  if (wishOf(tx, personId) === wish) return
  tx.db.delete(receivedNoticeWishes).where(eq(receivedNoticeWishes.personId, personId)).run()
  if (wish !== 'none') tx.db.insert(receivedNoticeWishes).values({ personId, wish }).run()
  record(tx, 'received.notices_changed', personId, { wish })
}

export function backupOf(tx: Tx): Backup | undefined {
  const row = tx.db.select().from(receivedNoticeRule).where(eq(receivedNoticeRule.id, ONLY)).get()
  return row && { address: row.backupAddress, afterMinutes: row.backupAfterMinutes }
}

/** An empty address is none. The trail says that it was changed, not to what. */
export function setBackup(tx: Tx, { address, afterMinutes }: Backup): void {
  const trimmed = address.trim()
  if (trimmed !== '' && !isEmail(trimmed))
    throw invalid({ address: 'Enter an e-mail address such as ana@office.example, or leave it empty.' })
  if (!Number.isInteger(afterMinutes) || afterMinutes < 0 || afterMinutes > MOST_MINUTES)
    throw invalid({ afterMinutes: 'Enter a number of minutes, at most a week.' })
  tx.db.delete(receivedNoticeRule).where(eq(receivedNoticeRule.id, ONLY)).run()
  if (trimmed !== '') tx.db.insert(receivedNoticeRule).values({ id: ONLY, backupAddress: trimmed, backupAfterMinutes: afterMinutes }).run()
  record(tx, 'received.backup_changed', tx.tenantId, { set: trimmed !== '', afterMinutes })
}

/** Its pages are here: whoever wanted to know is written to, without a word about it. */
export function tellOfArrival(tx: Tx, fax: ReceivedFax, colleagues: Colleagues): void {
  if (fax.shelf !== 'inbox') return
  const people = colleagues(tx)
  for (const { personId, wish } of tx.db.select().from(receivedNoticeWishes).all()) {
    const person = people.find(({ id }) => id === personId)
    if (person && (wish === 'every' || fax.assignedTo === personId))
      sendLetter(tx, { letter: 'fax_came', personId, address: person.address })
  }
  const backup = backupOf(tx)
  if (!backup) return
  const at = new Date(tx.now.getTime() + backup.afterMinutes * 60_000)
  enqueue(tx, UNOPENED, { receivedId: fax.id }, { at, uniqueKey: unopenedKey(fax.id) })
}

/** Somebody else made it theirs. */
export function tellOfAssignment(tx: Tx, personId: string, colleagues: Colleagues): void {
  if (personId === tx.actor.id || wishOf(tx, personId) === 'none') return
  const person = colleagues(tx).find(({ id }) => id === personId)
  if (person) sendLetter(tx, { letter: 'fax_assigned', personId, address: person.address })
}

/** fax.unopened: nobody has opened it in the time that the office set, so the backup address hears of it. */
export const unopenedNotifier = (): Handler =>
  handle(UNOPENED, (tx, { receivedId }) => {
    const backup = backupOf(tx)
    if (!backup || !isWaiting(tx, receivedId)) return cancel('Somebody has opened it.')
    sendLetter(tx, { letter: 'fax_unopened', personId: BACKUP, address: backup.address })
    return done
  })

function isWaiting(tx: Tx, id: ReceivedId): boolean {
  const fax = findReceived(tx, id)
  return fax?.shelf === 'inbox' && fax.readAt === null && fax.trashedAt === null
}
