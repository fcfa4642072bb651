import { and, eq, lt, lte, ne, sql } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import type { Id } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { sessionLimits } from '../browsers/schema.tenant.ts'
import { isEnough, isFresh } from '../factor/factor-need.ts'
import { passkeys } from '../passkeys/schema.tenant.ts'
import { factors, halfOpen, refreshTokens, sessions, signInRules, users } from '../schema.tenant.ts'
import { hashSecret, isSecret, newSecret } from '../secrets.ts'
import { ssoSessions } from '../sso/schema.tenant.ts'
import { HOUR_MS, limitsIn, limitsOf, MOST_HOURS } from './session-limits.ts'

const MINUTE = 60_000
/** No office lets one last longer; when it ends by the office's rule is looked up at each request. */
export const SESSION_SECONDS = (MOST_HOURS * HOUR_MS) / 1000

/** What a sign-in came from, as it says itself and as the socket or the proxy says. */
export type From = { readonly userAgent: string; readonly address: string }

/** The secret goes to the browser once; the file keeps its hash. */
export function startSession(tx: Tx, userId: Id<'user'>, { userAgent, address }: From, provenAt: Date | null = null): string {
  forgetExpired(tx)
  noteSignIn(tx, userId)
  const secret = newSecret()
  const from = { userAgent: userAgent.slice(0, 200), address }
  tx.db
    .insert(sessions)
    .values({ idHash: hashSecret(secret), userId, createdAt: tx.now, seenAt: tx.now, ...from, provenAt })
    .run()
  return secret
}

export const noteSignIn = (tx: Tx, userId: Id<'user'>): void =>
  void tx.db.update(users).set({ lastSignInAt: tx.now }).where(eq(users.id, userId)).run()

/** As `factorSince` says it, of whoever a session is of. */
const EARLIEST = sql<Date | null>`(SELECT min(since) FROM (
  SELECT ${factors.since} AS since FROM ${factors} WHERE ${factors.userId} = ${users.id}
  UNION ALL SELECT ${passkeys.since} FROM ${passkeys} WHERE ${passkeys.userId} = ${users.id}))`

const lookup = (db: Db) =>
  db
    .select({
      createdAt: sessions.createdAt,
      seenAt: sessions.seenAt,
      lockedAt: sessions.lockedAt,
      idleMinutes: sessionLimits.idleMinutes,
      longestHours: sessionLimits.longestHours,
      id: users.id,
      name: users.name,
      email: users.email,
      role: users.role,
      state: users.state,
      provenAt: sessions.provenAt,
      factorSince: EARLIEST.mapWith(factors.since),
      factorForAll: signInRules.factorForAll,
      provider: ssoSessions.connectionId,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(signInRules, eq(signInRules.id, 1))
    .leftJoin(sessionLimits, eq(sessionLimits.id, 1))
    .leftJoin(ssoSessions, eq(ssoSessions.sessionHash, sessions.idHash))
    .where(eq(sessions.idHash, sql.placeholder('idHash')))
    .prepare()

/** `unseen` asks for `touchSession`: at most once a minute, since it is a write. Undefined for one that is locked. */
export function findSession(tx: Tx, secret: string) {
  const found = findEvenLocked(tx, secret)
  return found?.isLocked ? undefined : found
}

/** For its person to unlock: one that was locked, or not used for too long. */
export function findEvenLocked(tx: Tx, secret: string) {
  if (!isSecret(secret)) return undefined
  const found = prepared(tx.db, 'identity.session', lookup).get({ idHash: hashSecret(secret) })
  if (found?.state !== 'active' || !isEnough({ ...found, factorAtProvider: found.provider !== null })) return undefined
  const [age, idle] = [tx.now.getTime() - found.createdAt.getTime(), tx.now.getTime() - found.seenAt.getTime()]
  const { idleMs, longestMs } = limitsIn(found)
  if (age >= longestMs) return undefined
  const { id, name, email, role } = found
  const left = { idleMs: idleMs - idle, longestMs: longestMs - age }
  const isLocked = found.lockedAt !== null || idle >= idleMs
  const user = { id, name, email, role }
  return { user, unseen: idle >= MINUTE, isFresh: isFresh(found, tx.now), isLocked, left, idleMinutes: idleMs / MINUTE }
}

export const touchSession = (tx: Tx, secret: string, at: Date): void =>
  void tx.db
    .update(sessions)
    .set({ seenAt: at })
    .where(eq(sessions.idHash, hashSecret(secret)))
    .run()

export function lockSession(tx: Tx, secret: string): void {
  const locked = tx.db
    .update(sessions)
    .set({ lockedAt: tx.now })
    .where(eq(sessions.idHash, hashSecret(secret)))
    .returning({ userId: sessions.userId })
    .get()
  if (locked) record(tx, 'session.locked', locked.userId)
}

/** The same session under a new secret, unlocked and just used: whoever had the one before has nothing. Undefined when there is none. */
export function renewSession(tx: Tx, old: string, isProven: boolean): string | undefined {
  const before = tx.db
    .select()
    .from(sessions)
    .where(eq(sessions.idHash, hashSecret(old)))
    .get()
  if (!before) return undefined
  const secret = newSecret()
  const idHash = hashSecret(secret)
  tx.db
    .insert(sessions)
    .values({ ...before, idHash, seenAt: tx.now, lockedAt: null, provenAt: isProven ? tx.now : before.provenAt })
    .run()
  tx.db.update(ssoSessions).set({ sessionHash: idHash }).where(eq(ssoSessions.sessionHash, before.idHash)).run()
  tx.db.delete(sessions).where(eq(sessions.idHash, before.idHash)).run()
  return secret
}

export function endSession(tx: Tx, secret: string): void {
  const ended = tx.db
    .delete(sessions)
    .where(eq(sessions.idHash, hashSecret(secret)))
    .returning({ userId: sessions.userId })
    .get()
  if (ended) record(tx, 'sign_out', ended.userId)
}

/** Browsers and programs alike: refresh tokens go too, and what was half-way in. */
export function endAllSessions(tx: Tx, userId: Id<'user'>, but?: string): void {
  const others = but === undefined ? undefined : ne(sessions.idHash, hashSecret(but))
  tx.db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), others))
    .run()
  tx.db.delete(refreshTokens).where(eq(refreshTokens.userId, userId)).run()
  tx.db.delete(halfOpen).where(eq(halfOpen.userId, userId)).run()
}

function forgetExpired(tx: Tx): void {
  const before = new Date(tx.now.getTime() - limitsOf(tx).longestMs)
  tx.db.delete(sessions).where(lte(sessions.createdAt, before)).run()
  tx.db.delete(refreshTokens).where(lt(refreshTokens.expiresAt, tx.now)).run()
}
