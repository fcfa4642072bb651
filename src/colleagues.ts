import type { Colleagues } from './fax/index.ts'
import { ALLOWED, listUsers, type Permission } from './identity/index.ts'
import type { Faxers } from './mailroom/index.ts'
import type { Tx } from './tenancy/index.ts'
import type { Caretakers } from './webhooks/index.ts'

const activeWho = (tx: Tx, permission: Permission) =>
  listUsers(tx)
    .filter(({ state, role }) => state === 'active' && ALLOWED[role].has(permission))
    .map(({ id, name, email }) => ({ id, name, address: email }))

/** Whom a received fax may be assigned to, and who may be written to about one. */
export const colleagues: Colleagues = (tx) => activeWho(tx, 'faxes:read')

/** In whose name an e-mail may become a fax. */
export const faxers: Faxers = (tx) => activeWho(tx, 'faxes:write')

/** Who is written to when a webhook is switched off by itself. */
export const caretakers: Caretakers = (tx) => activeWho(tx, 'webhooks')
