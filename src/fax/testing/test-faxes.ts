import { and, count, desc, eq, lt } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { done, enqueue, type Handler, handle, kind } from '../../jobs/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { FaxId, FaxStatus } from '../status.ts'
import type { Checked } from '../submitting.ts'
import { isTestNumber, outcomeOf, secondsOf } from './outcomes.ts'
import { type TestRecipient, testFaxes } from './schema.tenant.ts'

export type TestFax = typeof testFaxes.$inferSelect

const END = kind<{ readonly faxId: FaxId }>('fax.test')
const KEPT_DAYS = 30
const DAY_MS = 86_400_000

/** Looks like a fax to who asks for it, and is none: a row beside, and a job that calls nobody. Throws AppError invalid. */
export function submitTest(tx: Tx, input: Checked, pages: number): TestFax {
  if (!input.recipients.every(({ to }) => isTestNumber(to)))
    throw invalid(
      { to: 'A key for tests sends to numbers that begin with +1 555 alone, such as +15550100001 (delivered) or +15550100003 (busy).' },
      'The fax was not sent.',
    )
  const id = newId<'fax'>()
  const recipients = input.recipients.map(({ to, name }) => ({
    id: newId<'recipient'>(),
    to,
    name,
    status: 'queued' as const,
    cause: null,
  }))
  const { from, cover, subject, note } = input
  const values = { id, keyId: tx.actor.id, status: 'queued' as const, fromNumber: from, cover, subject, note, pages, recipients }
  const fax = tx.db
    .insert(testFaxes)
    .values({ ...values, createdAt: tx.now, updatedAt: tx.now })
    .returning()
    .get()
  record(tx, 'fax.test_submitted', id, { recipients: recipients.length, pages })
  const seconds = secondsOf(recipients.map(({ to }) => to))
  enqueue(tx, END, { faxId: id }, { at: new Date(tx.now.getTime() + seconds * 1_000), uniqueKey: `${END.name}:${id}` })
  return fax
}

/** fax.test: ends as its number says. */
export const testFaxEnder = (): Handler =>
  handle(END, (tx, { faxId }) => {
    const fax = tx.db.select().from(testFaxes).where(eq(testFaxes.id, faxId)).get()
    if (fax?.status === 'queued') end(tx, fax, (to) => outcomeOf(to))
    return done
  })

/** Newest first, of this key alone; on from the id of the last one seen. */
export const listTests = (tx: Tx, limit: number, after: string | undefined): TestFax[] =>
  tx.db
    .select()
    .from(testFaxes)
    .where(and(eq(testFaxes.keyId, tx.actor.id), after === undefined ? undefined : lt(testFaxes.id, after as FaxId)))
    .orderBy(desc(testFaxes.id))
    .limit(limit)
    .all()

export const countTests = (tx: Tx): number =>
  tx.db.select({ n: count() }).from(testFaxes).where(eq(testFaxes.keyId, tx.actor.id)).get()?.n ?? 0

/** Throws AppError not_found. */
export function getTest(tx: Tx, id: string): TestFax {
  const found = tx.db
    .select()
    .from(testFaxes)
    .where(and(eq(testFaxes.id, id as Id<'fax'>), eq(testFaxes.keyId, tx.actor.id)))
    .get()
  if (!found) throw notFound('Fax')
  return found
}

/** Throws AppError not_found or conflict. */
export function cancelTest(tx: Tx, id: string): TestFax {
  const fax = getTest(tx, id)
  if (fax.status !== 'queued') throw conflict('Nothing of this fax can be canceled any more.')
  return end(tx, fax, () => 'canceled')
}

/** Kept as long as the log of webhooks that tells of them. */
export const pruneTests = (tx: Tx): number =>
  tx.db
    .delete(testFaxes)
    .where(lt(testFaxes.createdAt, new Date(tx.now.getTime() - KEPT_DAYS * DAY_MS)))
    .run().changes

function end(tx: Tx, fax: TestFax, causeOf: (to: string) => string | null): TestFax {
  const recipients = fax.recipients.map((each) => ended(each, causeOf(each.to)))
  for (const { id, status, cause } of recipients) record(tx, `fax.test_${status}`, fax.id, { recipient: id, ...(cause && { cause }) })
  const values = { recipients, status: statusOf(recipients), updatedAt: tx.now }
  return tx.db.update(testFaxes).set(values).where(eq(testFaxes.id, fax.id)).returning().get()
}

const ended = (recipient: TestRecipient, cause: string | null): TestRecipient => {
  if (cause === 'canceled') return { ...recipient, status: 'canceled' }
  return { ...recipient, status: cause === null ? 'delivered' : 'failed', cause }
}

function statusOf(recipients: readonly TestRecipient[]): FaxStatus {
  const [first, ...others] = new Set(recipients.map(({ status }) => status))
  return others.length > 0 ? 'partial' : (first ?? 'delivered')
}
