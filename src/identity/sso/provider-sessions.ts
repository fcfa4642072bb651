import type { Tx } from '../../tenancy/index.ts'
import { hashSecret } from '../secrets.ts'
import { type ConnectionId, ssoSessions } from './schema.tenant.ts'

/** The session that was just made began with a second factor of the provider's. */
export const noteProvider = (tx: Tx, secret: string, connectionId: ConnectionId): void =>
  void tx.db
    .insert(ssoSessions)
    .values({ sessionHash: hashSecret(secret), connectionId })
    .run()
