import type { Tx } from '../../tenancy/index.ts'
import { isNeededOwner, type User } from '../people/users.ts'
import type { Role } from '../permissions.ts'
import type { Connection } from './connections.ts'

type Rules = Pick<Connection, 'groupRoles' | 'groupsMakeOwners' | 'defaultRole'>

/** What their groups make of them; the default where they are in none of the table, or there is no table. */
export function roleOfGroups({ groupRoles, groupsMakeOwners, defaultRole }: Rules, groups: readonly string[]): Role | undefined {
  const theirs = new Set(groups)
  const first = groupRoles.find(({ group, role }) => theirs.has(group) && (groupsMakeOwners || role !== 'owner_admin'))
  return first?.role ?? defaultRole ?? undefined
}

/**
 * The role of who is here already. Without a table the provider has no say in it. With one, no answer about groups counts as
 * being in none: a right that was taken away there must not stay here. Owners are out of its reach unless an owner said otherwise,
 * and the owner whom the office cannot do without always is.
 */
export function roleAt(tx: Tx, connection: Rules, person: User, groups: readonly string[]): Role | undefined {
  if (connection.groupRoles.length === 0) return person.role
  if (person.role === 'owner_admin' && (!connection.groupsMakeOwners || isNeededOwner(tx, person.id))) return person.role
  return roleOfGroups(connection, groups)
}
