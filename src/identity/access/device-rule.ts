import { eq, sql } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { conflict } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { recoveryCodesLeft } from '../factor/recovery-codes.ts'
import type { UserId } from '../people/users.ts'
import { hashSecret } from '../secrets.ts'
import type { DeviceStanding } from './decide.ts'
import { approveOwn, type Browser } from './devices.ts'
import { deviceRule, devices } from './schema.tenant.ts'

const ONLY = 1

const lookup = (db: Db) =>
  db
    .select({ approvedAt: devices.approvedAt })
    .from(deviceRule)
    .leftJoin(devices, eq(devices.browserHash, sql.placeholder('browserHash')))
    .prepare()

/** Of whoever comes with this browser, or with none; undefined where the office asks for no approved device. */
export function deviceStanding(tx: Tx, secret: string | undefined): Exclude<DeviceStanding, 'untold'> | undefined {
  const found = prepared(tx.db, 'identity.deviceStanding', lookup).get({ browserHash: secret === undefined ? '' : hashSecret(secret) })
  return found && (found.approvedAt === null ? 'other' : 'approved')
}

export const isDeviceAsked = (tx: Tx): boolean => tx.db.select({ id: deviceRule.id }).from(deviceRule).get() !== undefined

/**
 * In force at everybody's next request; the device that it is switched on from is the first that is approved. Whoever does it needs
 * recovery codes, which are the way back in when the last approved device is lost. Throws AppError conflict.
 */
export function askForDevices(tx: Tx, browser: Browser | undefined): void {
  if (isDeviceAsked(tx)) return
  if (!browser) throw conflict('Switch it on in a browser: the one that you do it with is the first that is approved.')
  if (recoveryCodesLeft(tx, tx.actor.id as UserId) === 0)
    throw conflict('Make recovery codes first, and print them: with one of them you come in again when every approved device is lost.')
  approveOwn(tx, browser, 'device.approved')
  tx.db.insert(deviceRule).values({ id: ONLY, since: tx.now }).run()
  record(tx, 'device.required', tx.tenantId)
}

export function allowAnyDevice(tx: Tx): void {
  if (!isDeviceAsked(tx)) return
  tx.db.delete(deviceRule).run()
  record(tx, 'device.not_required', tx.tenantId)
}
