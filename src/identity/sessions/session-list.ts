import { and, asc, eq, max } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { notFound } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import { browserNamed } from '../browsers/named.ts'
import type { UserId } from '../people/users.ts'
import { refreshTokens, sessions } from '../schema.tenant.ts'
import { hashSecret } from '../secrets.ts'
import { endFamily, isFamilyAlive, WEEK_MS } from './refresh.ts'
import { limitsOf } from './session-limits.ts'
import { endAllSessions } from './sessions.ts'

/** Where somebody is signed in: a browser, or a program that was given tokens. */
export type SignedInAt = {
  readonly id: string
  readonly kind: 'browser' | 'program'
  readonly name: string
  readonly address: string
  readonly since: Date
  readonly lastAt: Date
  /** The one that is asking. */
  readonly isOwn: boolean
  readonly isLocked: boolean
}

/** What is shown of a session: neither its secret nor the hash that it is found by. */
const idOf = (idHash: string): string => hashSecret(idHash)

/** The one that is asking first, then by last use. */
export function listSessions(tx: Tx, userId: UserId, own: string): SignedInAt[] {
  const all = [...browsers(tx, userId, own), ...programs(tx, userId)]
  return all.sort((one, other) => Number(other.isOwn) - Number(one.isOwn) || other.lastAt.getTime() - one.lastAt.getTime())
}

function browsers(tx: Tx, userId: UserId, own: string): SignedInAt[] {
  const { idleMs, longestMs } = limitsOf(tx)
  const [ownHash, now] = [hashSecret(own), tx.now.getTime()]
  return tx.db
    .select()
    .from(sessions)
    .where(eq(sessions.userId, userId))
    .all()
    .filter(({ createdAt }) => now - createdAt.getTime() < longestMs)
    .map(({ idHash, userAgent, address, createdAt, seenAt, lockedAt }) => ({
      id: idOf(idHash),
      kind: 'browser',
      name: browserNamed(userAgent),
      address,
      since: createdAt,
      lastAt: seenAt,
      isOwn: idHash === ownHash,
      isLocked: lockedAt !== null || now - seenAt.getTime() >= idleMs,
    }))
}

function programs(tx: Tx, userId: UserId): SignedInAt[] {
  const { family, userAgent, address, begunAt, expiresAt } = refreshTokens
  return tx.db
    .select({ family, userAgent, address, begunAt, until: max(expiresAt) })
    .from(refreshTokens)
    .where(eq(refreshTokens.userId, userId))
    .groupBy(family)
    .orderBy(asc(begunAt))
    .all()
    .filter((each) => each.until && each.until > tx.now && isFamilyAlive(tx, each.family))
    .map((each) => ({
      id: each.family,
      kind: 'program',
      name: browserNamed(each.userAgent),
      address: each.address,
      since: each.begunAt,
      lastAt: new Date((each.until?.getTime() ?? 0) - WEEK_MS),
      isOwn: false,
      isLocked: false,
    }))
}

/** One of this person's. Throws AppError not_found. */
export function endOne(tx: Tx, userId: UserId, id: string): void {
  const session = tx.db.select({ idHash: sessions.idHash }).from(sessions).where(eq(sessions.userId, userId)).all()
  const found = session.find(({ idHash }) => idOf(idHash) === id)
  const ofPerson = and(eq(refreshTokens.family, id), eq(refreshTokens.userId, userId))
  const family = tx.db.select({ family: refreshTokens.family }).from(refreshTokens).where(ofPerson).get()
  if (!found && !family) throw notFound('Session')
  if (found) tx.db.delete(sessions).where(eq(sessions.idHash, found.idHash)).run()
  if (family) endFamily(tx, family.family)
  record(tx, 'session.ended', userId)
}

/** All of this person's, but the one that is asking where it is theirs. */
export function endOthers(tx: Tx, userId: UserId, own: string | undefined): void {
  endAllSessions(tx, userId, own)
  record(tx, 'session.all_ended', userId, { but: own === undefined ? 'none' : 'own' })
}
