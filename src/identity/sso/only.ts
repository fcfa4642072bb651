import { and, eq, ne } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, invalid } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { listUsers, type UserId } from '../people/users.ts'
import { accountLinks, users } from '../schema.tenant.ts'
import { endAllSessions } from '../sessions/sessions.ts'
import { NO_PASSWORD } from '../sign-in/passwords.ts'
import { breakGlassOf } from './break-glass.ts'
import { enabledConnections } from './connections.ts'
import { ssoOnly } from './schema.tenant.ts'

const ONLY = 1

/** Who could be the one: an owner who is here and has a password. */
export const possibleBreakGlass = (tx: Tx) =>
  tx.db
    .select({ id: users.id, name: users.name, email: users.email })
    .from(users)
    .where(and(eq(users.role, 'owner_admin'), eq(users.state, 'active'), ne(users.passwordHash, NO_PASSWORD)))
    .all()

/**
 * From now on everybody but this owner signs in through a provider. Links for another password end, and so do the sessions that
 * passwords began, but for that of who decides it. Throws AppError invalid or conflict.
 */
export function requireSso(tx: Tx, breakGlassId: UserId): void {
  if (enabledConnections(tx).length === 0) throw conflict('Add a provider and see that people can sign in through it first.')
  if (!possibleBreakGlass(tx).some(({ id }) => id === breakGlassId))
    throw invalid({ breakGlass: 'Choose an owner who signs in with a password: they come in when the provider is away.' })
  if (breakGlassOf(tx) === breakGlassId) return
  const since = tx.now
  tx.db.insert(ssoOnly).values({ id: ONLY, breakGlassId, since }).onConflictDoUpdate({ target: ssoOnly.id, set: { breakGlassId } }).run()
  tx.db.delete(accountLinks).where(eq(accountLinks.purpose, 'reset')).run()
  for (const { id } of listUsers(tx)) if (id !== breakGlassId && id !== tx.actor.id) endAllSessions(tx, id)
  record(tx, 'sso.required', breakGlassId)
}

export function allowPasswords(tx: Tx): void {
  if (breakGlassOf(tx) === undefined) return
  tx.db.delete(ssoOnly).run()
  record(tx, 'sso.not_required', tx.tenantId)
}
