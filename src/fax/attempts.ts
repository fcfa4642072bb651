import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { type Db, prepared } from '../db/index.ts'
import { enqueue, reschedule, withdraw } from '../jobs/index.ts'
import { type Id, newId } from '../kit/ids.ts'
import type { Tx } from '../tenancy/index.ts'
import { currentAccount } from './accounts/accounts.ts'
import { causeOf, retryAfter } from './causes.ts'
import type { AttemptId } from './client-state.ts'
import { ABOUT_FAX, tellOfEnd } from './copies/telling.ts'
import { CANCEL, SEND, sendKey, WATCH } from './kinds.ts'
import { priorityOf } from './priority.ts'
import { faxAttempts, faxes, faxRecipients } from './schema.tenant.ts'
import { type FaxId, refreshStatus } from './status.ts'

export type RecipientId = Id<'recipient'>
export type Recipient = typeof faxRecipients.$inferSelect
export type Attempt = typeof faxAttempts.$inferSelect

/** The watch asks the carrier about calls whose webhooks should have come by now. */
export const WATCH_AFTER_MS = 5 * 60_000

const recipientById = (db: Db) =>
  db
    .select()
    .from(faxRecipients)
    .where(eq(faxRecipients.id, sql.placeholder('id')))
    .prepare()
const openOf = (db: Db) =>
  db
    .select()
    .from(faxAttempts)
    .where(and(eq(faxAttempts.recipientId, sql.placeholder('id')), sql`state IN ('calling', 'accepted')`))
    .prepare()
const lastOf = (db: Db) =>
  db
    .select()
    .from(faxAttempts)
    .where(eq(faxAttempts.recipientId, sql.placeholder('id')))
    .orderBy(desc(faxAttempts.number))
    .limit(1)
    .prepare()
const attemptById = (db: Db) =>
  db
    .select()
    .from(faxAttempts)
    .where(eq(faxAttempts.id, sql.placeholder('id')))
    .prepare()

export const findRecipient = (tx: Tx, id: RecipientId): Recipient | undefined => prepared(tx.db, 'fax.recipient', recipientById).get({ id })
export const openAttempt = (tx: Tx, id: RecipientId): Attempt | undefined => prepared(tx.db, 'fax.open', openOf).get({ id })
export const lastAttempt = (tx: Tx, id: RecipientId): Attempt | undefined => prepared(tx.db, 'fax.last', lastOf).get({ id })
export const findAttempt = (tx: Tx, id: AttemptId): Attempt | undefined => prepared(tx.db, 'fax.attempt', attemptById).get({ id })

const beginning = (db: Db) =>
  db
    .insert(faxAttempts)
    .values({
      id: sql.placeholder('id'),
      recipientId: sql.placeholder('recipientId'),
      number: sql.placeholder('number'),
      state: 'calling',
      accountId: sql.placeholder('accountId'),
      askedAt: sql.placeholder('askedAt'),
    })
    .returning()
    .prepare()
const accepting = (db: Db) =>
  db
    .update(faxAttempts)
    .set({ state: 'accepted', carrierId: sql`${sql.placeholder('carrierId')}` })
    .where(eq(faxAttempts.id, sql.placeholder('id')))
    .prepare()
const staging = (db: Db) =>
  db
    .update(faxAttempts)
    .set({ stage: sql`${sql.placeholder('stage')}` })
    .where(eq(faxAttempts.id, sql.placeholder('id')))
    .prepare()
const delivering = (db: Db) =>
  db
    .update(faxAttempts)
    .set({
      state: 'delivered',
      carrierId: sql`${sql.placeholder('carrierId')}`,
      settledAt: sql`${sql.placeholder('now')}`,
      pages: sql`${sql.placeholder('pages')}`,
      seconds: sql`${sql.placeholder('seconds')}`,
      cause: null,
    })
    .where(eq(faxAttempts.id, sql.placeholder('id')))
    .prepare()
const changing = (db: Db) =>
  db
    .update(faxRecipients)
    .set({
      status: sql`${sql.placeholder('status')}`,
      tries: sql`${sql.placeholder('tries')}`,
      cause: sql`${sql.placeholder('cause')}`,
      nextTryAt: sql`${sql.placeholder('nextTryAt')}`,
      settledAt: sql`${sql.placeholder('settledAt')}`,
    })
    .where(eq(faxRecipients.id, sql.placeholder('id')))
    .prepare()

