import type { Colleagues } from './fax/index.ts'
import { ALLOWED, listUsers } from './identity/index.ts'

/** Whom a received fax may be assigned to, and who may be written to about one. */
export const colleagues: Colleagues = (tx) =>
  listUsers(tx)
    .filter(({ state, role }) => state === 'active' && ALLOWED[role].has('faxes:read'))
    .map(({ id, name, email }) => ({ id, name, address: email }))
