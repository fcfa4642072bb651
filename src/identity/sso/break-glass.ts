import type { Id } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { ssoOnly } from './schema.tenant.ts'

/** The owner who may still use a password; undefined where everybody may. */
export const breakGlassOf = (tx: Tx): Id<'user'> | undefined => tx.db.select({ id: ssoOnly.breakGlassId }).from(ssoOnly).get()?.id

/** A passkey of this office’s neither. As much work for nobody as for somebody: the sign-in form must not tell them apart. */
export function mayUsePassword(tx: Tx, userId: string | undefined): boolean {
  const only = breakGlassOf(tx)
  return only === undefined || only === userId
}
