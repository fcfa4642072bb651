import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { notFound } from '../kit/errors.ts'
import { type Id, newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import type { Contact, ContactId } from './contact.ts'
import type { ACTS } from './schema.tenant.ts'
import { contactActs, contactChanges } from './schema.tenant.ts'

export type ActId = Id<'act'>
export type ActKind = (typeof ACTS)[number]
export type Act = typeof contactActs.$inferSelect
export type CountedAct = Act & { readonly contacts: number; readonly undone: number; readonly stayed: number }

/** So long a deleted contact, or what else was done, can be brought back. */
export const KEPT_DAYS = 30
const DAY_MS = 86_400_000
const MOST_LISTED = 100

export function beginAct(tx: Tx, kind: ActKind, about: string): ActId {
  const id = newId<'act'>()
  tx.db.insert(contactActs).values({ id, kind, about, at: tx.now, by: tx.actor.id }).run()
  return id
}

/** `before` is null for a contact that the act added, `after` undefined for one that it removed. A second change keeps the first `before`. */
export function noteChange(tx: Tx, actId: ActId, contactId: ContactId, before: string | null, after: Contact | undefined): void {
  const revision = after?.revision ?? null
  tx.db
    .insert(contactChanges)
    .values({ actId, contactId, before, revision })
    .onConflictDoUpdate({ target: [contactChanges.actId, contactChanges.contactId], set: { revision } })
    .run()
}

/** Newest first: what can be undone, and what was. */
export const listActs = (tx: Tx): CountedAct[] => counted(tx).orderBy(desc(contactActs.at), desc(contactActs.id)).limit(MOST_LISTED).all()

export function getAct(tx: Tx, id: ActId): CountedAct {
  const act = counted(tx).where(eq(contactActs.id, id)).get()
  if (!act) throw notFound('Change')
  return act
}

const number = (condition: string) =>
  sql<number>`(SELECT count(*) FROM contact_changes WHERE act_id = contact_acts.id AND ${sql.raw(condition)})`
const counted = (tx: Tx) =>
  tx.db
    .select({
      id: contactActs.id,
      kind: contactActs.kind,
      about: contactActs.about,
      at: contactActs.at,
      by: contactActs.by,
      undoneAt: contactActs.undoneAt,
      contacts: number('1'),
      undone: number('undone = 1 AND stays = 0'),
      stayed: number('stays = 1'),
    })
    .from(contactActs)
    .$dynamic()

/** The id of a person or a key. */
export const whoDid = (tx: Tx, id: ActId): string =>
  tx.db.select({ by: contactActs.by }).from(contactActs).where(eq(contactActs.id, id)).get()?.by ?? ''

/** What is older cannot be undone any more, and what it would bring back is gone. */
export function forgetOldActs(tx: Tx): void {
  const old = tx.db
    .select({ id: contactActs.id })
    .from(contactActs)
    .where(lt(contactActs.at, new Date(tx.now.getTime() - KEPT_DAYS * DAY_MS)))
  tx.db.delete(contactChanges).where(inArray(contactChanges.actId, old)).run()
  tx.db.delete(contactActs).where(inArray(contactActs.id, old)).run()
}

export const changesLeft = (tx: Tx, actId: ActId, most: number) =>
  tx.db
    .select()
    .from(contactChanges)
    .where(and(eq(contactChanges.actId, actId), sql`undone = 0`))
    // What it changed or added gives up the numbers that what it removed comes back with.
    .orderBy(sql`revision IS NULL`, contactChanges.contactId)
    .limit(most)
    .all()

export function settleChange(tx: Tx, actId: ActId, contactId: ContactId, stays: boolean): void {
  tx.db
    .update(contactChanges)
    .set({ undone: true, stays })
    .where(and(eq(contactChanges.actId, actId), eq(contactChanges.contactId, contactId)))
    .run()
}

export const endAct = (tx: Tx, id: ActId): void =>
  void tx.db.update(contactActs).set({ undoneAt: tx.now }).where(eq(contactActs.id, id)).run()
