import { eq, sql } from 'drizzle-orm'
import { type Db, prepared } from '../../db/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { ALLOWED, type Permission } from '../permissions.ts'
import { users } from '../schema.tenant.ts'

const standing = (db: Db) =>
  db
    .select({ state: users.state, role: users.role })
    .from(users)
    .where(eq(users.id, sql.placeholder('id')))
    .prepare()

/** Where only an id was kept of who began it: a person who may no longer. What is nobody's here is a key's, and goes on. */
export function mayNoLonger({ db }: Tx, id: string, permission: Permission): boolean {
  const person = prepared(db, 'identity.mayStill', standing).get({ id })
  return person !== undefined && !(person.state === 'active' && ALLOWED[person.role].has(permission))
}

/** For what was asked for earlier and begins now: a person who was suspended, removed or given another role does nothing more here. */
export function mayStill({ db }: Tx, by: { readonly kind: string; readonly id: string }, permission: Permission): boolean {
  if (by.kind !== 'user') return true
  const person = prepared(db, 'identity.mayStill', standing).get({ id: by.id })
  return person?.state === 'active' && ALLOWED[person.role].has(permission)
}
