import { and, asc, count, desc, eq, isNotNull, isNull, lt, max, type SQL } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { browserNamed } from '../browsers/named.ts'
import { knownBrowsers } from '../browsers/schema.tenant.ts'
import { activeOwners, type UserId } from '../people/users.ts'
import { users } from '../schema.tenant.ts'
import { hashSecret } from '../secrets.ts'
import { devices } from './schema.tenant.ts'

/*
 * waiting → approved → removed. A device is the office's and not a person's: whoever signs in there needs their own password and factor.
 */
export type DeviceId = Id<'device'>
export type Device = typeof devices.$inferSelect
/** What a browser brings: its cookie, and what it says of itself. */
export type Browser = { readonly secret: string; readonly userAgent: string; readonly address: string }
export type DeviceLine = Omit<Device, 'browserHash'> & {
  /** Who asked for it. */
  readonly person: string
  readonly lastSignInAt: Date | null
  /** The one that is asking. */
  readonly isOwn: boolean
}

const MOST_APPROVED = 100
const MOST_WAITING = 20
/** Whoever nobody approved in that time asks again. */
const WAITS_MS = 7 * 24 * 3_600_000

export const findDevice = (tx: Tx, secret: string | undefined): Device | undefined =>
  secret === undefined
    ? undefined
    : tx.db
        .select()
        .from(devices)
        .where(eq(devices.browserHash, hashSecret(secret)))
        .get()

/** Those that wait first, the latest on top. */
export function listDevices(tx: Tx, own: string | undefined): DeviceLine[] {
  const signIns = tx.db
    .select({ browserHash: knownBrowsers.browserHash, lastAt: max(knownBrowsers.lastAt).as('browser_last_at') })
    .from(knownBrowsers)
    .groupBy(knownBrowsers.browserHash)
    .as('sign_ins')
  return tx.db
    .select({ device: devices, person: users.name, lastSignInAt: signIns.lastAt })
    .from(devices)
    .innerJoin(users, eq(users.id, devices.askedBy))
    .leftJoin(signIns, eq(signIns.browserHash, devices.browserHash))
    .orderBy(asc(isNotNull(devices.approvedAt)), desc(devices.askedAt))
    .all()
    .map(({ device: { browserHash, ...device }, person, lastSignInAt }) => ({
      ...device,
      person,
      lastSignInAt,
      isOwn: own !== undefined && hashSecret(own) === browserHash,
    }))
}

/** Of the browser that asks; it waits for an owner, who hears of it. Asking again changes nothing. Throws AppError conflict. */
export function askForDevice(tx: Tx, browser: Browser): Device {
  tx.db
    .delete(devices)
    .where(and(isNull(devices.approvedAt), lt(devices.askedAt, new Date(tx.now.getTime() - WAITS_MS))))
    .run()
  const before = findDevice(tx, browser.secret)
  if (before) return before
  if (countOf(tx, isNull(devices.approvedAt)) >= MOST_WAITING)
    throw conflict(`${MOST_WAITING} devices are waiting already. Ask an owner to look at them first.`)
  const device = keep(tx, browser)
  record(tx, 'device.asked', device.id)
  for (const { id, email } of activeOwners(tx))
    if (id !== tx.actor.id) sendLetter(tx, { letter: 'device_asked', personId: id, address: email })
  return device
}

/** By an owner at a device that is approved: the door sees to that. Throws AppError not_found or conflict. */
export function approveDevice(tx: Tx, id: DeviceId): Device {
  const before = getDevice(tx, id)
  return before.approvedAt ? before : approve(tx, before, 'device.approved')
}

/** The one that whoever asks is at, which the caller has found reason for: an act of theirs, whose name the trail keeps. */
export function approveOwn(tx: Tx, browser: Browser, act: 'device.approved' | 'device.recovered'): Device {
  const before = findDevice(tx, browser.secret)
  return before?.approvedAt ? before : approve(tx, before ?? keep(tx, browser), act)
}

/** Throws AppError not_found or invalid. */
export function renameDevice(tx: Tx, id: DeviceId, typed: string): Device {
  const name = typed.trim()
  if (name.length < 1 || name.length > 60) throw invalid({ name: 'Enter a name of 1 to 60 characters, such as “Ana’s laptop”.' })
  getDevice(tx, id)
  record(tx, 'device.renamed', id)
  return change(tx, id, { name })
}

/** From the next request on it is a device like any other. Throws AppError not_found, or conflict for the one that is asking. */
export function removeDevice(tx: Tx, id: DeviceId, own: string | undefined): void {
  const device = getDevice(tx, id)
  if (device.approvedAt && device.id === findDevice(tx, own)?.id)
    throw conflict('You are at this device now. Remove it from another one, so that you do not lock yourself out.')
  tx.db.delete(devices).where(eq(devices.id, id)).run()
  record(tx, device.approvedAt ? 'device.removed' : 'device.refused', id)
}

function approve(tx: Tx, { id }: Device, act: 'device.approved' | 'device.recovered'): Device {
  if (countOf(tx, isNotNull(devices.approvedAt)) >= MOST_APPROVED)
    throw conflict(`An office has at most ${MOST_APPROVED} approved devices. Remove one first.`)
  record(tx, act, id)
  return change(tx, id, { approvedBy: tx.actor.id as UserId, approvedAt: tx.now })
}

const keep = (tx: Tx, { secret, userAgent, address }: Browser): Device =>
  tx.db
    .insert(devices)
    .values({
      id: newId<'device'>(),
      browserHash: hashSecret(secret),
      name: browserNamed(userAgent),
      address,
      askedBy: tx.actor.id as UserId,
      askedAt: tx.now,
    })
    .returning()
    .get()

function change(tx: Tx, id: DeviceId, values: Partial<Device>): Device {
  const changed = tx.db.update(devices).set(values).where(eq(devices.id, id)).returning().get()
  if (!changed) throw notFound('Device')
  return changed
}

export function getDevice(tx: Tx, id: DeviceId): Device {
  const found = tx.db.select().from(devices).where(eq(devices.id, id)).get()
  if (!found) throw notFound('Device')
  return found
}

const countOf = (tx: Tx, which: SQL): number => tx.db.select({ n: count() }).from(devices).where(which).get()?.n ?? 0
