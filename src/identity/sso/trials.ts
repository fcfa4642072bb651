import { eq, lt } from 'drizzle-orm'
import { notFound } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Tx } from '../../tenancy/index.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import type { Outsider } from './oidc-claims.ts'
import type { Unconfirmed } from './oidc-why.ts'
import type { Claims } from './people.ts'
import { type Begun, begin, type Stray } from './requests.ts'
import type { SamlProblem } from './saml-problems.ts'
import { type ConnectionId, samlTrials } from './schema.tenant.ts'

export type TrialId = typeof samlTrials.$inferSelect.id
export type TrialProblem = SamlProblem | Unconfirmed | Outsider | Stray
/** What the provider said of who tried, or why it is refused. */
export type Outcome = { readonly claims: Claims } | { readonly problem: TrialProblem }
export type Trial = Pick<typeof samlTrials.$inferSelect, 'id' | 'connectionId' | 'begunAt'> & { readonly outcome: Outcome | undefined }

const LASTS_MS = 60 * 60_000

/** A request like any other, whose answer lets nobody in: no browser has the secret it is bound to. */
export function beginTrial(tx: Tx, connectionId: ConnectionId, state = newSecret()): { readonly id: TrialId; readonly begun: Begun } {
  tx.db
    .delete(samlTrials)
    .where(lt(samlTrials.begunAt, new Date(tx.now.getTime() - LASTS_MS)))
    .run()
  const begun = begin(tx, { connectionId, browser: newSecret(), back: '/' }, state)
  const id: TrialId = newId<'saml_trial'>()
  tx.db
    .insert(samlTrials)
    .values({ id, connectionId, requestHash: hashSecret(state), begunAt: tx.now })
    .run()
  return { id, begun }
}

export const trialOf = (tx: Tx, state: string): TrialId | undefined =>
  tx.db
    .select({ id: samlTrials.id })
    .from(samlTrials)
    .where(eq(samlTrials.requestHash, hashSecret(state)))
    .get()?.id

export const concludeTrial = (tx: Tx, id: TrialId, outcome: Outcome): void =>
  void tx.db.update(samlTrials).set({ outcome }).where(eq(samlTrials.id, id)).run()

/** Throws AppError not_found. */
export function getTrial(tx: Tx, connectionId: ConnectionId, id: string): Trial {
  const row = tx.db
    .select()
    .from(samlTrials)
    .where(eq(samlTrials.id, id as TrialId))
    .get()
  if (row?.connectionId !== connectionId) throw notFound('Trial')
  return { id: row.id, connectionId, begunAt: row.begunAt, outcome: (row.outcome ?? undefined) as Outcome | undefined }
}