/** The intent, durable before the carrier hears of it. */
export function beginAttempt(tx: Tx, recipient: Recipient): Attempt {
  const accountId = currentAccount(tx)?.id ?? null
  const number = (lastAttempt(tx, recipient.id)?.number ?? 0) + 1
  const attempt = prepared(tx.db, 'fax.begin', beginning).get({
    id: newId<'attempt'>(),
    recipientId: recipient.id,
    number,
    accountId,
    askedAt: tx.now,
  })
  setRecipient(tx, recipient, { status: 'sending', nextTryAt: null, cause: null })
  record(tx, 'fax.calling', recipient.faxId, { recipient: recipient.id, attempt: number })
  return attempt
}

export function acceptAttempt(tx: Tx, recipient: Recipient, attempt: Attempt, carrierId: string): void {
  prepared(tx.db, 'fax.accept', accepting).run({ id: attempt.id, carrierId })
  record(tx, 'fax.accepted', recipient.faxId, { recipient: recipient.id, attempt: attempt.number, carrier: carrierId })
  enqueue(tx, WATCH, {}, { uniqueKey: WATCH.name, at: new Date(tx.now.getTime() + WATCH_AFTER_MS) })
  if (attempt.cancelAskedAt) askToCancel(tx, attempt.id)
}

export function noteStage(tx: Tx, recipient: Recipient, attempt: Attempt, stage: string): void {
  prepared(tx.db, 'fax.stage', staging).run({ id: attempt.id, stage })
  record(tx, `fax.${stage}`, recipient.faxId, { recipient: recipient.id, attempt: attempt.number })
  refreshStatus(tx, recipient.faxId)
}

/** Not taken by the carrier, by proof: the attempt is closed and does not count as a try. */
export function closeAbsent(tx: Tx, recipient: Recipient, attempt: Attempt, cause: string | undefined, inMs: number): void {
  tx.db
    .update(faxAttempts)
    .set({ state: 'absent', settledAt: tx.now, cause: cause ?? null })
    .where(eq(faxAttempts.id, attempt.id))
    .run()
  record(tx, 'fax.not_taken', recipient.faxId, { recipient: recipient.id, attempt: attempt.number, cause: cause ?? null })
  if (recipient.status === 'delivered') return
  if (attempt.cancelAskedAt) return settle(tx, recipient, 'canceled', null)
  const nextTryAt = new Date(tx.now.getTime() + inMs)
  setRecipient(tx, recipient, { status: 'queued', cause: cause ?? null, nextTryAt: inMs > 0 ? nextTryAt : null })
}

export type Delivery = { readonly carrierId: string; readonly pages: number | undefined; readonly seconds: number | undefined }

export function deliverAttempt(tx: Tx, recipient: Recipient, attempt: Attempt, delivery: Delivery): void {
  const { carrierId, pages, seconds } = delivery
  const facts = { carrierId, pages: pages ?? null, seconds: seconds ?? null }
  prepared(tx.db, 'fax.deliver', delivering).run({ id: attempt.id, now: tx.now.getTime(), ...facts })
  withdraw(tx, sendKey(recipient.id), 'It was delivered.')
  settle(tx, { ...recipient, tries: recipient.tries + 1 }, 'delivered', null, {
    attempt: attempt.number,
    pages: pages ?? null,
    seconds: seconds ?? null,
  })
}

/** A call that ended without success: tried again by its cause's table, or given up with a reason a person can read. */
export function failAttempt(tx: Tx, recipient: Recipient, attempt: Attempt, code: string, carrierId: string | null): void {
  tx.db.update(faxAttempts).set({ state: 'failed', settledAt: tx.now, cause: code, carrierId }).where(eq(faxAttempts.id, attempt.id)).run()
  record(tx, 'fax.try_failed', recipient.faxId, { recipient: recipient.id, attempt: attempt.number, cause: code })
  // By an earlier call that was thought lost: a recipient who has the fax is not called for it again.
  if (recipient.status === 'delivered') return
  if (attempt.cancelAskedAt || code === 'sender_canceled') return settle(tx, recipient, 'canceled', code)
  const cause = causeOf(code)
  const tries = recipient.tries + (cause.free ? 0 : 1)
  const inMs = retryAfter(code, cause.free ? freeTries(tx, recipient, code) : tries)
  const tried = { ...recipient, tries }
  if (inMs === undefined) return settle(tx, tried, 'failed', code, { tries })
  const nextTryAt = new Date(tx.now.getTime() + inMs)
  setRecipient(tx, tried, { status: 'queued', cause: code, nextTryAt })
  planSend(tx, recipient, nextTryAt)
  record(tx, 'fax.retry_planned', recipient.faxId, { recipient: recipient.id, inSeconds: inMs / 1000, cause: code })
}

