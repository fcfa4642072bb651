import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { conflict, forbidden, invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { activeOwners, getUser, type UserId } from '../people/users.ts'
import { ALLOWED, isOffered, OWN_ONLY, type Permission, type Role } from '../permissions.ts'
import type { Opening } from './decide.ts'
import { emergencies } from './schema.tenant.ts'

/*
 * open → over: its time is up, or somebody ended it. Either is reviewed once by an owner, never by who opened it.
 * Whether it is open is looked up at each request, so an end counts at once.
 */
export type EmergencyId = Id<'emergency'>
export type Emergency = typeof emergencies.$inferSelect
export type Verdict = NonNullable<Emergency['verdict']>

/** What can be opened: to look, never to change. */
export const OPENABLE: readonly Permission[] = ['faxes:read']
export const MINUTES = [15, 30, 60] as const
const MINUTE = 60_000

const lasting = (db: Db) =>
  db
    .select({ id: emergencies.id, permission: emergencies.permission })
    .from(emergencies)
    .where(
      and(eq(emergencies.userId, sql.placeholder('userId')), gt(emergencies.endsAt, sql.placeholder('now')), isNull(emergencies.endedBy)),
    )
    .prepare()

/** What this person opened and is still open. */
export const openingsOf = (tx: Tx, userId: string): Opening[] =>
  prepared(tx.db, 'identity.emergencies', lasting).all({ userId, now: tx.now.getTime() })

export const mayOpen = (role: Role, permission: Permission): boolean =>
  isOffered(role) && OPENABLE.includes(permission) && (!ALLOWED[role].has(permission) || OWN_ONLY.has(role))

export type Asked = { readonly permission: string; readonly reason: string; readonly minutes: number }

/** Every owner hears of it at once. Throws AppError invalid, forbidden or conflict. */
export function openEmergency(tx: Tx, { permission, reason, minutes }: Asked): Emergency {
  const userId = tx.actor.id as UserId
  const wrong: Record<string, string> = {}
  if (!(OPENABLE as readonly string[]).includes(permission)) wrong['permission'] = `Choose from: ${OPENABLE.join(', ')}.`
  if (reason.trim().length < 10 || reason.length > 1_000) wrong['reason'] = 'Say why it cannot wait, in 10 to 1,000 characters.'
  if (!(MINUTES as readonly number[]).includes(minutes)) wrong['minutes'] = `Choose ${MINUTES.join(', ')} minutes.`
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  if (!mayOpen(getUser(tx, userId).role, permission as Permission))
    throw forbidden('Your role sees this already, or is not let in this way.')
  if (openingsOf(tx, userId).some((each) => each.permission === permission)) throw conflict('It is open to you already.')
  const endsAt = new Date(tx.now.getTime() + minutes * MINUTE)
  const row = { id: newId<'emergency'>(), userId, permission, reason: reason.trim(), openedAt: tx.now, endsAt }
  const opened = tx.db.insert(emergencies).values(row).returning().get()
  record(tx, 'emergency.opened', opened.id, { permission, until: endsAt.toISOString() })
  for (const { id, email } of activeOwners(tx)) sendLetter(tx, { letter: 'emergency_opened', personId: id, address: email })
  return opened
}

/** By who opened it, or by an owner. */
export function endEmergency(tx: Tx, id: EmergencyId, isOwner: boolean): Emergency {
  const before = getEmergency(tx, id)
  if (!isOwner && before.userId !== tx.actor.id) throw notFound('Emergency')
  if (before.endedBy !== null || before.endsAt <= tx.now) return before
  record(tx, 'emergency.ended', id)
  return change(tx, id, { endedBy: tx.actor.id, endsAt: tx.now })
}

export function reviewEmergency(tx: Tx, id: EmergencyId, verdict: string, note: string): Emergency {
  const before = getEmergency(tx, id)
  if (verdict !== 'justified' && verdict !== 'unjustified') throw invalid({ verdict: 'Say whether it was justified.' })
  if (note.length > 2_000) throw invalid({ note: 'Use at most 2,000 characters.' })
  if (before.userId === tx.actor.id) throw conflict('Another owner has to review what you opened.')
  if (before.reviewedAt) throw conflict('It was reviewed already.')
  record(tx, 'emergency.reviewed', id, { verdict })
  return change(tx, id, { reviewedAt: tx.now, reviewedBy: tx.actor.id, verdict, note: note.trim() })
}

/** Newest first; of one person, or of all. */
export const listEmergencies = (tx: Tx, userId?: UserId): Emergency[] =>
  tx.db
    .select()
    .from(emergencies)
    .where(userId && eq(emergencies.userId, userId))
    .orderBy(desc(emergencies.openedAt), desc(emergencies.id))
    .limit(200)
    .all()

const waiting = (db: Db) => db.select({ n: sql<number>`count(*)` }).from(emergencies).where(isNull(emergencies.reviewedAt)).prepare()
export const countUnreviewed = (tx: Tx): number => prepared(tx.db, 'identity.unreviewed', waiting).get()?.n ?? 0

function getEmergency(tx: Tx, id: EmergencyId): Emergency {
  const found = tx.db.select().from(emergencies).where(eq(emergencies.id, id)).get()
  if (!found) throw notFound('Emergency')
  return found
}

function change(tx: Tx, id: EmergencyId, values: Partial<Emergency>): Emergency {
  const changed = tx.db.update(emergencies).set(values).where(eq(emergencies.id, id)).returning().get()
  if (!changed) throw notFound('Emergency')
  return changed
}
