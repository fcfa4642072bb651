import { addConnection, type Connection, type ConnectionInput, listConnections } from '../../../src/identity/sso/connections.ts'
import type { Claims } from '../../../src/identity/sso/people.ts'
import type { Tenant, Tx } from '../../../src/tenancy/index.ts'

const CAREFUL: ConnectionInput = {
  kind: 'oidc',
  name: 'Example ID',
  settings: {},
  isEnabled: true,
  letsNewPeopleIn: false,
  defaultRole: null,
  groupRoles: [],
  groupsMakeOwners: false,
  linksByAddress: false,
  asksFactor: false,
}

/** A provider of that office, which allows nothing but what is said. */
export const connect = (tenant: Tenant, rules: Partial<ConnectionInput> = {}): Connection =>
  tenant.write((tx) => addConnection(tx, { ...CAREFUL, name: freeName(tx), ...rules }))

/** No two of an office have one name. */
function freeName(tx: Tx): string {
  const known = listConnections(tx).length
  return known === 0 ? CAREFUL.name : `${CAREFUL.name} ${known + 1}`
}

/** What the provider says of Uma, unless it says otherwise. */
export const said = (claims: Partial<Claims> = {}): Claims => ({
  subject: 'sub-1',
  email: 'uma@maple.test',
  emailVerified: true,
  name: 'Uma Reyes',
  groups: undefined,
  ...claims,
})