/** There is one live send job for a recipient: a waiting one is moved, a running one reads `nextTryAt` when it settles. */
export function planSend(tx: Tx, { id, faxId }: Pick<Recipient, 'id' | 'faxId'>, at: Date): void {
  const made = enqueue(tx, SEND, { recipientId: id }, { uniqueKey: sendKey(id), at, priority: priorityOf(tx, faxId) })
  if (!made) reschedule(tx, sendKey(id), at)
}

/** The carrier cannot be asked: a person decides rather than a machine that might send twice. */
export function holdRecipient(tx: Tx, recipient: Recipient, code: string): void {
  if (recipient.status === 'delivered') return
  setRecipient(tx, recipient, { status: 'held', cause: code, nextTryAt: null })
  record(tx, 'fax.held', recipient.faxId, { recipient: recipient.id, cause: code })
}

/** The carrier knows the call after all: there is nothing to decide, and whoever decided would send it twice. */
export function unhold(tx: Tx, recipient: Recipient, attempt: Attempt, carrierId: string): void {
  record(tx, 'fax.surfaced', recipient.faxId, { recipient: recipient.id, attempt: attempt.number, carrier: carrierId })
  setRecipient(tx, recipient, { status: 'sending', cause: null })
}

/** A call the carrier has is stopped by asking; one it is only asked for, as soon as it has it. */
export function stopCall(tx: Tx, attempt: Attempt): void {
  if (attempt.cancelAskedAt) return
  tx.db.update(faxAttempts).set({ cancelAskedAt: tx.now }).where(eq(faxAttempts.id, attempt.id)).run()
  if (attempt.state === 'accepted') askToCancel(tx, attempt.id)
}

function askToCancel(tx: Tx, attemptId: AttemptId): void {
  enqueue(tx, CANCEL, { attemptId }, { uniqueKey: `${CANCEL.name}:${attemptId}` })
}

type End = 'delivered' | 'failed' | 'canceled'

export function settle(
  tx: Tx,
  recipient: Recipient,
  status: End,
  code: string | null,
  detail: Record<string, string | number | null> = {},
): void {
  record(tx, `fax.${status}`, recipient.faxId, { recipient: recipient.id, ...(code && { cause: code }), ...detail })
  setRecipient(tx, recipient, { status, cause: code, nextTryAt: null, settledAt: tx.now })
  tellIfOver(tx, recipient.faxId)
}

/** A bulk has one letter for all of its faxes. */
function tellIfOver(tx: Tx, faxId: FaxId): void {
  const fax = prepared(tx.db, 'fax.byId', faxById).get({ faxId })
  if (fax && fax.bulkId === null) tellOfEnd(tx, ABOUT_FAX, fax)
}

const faxById = (db: Db) =>
  db
    .select()
    .from(faxes)
    .where(eq(faxes.id, sql.placeholder('faxId')))
    .prepare()

/** `recipient` is as this transaction knows it: what does not change is written again. */
function setRecipient(
  tx: Tx,
  recipient: Recipient,
  change: Partial<Pick<Recipient, 'status' | 'cause' | 'nextTryAt' | 'settledAt'>>,
): void {
  const { id, status, tries, cause, nextTryAt, settledAt } = { ...recipient, ...change }
  const times = { nextTryAt: nextTryAt?.getTime() ?? null, settledAt: settledAt?.getTime() ?? null }
  prepared(tx.db, 'fax.change', changing).run({ id, status, tries, cause, ...times })
  refreshStatus(tx, recipient.faxId)
}

const freeTries = (tx: Tx, recipient: Recipient, code: string): number =>
  tx.db
    .select({ n: sql<number>`count(*)` })
    .from(faxAttempts)
    .where(and(eq(faxAttempts.recipientId, recipient.id), eq(faxAttempts.cause, code), inArray(faxAttempts.state, ['failed', 'absent'])))
    .get()?.n ?? 0

const recipientsOfFax = (db: Db) =>
  db
    .select()
    .from(faxRecipients)
    .where(eq(faxRecipients.faxId, sql.placeholder('faxId')))
    .orderBy(faxRecipients.position)
    .prepare()
export const recipientsOf = (tx: Tx, faxId: FaxId): Recipient[] => prepared(tx.db, 'fax.recipients', recipientsOfFax).all({ faxId })
