import { asc, eq } from 'drizzle-orm'
import { record } from '../../../audit/index.ts'
import { isEmail, LONGEST_EMAIL } from '../../../kit/email.ts'
import { conflict, invalid, notFound } from '../../../kit/errors.ts'
import { type Id, newId } from '../../../kit/ids.ts'
import type { Tx } from '../../../tenancy/index.ts'
import type { AccountKeys } from '../../accounts/account-keys.ts'
import { listNumbers } from '../../numbers.ts'
import type { Colleagues } from '../colleagues.ts'
import { type FORMS, faxMailings } from './schema.tenant.ts'

export type MailingId = Id<'mailing'>
export type Mailing = typeof faxMailings.$inferSelect
export type MailingForm = (typeof FORMS)[number]
export type NewMailing = {
  /** Null is any of the office's numbers. */
  readonly number: string | null
  /** Whoever gets what is assigned to them; else an address gets all of it. */
  readonly personId: string | null
  readonly address: string
  readonly form: MailingForm
  readonly password: string
  /** That documents leave by mail was read and is wanted. */
  readonly accepted: boolean
}

const MOST = 50
const LEAST_PASSWORD = 12
const MOST_PASSWORD = 100
/** What every keyboard types and every reader of PDFs takes alike. */
const TYPABLE = /^[\x20-\x7e]*$/

export const listMailings = (tx: Tx): Mailing[] => tx.db.select().from(faxMailings).orderBy(asc(faxMailings.setAt)).all()

export const findMailing = (tx: Tx, id: MailingId): Mailing | undefined =>
  tx.db.select().from(faxMailings).where(eq(faxMailings.id, id)).get()

/** Throws AppError invalid, by field, or conflict. The trail says to whom by id and which form, not the address. */
export function addMailing(tx: Tx, keys: AccountKeys, wish: NewMailing, colleagues: Colleagues): Mailing {
  check(tx, wish, colleagues)
  if (listMailings(tx).length >= MOST) throw conflict(`There are ${MOST} of these already. Remove one first.`)
  const { number, personId, address, form, password } = wish
  const id = newId<'mailing'>()
  const sealedPassword = form === 'document' ? keys.seal(tx.tenantId, id, password) : null
  const to = personId === null ? address.trim() : ''
  const mailing = tx.db
    .insert(faxMailings)
    .values({ id, number, personId, address: to, form, sealedPassword, setBy: tx.actor.id, setAt: tx.now })
    .returning()
    .get()
  record(tx, 'received.mailing_added', id, { number, person: personId, form })
  return mailing
}

function check(tx: Tx, { number, personId, address, form, password, accepted }: NewMailing, colleagues: Colleagues): void {
  const wrong: Record<string, string> = {}
  if (number !== null && !listNumbers(tx).some((each) => each.number === number)) wrong['number'] = 'Choose one of your office’s numbers.'
  if (personId !== null && !colleagues(tx).some(({ id }) => id === personId))
    wrong['personId'] = 'Choose somebody who works here and reads faxes.'
  if (personId === null && (!isEmail(address.trim()) || address.length > LONGEST_EMAIL))
    wrong['address'] = 'Enter an e-mail address such as ana@office.example, or choose a person.'
  if (form === 'document' && !accepted) wrong['accepted'] = 'Say that you have read what this means.'
  if (form === 'document' && (password.length < LEAST_PASSWORD || password.length > MOST_PASSWORD || !TYPABLE.test(password)))
    wrong['password'] = `Choose a password of ${LEAST_PASSWORD} to ${MOST_PASSWORD} letters, digits and signs of a US keyboard.`
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
}

/** Throws AppError not_found. */
export function removeMailing(tx: Tx, id: string): void {
  const mailing = findMailing(tx, id as MailingId)
  if (!mailing) throw notFound('E-mail for received faxes')
  tx.db.delete(faxMailings).where(eq(faxMailings.id, mailing.id)).run()
  record(tx, 'received.mailing_removed', mailing.id)
}

const sealedIn = ({ id, sealedPassword }: Mailing) => ({ id, sealedKey: sealedPassword })

/** Undefined where it has none, or nothing opens it any more. */
export const passwordOf = (tx: Tx, keys: AccountKeys, mailing: Mailing): string | undefined => keys.open(tx.tenantId, sealedIn(mailing))

/** Under the office's key of today, when that was exchanged. */
export function resealMailings(tx: Tx, keys: AccountKeys): void {
  for (const mailing of listMailings(tx)) {
    const sealedPassword = keys.reseal(tx.tenantId, sealedIn(mailing))
    if (sealedPassword) tx.db.update(faxMailings).set({ sealedPassword }).where(eq(faxMailings.id, mailing.id)).run()
  }
}
