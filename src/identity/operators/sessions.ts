import { and, eq, lte, ne, or } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { notFound } from '../../kit/errors.ts'
import type { Id } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { hashSecret, isSecret, newSecret } from '../secrets.ts'
import { operatorAccounts, operatorSessions } from './schema.control.ts'

type AccountId = Id<'operator_account'>
/** What a session began from, as it says itself and as the socket or the proxy says. */
export type From = { readonly userAgent: string; readonly address: string }

const MINUTE = 60_000
const IDLE_MS = 15 * MINUTE
const LONGEST_MS = 12 * 60 * MINUTE
const FRESH_MS = 5 * MINUTE
export const OPERATOR_SESSION_SECONDS = LONGEST_MS / 1000

/** The secret goes to the browser once; the file keeps its hash. */
export function startOperatorSession(tx: Tx, accountId: AccountId, { userAgent, address }: From): string {
  tx.db
    .delete(operatorSessions)
    .where(or(lte(operatorSessions.createdAt, before(tx, LONGEST_MS)), lte(operatorSessions.seenAt, before(tx, IDLE_MS))))
    .run()
  const secret = newSecret()
  const times = { createdAt: tx.now, seenAt: tx.now, provenAt: tx.now }
  tx.db
    .insert(operatorSessions)
    .values({ idHash: hashSecret(secret), accountId, userAgent: userAgent.slice(0, 200), address, ...times })
    .run()
  return secret
}

/** Of somebody active, while it lasts. `unseen` asks for `touchOperatorSession`: at most once a minute, since it is a write. */
export function findOperatorSession(tx: Tx, secret: string) {
  if (!isSecret(secret)) return undefined
  const found = tx.db
    .select()
    .from(operatorSessions)
    .innerJoin(operatorAccounts, eq(operatorAccounts.id, operatorSessions.accountId))
    .where(eq(operatorSessions.idHash, hashSecret(secret)))
    .get()
  if (found?.operator_accounts.state !== 'active') return undefined
  const { operator_sessions: session, operator_accounts: account } = found
  const ages = [session.createdAt, session.seenAt, session.provenAt].map((at) => tx.now.getTime() - at.getTime())
  const [age = 0, idle = 0, sinceProof = 0] = ages
  if (age >= LONGEST_MS || idle >= IDLE_MS) return undefined
  return { account, unseen: idle >= MINUTE, isFresh: sinceProof <= FRESH_MS }
}

export const touchOperatorSession = (tx: Tx, secret: string): void =>
  void tx.db
    .update(operatorSessions)
    .set({ seenAt: tx.now })
    .where(eq(operatorSessions.idHash, hashSecret(secret)))
    .run()

/** The same session under a new secret, just proven: whoever had the one before has nothing. Undefined when there is none. */
export function renewOperatorSession(tx: Tx, old: string): string | undefined {
  const secret = newSecret()
  const renewed = tx.db
    .update(operatorSessions)
    .set({ idHash: hashSecret(secret), seenAt: tx.now, provenAt: tx.now })
    .where(eq(operatorSessions.idHash, hashSecret(old)))
    .returning({ idHash: operatorSessions.idHash })
    .get()
  return renewed && secret
}

export function endOperatorSession(tx: Tx, secret: string): void {
  const ended = tx.db
    .delete(operatorSessions)
    .where(eq(operatorSessions.idHash, hashSecret(secret)))
    .returning({ accountId: operatorSessions.accountId })
    .get()
  if (ended) record(tx, 'sign_out', ended.accountId)
}

export function endOperatorSessions(tx: Tx, accountId: AccountId, but?: string): void {
  const others = but === undefined ? undefined : ne(operatorSessions.idHash, hashSecret(but))
  tx.db
    .delete(operatorSessions)
    .where(and(eq(operatorSessions.accountId, accountId), others))
    .run()
}

/** Where an operator is signed in; `id` is neither the secret nor what it is found by. */
export const listOperatorSessions = (tx: Tx, accountId: AccountId, own: string) =>
  tx.db
    .select()
    .from(operatorSessions)
    .where(eq(operatorSessions.accountId, accountId))
    .all()
    .filter(({ createdAt, seenAt }) => createdAt > before(tx, LONGEST_MS) && seenAt > before(tx, IDLE_MS))
    .map(({ idHash, ...session }) => ({ ...session, id: hashSecret(idHash), isOwn: idHash === hashSecret(own) }))

/** One of this operator's. Throws AppError not_found. */
export function endOneOperatorSession(tx: Tx, accountId: AccountId, id: string): void {
  const all = tx.db
    .select({ idHash: operatorSessions.idHash })
    .from(operatorSessions)
    .where(eq(operatorSessions.accountId, accountId))
    .all()
  const found = all.find(({ idHash }) => hashSecret(idHash) === id)
  if (!found) throw notFound('Session')
  tx.db.delete(operatorSessions).where(eq(operatorSessions.idHash, found.idHash)).run()
  record(tx, 'session.ended', accountId)
}

const before = (tx: Tx, ms: number): Date => new Date(tx.now.getTime() - ms)
