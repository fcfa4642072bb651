import { notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import {
  addConnection,
  type Connection,
  type ConnectionInput,
  changeConnection,
  getConnection,
  secretsOf,
  setSecret,
} from './connections.ts'
import { CLIENT_SECRET } from './oidc.ts'
import { type OidcSettings, oidcSettings } from './oidc-settings.ts'
import type { ConnectionId } from './schema.tenant.ts'

export type OidcInput = Omit<ConnectionInput, 'kind' | 'settings'> & {
  readonly settings: OidcSettings
  /** Empty to keep the one there is. */
  readonly clientSecret: string
}

/** Throws AppError invalid. */
export function addOidc(tx: Tx, { clientSecret, settings, ...rules }: OidcInput, isLocal: boolean): Connection {
  const connection = addConnection(tx, { ...rules, kind: 'oidc', settings: oidcSettings(settings, isLocal) })
  keepSecret(tx, connection.id, clientSecret)
  return connection
}

/** Throws AppError not_found, invalid or conflict. */
export function changeOidc(tx: Tx, id: ConnectionId, { clientSecret, settings, ...rules }: OidcInput, isLocal: boolean): Connection {
  getOidc(tx, id)
  const connection = changeConnection(tx, id, { ...rules, settings: oidcSettings(settings, isLocal) })
  keepSecret(tx, id, clientSecret)
  return connection
}

/** Throws AppError not_found, also for a provider that speaks another protocol. */
export function getOidc(tx: Tx, id: ConnectionId): Connection {
  const connection = getConnection(tx, id)
  if (connection.kind !== 'oidc') throw notFound('Connection')
  return connection
}

export const hasSecret = (tx: Tx, id: ConnectionId): boolean => secretsOf(tx, id).has(CLIENT_SECRET)

function keepSecret(tx: Tx, id: ConnectionId, typed: string): void {
  const secret = typed.trim()
  if (secret !== '') setSecret(tx, id, CLIENT_SECRET, secret)
}
