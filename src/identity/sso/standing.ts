import { eq, notInArray } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type Connection, enabledConnections } from './connections.ts'
import { ssoConnections } from './schema.tenant.ts'

/** In a file of another moment providers are trusted as they are today; one that is not known any more lets nobody in from an earlier file. */
export function keepProviders(tx: Tx, known: readonly Connection[], isLater: boolean): void {
  for (const { id, ...rules } of known) tx.db.update(ssoConnections).set(rules).where(eq(ssoConnections.id, id)).run()
  if (isLater) return
  const ids = known.map(({ id }) => id)
  for (const { id } of enabledConnections(tx).filter((each) => !ids.includes(each.id))) record(tx, 'sso.changed', id, { isEnabled: false })
  tx.db.update(ssoConnections).set({ isEnabled: false }).where(notInArray(ssoConnections.id, ids)).run()
}
