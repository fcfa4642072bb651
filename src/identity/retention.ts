import { count, inArray, lt } from 'drizzle-orm'
import type { Tx } from '../tenancy/index.ts'
import { welcomeLinks } from './schema.tenant.ts'

/** Sessions and tokens that ran out go by themselves; that somebody signed in stays in the audit trail. */
export const invitationRecords = {
  name: 'invitations',
  label: 'Invitation links that have run out',
  count: (tx: Tx, before: Date): number =>
    tx.db.select({ n: count() }).from(welcomeLinks).where(lt(welcomeLinks.expiresAt, before)).get()?.n ?? 0,
  remove(tx: Tx, before: Date, _held: readonly string[], most: number) {
    const old = tx.db.select({ id: welcomeLinks.tokenHash }).from(welcomeLinks).where(lt(welcomeLinks.expiresAt, before)).limit(most).all()
    const ids = old.map(({ id }) => id)
    tx.db.delete(welcomeLinks).where(inArray(welcomeLinks.tokenHash, ids)).run()
    return { ids, files: [] }
  },
}
