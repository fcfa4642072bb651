import { asc, eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { AppError, conflict, invalid, notFound } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { endAllSessions } from '../sessions/sessions.ts'
import { breakGlassOf } from './break-glass.ts'
import { type ConnectionId, ssoConnections, ssoSecrets, ssoSubjects } from './schema.tenant.ts'

export type Connection = typeof ssoConnections.$inferSelect
export type ConnectionInput = Omit<Connection, 'id' | 'createdAt'>
export type ConnectionRules = Omit<ConnectionInput, 'kind' | 'settings'>

const MOST_GROUPS = 100
const TAKEN = 'Another provider here has this name. Choose one that people can tell apart on the sign-in page.'

export const listConnections = (tx: Tx): Connection[] =>
  tx.db.select().from(ssoConnections).orderBy(asc(ssoConnections.createdAt), asc(ssoConnections.id)).all()

/** Those with a button on the sign-in page. */
export const enabledConnections = (tx: Tx): Connection[] => listConnections(tx).filter(({ isEnabled }) => isEnabled)

export const findConnection = (tx: Tx, id: ConnectionId): Connection | undefined =>
  tx.db.select().from(ssoConnections).where(eq(ssoConnections.id, id)).get()

/** Throws AppError not_found. */
export function getConnection(tx: Tx, id: ConnectionId): Connection {
  const connection = findConnection(tx, id)
  if (!connection) throw notFound('Connection')
  return connection
}

/** The protocol has looked at `settings` before. Throws AppError invalid. */
export function addConnection(tx: Tx, input: ConnectionInput): Connection {
  refuseNamesake(tx, input.name)
  const row = { ...tidy(input), id: newId<'sso_connection'>(), createdAt: tx.now }
  const connection = tx.db.insert(ssoConnections).values(row).returning().get()
  record(tx, 'sso.added', connection.id, factsOf(connection))
  return connection
}

/**
 * Whoever came in under the rules of before signs in again, but for who changes them.
 * Throws AppError not_found, invalid or conflict.
 */
export function changeConnection(tx: Tx, id: ConnectionId, input: Omit<ConnectionInput, 'kind'>): Connection {
  const { kind } = getConnection(tx, id)
  const values = tidy({ ...input, kind })
  refuseNamesake(tx, values.name, id)
  if (!values.isEnabled) keepAWayIn(tx, id)
  const connection = tx.db.update(ssoConnections).set(values).where(eq(ssoConnections.id, id)).returning().get()
  if (!connection) throw notFound('Connection')
  signOutAll(tx, id)
  record(tx, 'sso.changed', id, factsOf(connection))
  return connection
}

/** Those who came through it stay people of the office. Throws AppError not_found or conflict. */
export function removeConnection(tx: Tx, id: ConnectionId): void {
  getConnection(tx, id)
  keepAWayIn(tx, id)
  signOutAll(tx, id)
  tx.db.delete(ssoConnections).where(eq(ssoConnections.id, id)).run()
  record(tx, 'sso.removed', id)
}

/** Written and never shown again. */
export function setSecret(tx: Tx, connectionId: ConnectionId, name: string, secret: string): void {
  const { connectionId: of, name: called } = ssoSecrets
  tx.db
    .insert(ssoSecrets)
    .values({ connectionId, name, secret })
    .onConflictDoUpdate({ target: [of, called], set: { secret } })
    .run()
  record(tx, 'sso.secret_set', connectionId, { name })
}

/** By the name it was given. */
export function secretsOf(tx: Tx, connectionId: ConnectionId): ReadonlyMap<string, string> {
  const rows = tx.db.select().from(ssoSecrets).where(eq(ssoSecrets.connectionId, connectionId)).all()
  return new Map(rows.map(({ name, secret }) => [name, secret]))
}

/** An office in which nobody uses a password needs a provider that lets people in. */
function keepAWayIn(tx: Tx, id: ConnectionId): void {
  if (!breakGlassOf(tx)) return
  if (!enabledConnections(tx).some((each) => each.id !== id))
    throw conflict('It is the only way in while this office signs in through its provider only. Allow passwords again first.')
}

/** Two buttons with one name could not be told apart, nor could the letters and pages that speak of them. */
function refuseNamesake(tx: Tx, name: string, self?: ConnectionId): void {
  const same = (other: string) => other.toLowerCase() === name.trim().toLowerCase()
  if (listConnections(tx).some((each) => each.id !== self && same(each.name))) throw new AppError('conflict', TAKEN, { name: TAKEN })
}

function signOutAll(tx: Tx, id: ConnectionId): void {
  const linked = tx.db.select({ userId: ssoSubjects.userId }).from(ssoSubjects).where(eq(ssoSubjects.connectionId, id)).all()
  for (const { userId } of linked) if (userId !== tx.actor.id) endAllSessions(tx, userId)
}

function tidy(input: ConnectionInput): ConnectionInput {
  const name = input.name.trim()
  const groupRoles = input.groupRoles.map(({ group, role }) => ({ group: group.trim(), role })).filter(({ group }) => group !== '')
  const wrong: Record<string, string> = {}
  if (name.length < 1 || name.length > 60) wrong['name'] = 'Enter a name of 1 to 60 characters for the button.'
  if (input.defaultRole === 'owner_admin') wrong['defaultRole'] = 'Nobody becomes an owner without being named one. Choose another role.'
  if (input.letsNewPeopleIn && !input.defaultRole && groupRoles.length === 0)
    wrong['defaultRole'] = 'Choose the role that new people have, or give roles to groups.'
  if (groupRoles.length > MOST_GROUPS) wrong['groupRoles'] = `Give roles to at most ${MOST_GROUPS} groups.`
  else if (groupRoles.some(({ group }) => group.length > 200)) wrong['groupRoles'] = 'A group’s name may have 200 characters.'
  else if (new Set(groupRoles.map(({ group }) => group)).size < groupRoles.length) wrong['groupRoles'] = 'Each group may stand there once.'
  else if (!input.groupsMakeOwners && groupRoles.some(({ role }) => role === 'owner_admin'))
    wrong['groupRoles'] = 'Allow groups to make owners first, or give this group another role.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  return { ...input, name, groupRoles }
}

/** What is decided about people, without what the protocol needs to know. */
export const rulesOf = ({
  name,
  isEnabled,
  letsNewPeopleIn,
  defaultRole,
  groupRoles,
  groupsMakeOwners,
  linksByAddress,
  asksFactor,
}: ConnectionRules): ConnectionRules => ({
  name,
  isEnabled,
  letsNewPeopleIn,
  defaultRole,
  groupRoles,
  groupsMakeOwners,
  linksByAddress,
  asksFactor,
})

/** What the trail keeps of it: rules, no names and no addresses. */
function factsOf(connection: Connection) {
  const { name: _, groupRoles, ...rules } = rulesOf(connection)
  return { kind: connection.kind, ...rules, groups: groupRoles.length }
}
