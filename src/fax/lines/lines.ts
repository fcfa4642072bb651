import { and, count, desc, eq, gte, inArray, sql } from 'drizzle-orm'
import { record, recordAct } from '../../audit/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import type { Control, Tenant, Tx } from '../../tenancy/index.ts'
import { type FaxNumber, listNumbers } from '../numbers.ts'
import { listRoutings, type Routing } from '../received/number-routing.ts'
import { numberRoutings, receivedFaxes } from '../received/schema.tenant.ts'
import { numberRoutes } from '../schema.control.ts'
import { faxes, faxNumbers } from '../schema.tenant.ts'

/** A fax number of the office, with what goes out and comes in by it. */
export type Line = FaxNumber & {
  readonly sent: number
  readonly lastSentAt: Date | null
  readonly received: number
  readonly lastReceivedAt: Date | null
  readonly routing: Routing | undefined
}

/** What is counted: a month tells whether a number is used, and is read quickly however old the office is. */
export const COUNTED_DAYS = 30
const DAY_MS = 86_400_000
const MOST_LABEL = 60

export function listLines(tx: Tx): Line[] {
  const since = new Date(tx.now.getTime() - COUNTED_DAYS * DAY_MS)
  const sent = new Map(
    tx.db
      .select({ number: faxes.fromNumber, n: count(), last: sql<number>`max(${faxes.createdAt})` })
      .from(faxes)
      .where(gte(faxes.createdAt, since))
      .groupBy(faxes.fromNumber)
      .all()
      .map((row) => [row.number, row]),
  )
  const routings = new Map(listRoutings(tx).map((routing) => [routing.number, routing]))
  return listNumbers(tx).map((line) => {
    const to = and(eq(receivedFaxes.to, line.number), eq(receivedFaxes.shelf, 'inbox'))
    const recent = tx.db
      .select({ n: count() })
      .from(receivedFaxes)
      .where(and(to, gte(receivedFaxes.receivedAt, since)))
    const newest = tx.db
      .select({ at: receivedFaxes.receivedAt })
      .from(receivedFaxes)
      .where(to)
      .orderBy(desc(receivedFaxes.receivedAt))
      .limit(1)
    const out = sent.get(line.number)
    return {
      ...line,
      sent: out?.n ?? 0,
      lastSentAt: out ? new Date(out.last) : null,
      received: recent.get()?.n ?? 0,
      lastReceivedAt: newest.get()?.at ?? null,
      routing: routings.get(line.number),
    }
  })
}

/** By its digits, as its page's address has them. Throws AppError not_found. */
export function getLine(tx: Tx, digits: string): Line {
  const line = listLines(tx).find(({ number }) => number === `+${digits}`)
  if (!line) throw notFound('Number')
  return line
}

/** Throws AppError not_found or invalid. */
export function labelLine(tx: Tx, digits: string, text: string): Line {
  const { number } = getLine(tx, digits)
  const label = text.trim()
  if (label.length > MOST_LABEL) throw invalid({ label: `Use at most ${MOST_LABEL} characters.` })
  tx.db.update(faxNumbers).set({ label }).where(eq(faxNumbers.number, number)).run()
  record(tx, 'number.labelled', tx.tenantId, { number })
  return getLine(tx, digits)
}

/** Throws AppError conflict while a fax still waits to go from it. */
export function refuseWaiting(tx: Tx, { number }: Line): void {
  const isWaiting = inArray(faxes.status, ['held', 'scheduled', 'queued', 'sending'])
  const waiting =
    tx.db
      .select({ n: count() })
      .from(faxes)
      .where(and(isWaiting, eq(faxes.fromNumber, number)))
      .get()?.n ?? 0
  if (waiting > 0)
    throw conflict(`${waiting === 1 ? 'A fax' : `${waiting} faxes`} still to go from this number. Wait for them, or cancel them, first.`)
}

/** The number is nobody's, then the office's file is told; between the two a start puts the first back. */
export function dropLine(control: Control, tenant: Tenant, { number }: Line): void {
  control.write((tx) => {
    tx.db
      .delete(numberRoutes)
      .where(and(eq(numberRoutes.number, number), eq(numberRoutes.tenantId, tenant.id)))
      .run()
    recordAct(tx, tenant.actor, 'number.released', tenant.id, { number })
  })
  tenant.write((tx) => {
    tx.db.delete(numberRoutings).where(eq(numberRoutings.number, number)).run()
    tx.db.delete(faxNumbers).where(eq(faxNumbers.number, number)).run()
    record(tx, 'number.released', tx.tenantId, { number })
  })
}
