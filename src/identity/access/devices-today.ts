import { inArray } from 'drizzle-orm'
import type { Tx } from '../../tenancy/index.ts'
import { users } from '../schema.tenant.ts'
import { deviceRule, devices } from './schema.tenant.ts'

export type DevicesToday = {
  readonly rule: readonly (typeof deviceRule.$inferSelect)[]
  readonly devices: readonly (typeof devices.$inferSelect)[]
}

export const devicesToday = (tx: Tx): DevicesToday => ({
  rule: tx.db.select().from(deviceRule).all(),
  devices: tx.db.select().from(devices).all(),
})

/** In a file of another moment: a device that was removed since does not come back, and one that was approved since goes on. */
export function keepDevices(tx: Tx, today: DevicesToday): void {
  tx.db.delete(deviceRule).run()
  tx.db.delete(devices).run()
  for (const each of today.rule) tx.db.insert(deviceRule).values(each).run()
  const ids = today.devices.map(({ askedBy }) => askedBy)
  const here = new Set(
    tx.db
      .select({ id: users.id })
      .from(users)
      .where(inArray(users.id, ids))
      .all()
      .map(({ id }) => id),
  )
  // Who asked for it may not be in an earlier file; whoever approved it vouches for it then.
  for (const each of today.devices.filter(({ askedBy }) => here.has(askedBy))) tx.db.insert(devices).values(each).run()
}
