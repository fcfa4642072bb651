import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { enqueue, kind, reschedule, withdraw } from '../jobs/index.ts'
import { conflict, notFound } from '../kit/errors.ts'
import { type Id, newId } from '../kit/ids.ts'
import { announce, type Tx } from '../tenancy/index.ts'
import type { Form } from './manifest.ts'
import { takeaways } from './schema.tenant.ts'

export type TakeawayId = Id<'takeaway'>
/** As others may see it: never its keys. */
export type Takeaway = Omit<typeof takeaways.$inferSelect, 'sealedKeys'>
export type TakeawayState = Takeaway['state']

export const MAKE = kind<{ id: TakeawayId }>('takeaway.make')
export const CLEAR = kind<{ id: TakeawayId }>('takeaway.clear')
const makeKey = (id: TakeawayId) => `takeaway.make:${id}`
const clearKey = (id: TakeawayId) => `takeaway.clear:${id}`

const LIFETIME_MS = 24 * 3_600_000
const { sealedKeys: _, ...SHOWN } = {
  id: takeaways.id,
  form: takeaways.form,
  state: takeaways.state,
  sealedKeys: takeaways.sealedKeys,
  step: takeaways.step,
  done: takeaways.done,
  total: takeaways.total,
  askedByKind: takeaways.askedByKind,
  askedBy: takeaways.askedBy,
  askedAt: takeaways.askedAt,
  madeAt: takeaways.madeAt,
  expiresAt: takeaways.expiresAt,
  fetchedAt: takeaways.fetchedAt,
  bytes: takeaways.bytes,
  sha256: takeaways.sha256,
  documents: takeaways.documents,
  cause: takeaways.cause,
}

export const isBeingMade = (state: TakeawayState) => state === 'waiting' || state === 'making'
/** Live ones change by themselves; of others nothing is left but their row. */
export const isLive = (state: TakeawayState) => isBeingMade(state) || state === 'ready'

/** One at a time: each fills the disk once more with all that the office keeps. Throws AppError conflict. */
export function askTakeaway(tx: Tx, form: Form, sealedKeys: Buffer, id = newId<'takeaway'>()): Takeaway {
  const live = listTakeaways(tx).find(({ state }) => isLive(state))
  if (live?.state === 'ready') throw conflict('An archive is ready. Download it, or remove it, before you make another.')
  if (live) throw conflict('An archive is being made already. Wait for it, or cancel it first.')
  const asked = { askedByKind: tx.actor.kind, askedBy: tx.actor.id, askedAt: tx.now }
  tx.db
    .insert(takeaways)
    .values({ id, form, state: 'waiting', sealedKeys, ...asked })
    .run()
  record(tx, 'takeaway.asked', id, { form })
  enqueue(tx, MAKE, { id }, { uniqueKey: makeKey(id), maxAttempts: 5 })
  return getTakeaway(tx, id)
}

const MOST = 20
/** Newest first. */
export const listTakeaways = (tx: Tx): Takeaway[] =>
  tx.db.select(SHOWN).from(takeaways).orderBy(desc(takeaways.askedAt), desc(takeaways.id)).limit(MOST).all()

/** Throws AppError not_found. */
export function getTakeaway(tx: Tx, id: string): Takeaway {
  const found = findTakeaway(tx, id)
  if (!found) throw notFound('Archive')
  return found
}

export const findTakeaway = (tx: Tx, id: string): Takeaway | undefined =>
  tx.db
    .select(SHOWN)
    .from(takeaways)
    .where(eq(takeaways.id, id as TakeawayId))
    .get()

export const keysOf = (tx: Tx, id: TakeawayId): Buffer | null | undefined =>
  tx.db.select({ sealedKeys: takeaways.sealedKeys }).from(takeaways).where(eq(takeaways.id, id)).get()?.sealedKeys

export function isMakingTakeaway(tx: Tx): boolean {
  const making = inArray(takeaways.state, ['waiting', 'making'])
  return tx.db.select({ id: takeaways.id }).from(takeaways).where(making).limit(1).get() !== undefined
}

/** Throws AppError conflict when there is nothing to cancel any more. */
export function cancelTakeaway(tx: Tx, id: string): Takeaway {
  const { state, ...found } = getTakeaway(tx, id)
  if (!isBeingMade(state)) throw conflict('This archive is not being made any more.')
  withdraw(tx, makeKey(found.id), 'Canceled.')
  return end(tx, found.id, 'canceled')
}

