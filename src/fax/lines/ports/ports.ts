import { asc, eq } from 'drizzle-orm'
import { record } from '../../../audit/index.ts'
import { BACKGROUND, cancel, done, enqueue, type Handler, handle, kind, reschedule, withdraw } from '../../../jobs/index.ts'
import { atOffice, dayAt, isDay } from '../../../kit/dates.ts'
import { invalid, notFound } from '../../../kit/errors.ts'
import { parsePhone } from '../../../kit/phone.ts'
import { sendLetter } from '../../../mail/index.ts'
import { getOffice } from '../../../office/index.ts'
import type { Tx } from '../../../tenancy/index.ts'
import type { Colleagues } from '../../received/colleagues.ts'
import { numberPorts, type PORT_STATES } from './schema.tenant.ts'

export type Port = typeof numberPorts.$inferSelect
export type PortState = (typeof PORT_STATES)[number]
export type PortWish = { readonly number: string; readonly state: PortState; readonly day: string; readonly note: string }

const REMIND = kind<{ readonly number: string }>('fax.port_reminder')
const remindKey = (number: string) => `${REMIND.name}:${number}`
const DAY_MS = 86_400_000
const MOST = 100
const MOST_NOTE = 500
/** The letter of the reminder. */
export const PORT_SOON = 'port_soon'

export const listPorts = (tx: Tx): Port[] => tx.db.select().from(numberPorts).orderBy(asc(numberPorts.day), asc(numberPorts.number)).all()

/** Begins it, or writes down how it stands. Throws AppError invalid, by field. */
export function setPort(tx: Tx, { number: typed, state, day, note }: PortWish): Port {
  const [number, text] = [parsePhone(typed), note.trim()]
  const wrong: Record<string, string> = {}
  if (!number) wrong['number'] = 'Enter a fax number such as (555) 201-0100.'
  if (day !== '' && !isDay(day)) wrong['day'] = 'Enter a day such as 2026-12-01, or leave it empty.'
  if (day === '' && state === 'confirmed') wrong['day'] = 'Enter the day that the carrier confirmed.'
  if (text.length > MOST_NOTE) wrong['note'] = `Keep the note within ${MOST_NOTE} characters.`
  const known = number && listPorts(tx).some((each) => each.number === number)
  if (!known && listPorts(tx).length >= MOST) wrong['number'] = `There are ${MOST} already. Remove those that are done.`
  if (!number || Object.keys(wrong).length > 0) throw invalid(wrong)
  const values = { state, day: day || null, note: text, setBy: tx.actor.id, setAt: tx.now }
  const port = tx.db
    .insert(numberPorts)
    .values({ number, ...values })
    .onConflictDoUpdate({ target: numberPorts.number, set: values })
    .returning()
    .get()
  record(tx, 'number.port_noted', tx.tenantId, { number, state, day: values.day })
  planReminder(tx, port)
  return port
}

/** Throws AppError not_found. */
export function removePort(tx: Tx, number: string): void {
  const removed = tx.db.delete(numberPorts).where(eq(numberPorts.number, number)).run()
  if (removed.changes === 0) throw notFound('Note')
  withdraw(tx, remindKey(number), 'The note was removed.')
  record(tx, 'number.port_forgotten', tx.tenantId, { number })
}

/** At nine in the morning of the day before. */
function planReminder(tx: Tx, { number, state, day }: Port): void {
  const at = day === null || state === 'done' ? undefined : dayBefore(day, getOffice(tx).timeZone)
  if (!at || at <= tx.now) return void withdraw(tx, remindKey(number), 'There is nothing to remind of.')
  if (!enqueue(tx, REMIND, { number }, { uniqueKey: remindKey(number), at, priority: BACKGROUND })) reschedule(tx, remindKey(number), at)
}

function dayBefore(day: string, zone: string): Date | undefined {
  const noon = atOffice(`${day}T12:00`, zone)
  return atOffice(`${dayAt(new Date(noon.getTime() - DAY_MS), zone)}T09:00`, zone)
}

/** fax.port_reminder: who wrote it down is written to, in time to tell the desk and to keep the old line for a day longer. */
export const portReminder = ({ colleagues }: { readonly colleagues: Colleagues }): Handler =>
  handle(REMIND, (tx, { number }) => {
    const port = tx.db.select().from(numberPorts).where(eq(numberPorts.number, number)).get()
    const person = port && colleagues(tx).find(({ id }) => id === port.setBy)
    if (!person || port.state === 'done') return cancel('There is nothing to remind of.')
    sendLetter(tx, { letter: PORT_SOON, personId: person.id, address: person.address })
    record(tx, 'number.port_reminded', tx.tenantId, { number })
    return done
  })
