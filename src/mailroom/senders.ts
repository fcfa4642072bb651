import { asc, eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { isEmail } from '../kit/email.ts'
import { conflict, invalid, notFound } from '../kit/errors.ts'
import { type Id, newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import { mailroomSenders } from './schema.tenant.ts'

export type SenderId = Id<'sender'>
export type Sender = typeof mailroomSenders.$inferSelect
export type NewSender = Pick<Sender, 'address' | 'personId' | 'coverSubject' | 'tellEnd'>
/** Who may send faxes at the office. */
export type Faxers = (tx: Tx) => readonly { readonly id: string; readonly name: string }[]

const MOST = 200

export const listSenders = (tx: Tx): Sender[] => tx.db.select().from(mailroomSenders).orderBy(asc(mailroomSenders.address)).all()

export const findSender = (tx: Tx, address: string): Sender | undefined =>
  tx.db.select().from(mailroomSenders).where(eq(mailroomSenders.address, address.toLowerCase())).get()

export const getSender = (tx: Tx, id: SenderId): Sender | undefined =>
  tx.db.select().from(mailroomSenders).where(eq(mailroomSenders.id, id)).get()

/** Throws AppError invalid or conflict. */
export function addSender(tx: Tx, { address, personId, coverSubject, tellEnd }: NewSender, faxers: Faxers): Sender {
  const plain = address.trim().toLowerCase()
  const wrong: Record<string, string> = {}
  if (!isEmail(plain)) wrong['address'] = 'Enter an e-mail address such as ana@office.example.'
  else if (findSender(tx, plain)) wrong['address'] = 'This address is in the list already.'
  if (!faxers(tx).some(({ id }) => id === personId)) wrong['personId'] = 'Choose somebody who works here and sends faxes.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  if (listSenders(tx).length >= MOST) throw conflict(`There are ${MOST} addresses already. Remove one first.`)
  const added = { addedBy: tx.actor.id, addedAt: tx.now }
  const sender = tx.db
    .insert(mailroomSenders)
    .values({ id: newId(), address: plain, personId, coverSubject, tellEnd, ...added })
    .returning()
    .get()
  record(tx, 'mailroom.sender_added', sender.id, { person: personId, coverSubject, tellEnd })
  return sender
}

/** Throws AppError not_found. */
export function removeSender(tx: Tx, id: string): void {
  const sender = getSender(tx, id as SenderId)
  if (!sender) throw notFound('Sender')
  tx.db.delete(mailroomSenders).where(eq(mailroomSenders.id, sender.id)).run()
  record(tx, 'mailroom.sender_removed', sender.id)
}