/** Before its time is over. Throws AppError conflict when it is gone already. */
export function removeTakeaway(tx: Tx, id: string): Takeaway {
  const { state, ...found } = getTakeaway(tx, id)
  if (state !== 'ready') throw conflict('There is no archive to remove any more.')
  return end(tx, found.id, 'removed')
}

/** Archives lie on the machine that made them: an office that comes from elsewhere has none, and what was being made is not gone on with. */
export function leaveTakeawaysBehind(tx: Tx): void {
  const here = inArray(takeaways.state, ['waiting', 'making', 'ready'])
  for (const { id } of tx.db.select({ id: takeaways.id }).from(takeaways).where(here).all()) failTakeaway(tx, id, LEFT_BEHIND)
}

const LEFT_BEHIND = 'The office has moved to another machine since, and this archive stayed behind. Ask for it once more.'

export const failTakeaway = (tx: Tx, id: TakeawayId, cause: string): void => void end(tx, id, 'failed', cause)

/** Leaves one whose time is not over. */
export function expireTakeaway(tx: Tx, { id, state, expiresAt }: Takeaway): void {
  if (state === 'ready' && expiresAt && expiresAt <= tx.now) end(tx, id, 'expired')
}

function end(tx: Tx, id: TakeawayId, state: 'canceled' | 'removed' | 'failed' | 'expired', cause: string | null = null): Takeaway {
  tx.db.update(takeaways).set({ state, sealedKeys: null, cause }).where(eq(takeaways.id, id)).run()
  record(tx, `takeaway.${state}`, id)
  if (!reschedule(tx, clearKey(id), tx.now)) enqueue(tx, CLEAR, { id }, { uniqueKey: clearKey(id) })
  return changed(tx, id)
}

export type Made = { readonly bytes: number; readonly sha256: string; readonly documents: number; readonly rows: number }

/** Its keys are gone from here on; whoever fetches it has a day. */
export function finishTakeaway(tx: Tx, { id, form }: Takeaway, { rows, ...made }: Made): void {
  const expiresAt = new Date(tx.now.getTime() + LIFETIME_MS)
  tx.db
    .update(takeaways)
    .set({ state: 'ready', sealedKeys: null, step: null, expiresAt, ...made })
    .where(eq(takeaways.id, id))
    .run()
  record(tx, 'takeaway.made', id, { form, documents: made.documents, rows, bytes: made.bytes, sha256: made.sha256 })
  enqueue(tx, CLEAR, { id }, { uniqueKey: clearKey(id), at: expiresAt })
  changed(tx, id)
}

/** Nothing when it is not ready, or its time is over. */
export function findReady(tx: Tx, id: string): Takeaway | undefined {
  const found = findTakeaway(tx, id)
  return found?.state === 'ready' && found.expiresAt && found.expiresAt > tx.now ? found : undefined
}

/** In the transaction that comes before the first byte that leaves. */
export function fetchTakeaway(tx: Tx, { id, form, bytes }: Takeaway, from: number): void {
  tx.db.update(takeaways).set({ fetchedAt: tx.now }).where(eq(takeaways.id, id)).run()
  record(tx, 'takeaway.fetched', id, { form, bytes, ...(from > 0 && { from }) })
  changed(tx, id)
}

/** False when it was ended meanwhile: then whoever makes it stops. */
export function beginTakeaway(tx: Tx, id: TakeawayId): boolean {
  const making = and(eq(takeaways.id, id), inArray(takeaways.state, ['waiting', 'making']))
  const begun = tx.db
    .update(takeaways)
    .set({ state: 'making', madeAt: sql`coalesce(${takeaways.madeAt}, ${tx.now.getTime()})` })
    .where(making)
    .run()
  if (begun.changes > 0) changed(tx, id)
  return begun.changes > 0
}

export function advanceTakeaway(tx: Tx, id: TakeawayId, at: Pick<Takeaway, 'step' | 'done' | 'total'>): boolean {
  const moved = tx.db
    .update(takeaways)
    .set(at)
    .where(and(eq(takeaways.id, id), eq(takeaways.state, 'making')))
    .run()
  if (moved.changes > 0) changed(tx, id)
  return moved.changes > 0
}

/** One topic for all of them: there is one page that shows them. */
export const TOPIC = 'takeaways'

function changed(tx: Tx, id: TakeawayId): Takeaway {
  announce(tx, { kind: 'changed', topic: TOPIC })
  return getTakeaway(tx, id)
}
