import { desc, eq } from 'drizzle-orm'
import { conflict, notFound } from '../kit/errors.ts'
import type { ControlTx, TenantId } from '../tenancy/index.ts'
import { departures } from './schema.control.ts'

export type Departure = typeof departures.$inferSelect
export type Leaving = Pick<Departure, 'id' | 'slug' | 'cell' | 'askedBy'>

export const findDeparture = (tx: ControlTx, id: TenantId): Departure | undefined =>
  tx.db.select().from(departures).where(eq(departures.id, id)).get()

export const findDepartureBySlug = (tx: ControlTx, slug: string): Departure | undefined =>
  tx.db.select().from(departures).where(eq(departures.slug, slug)).orderBy(desc(departures.startedAt)).get()

/** Throws AppError not_found. */
export function getDeparture(tx: ControlTx, id: TenantId): Departure {
  const found = findDeparture(tx, id)
  if (!found) throw notFound('Move')
  return found
}

export const listLeaving = (tx: ControlTx): Departure[] => tx.db.select().from(departures).where(eq(departures.state, 'leaving')).all()
/** Those whose files and rows are still to be cleared away here. */
export const listGone = (tx: ControlTx): Departure[] =>
  tx.db
    .select()
    .from(departures)
    .where(eq(departures.state, 'gone'))
    .all()
    .filter(({ endedAt }) => endedAt === null)

/** Throws AppError conflict while it is leaving already. */
export function beginLeaving(tx: ControlTx, leaving: Leaving): Departure {
  const last = findDeparture(tx, leaving.id)
  if (last?.state === 'leaving') throw conflict('This office is being moved already.')
  if (last?.state === 'gone') throw conflict(`This office lives in cell ${last.cell} now.`)
  const row = { ...leaving, state: 'leaving', step: 'asking', frozen: false, startedAt: tx.now } as const
  tx.db.delete(departures).where(eq(departures.id, leaving.id)).run()
  return tx.db.insert(departures).values(row).returning().get()
}

type Note = Partial<Pick<Departure, 'state' | 'step' | 'frozen' | 'frozenMs' | 'why' | 'endedAt'>>
export const noteDeparture = (tx: ControlTx, id: TenantId, note: Note): void =>
  void tx.db.update(departures).set(note).where(eq(departures.id, id)).run()

/** Found out only afterwards: it was taken over while nobody here could know. */
export function noteTaken(tx: ControlTx, taken: Pick<Departure, 'id' | 'slug' | 'cell'>): void {
  const row = { ...taken, state: 'gone', step: 'taken over', frozen: true, askedBy: taken.cell, startedAt: tx.now } as const
  tx.db.delete(departures).where(eq(departures.id, taken.id)).run()
  tx.db.insert(departures).values(row).run()
}

/** It lives here again. */
export const forgetDeparture = (tx: ControlTx, id: TenantId): void => void tx.db.delete(departures).where(eq(departures.id, id)).run()
