import { eq, lt } from 'drizzle-orm'
import { conflict, invalid } from '../kit/errors.ts'
import type { Tenant, Tx } from '../tenancy/index.ts'
import { idempotencyKeys } from './schema.tenant.ts'

/** An answer as it was given. */
export type Answer = { readonly status: number; readonly body: string; readonly location: string }
export type Guarded = { readonly answer: Answer; readonly replayed: boolean }

const inFlight = new Set<string>()
const KEEP_MS = 400 * 86_400_000

/**
 * IETF Idempotency-Key draft: the same key and body is answered again, with another body it is 422, while the first is in flight 409.
 * What is in flight is known to this process only: a crash leaves nothing done and nothing marked. `run` stores the answer with
 * `keepAnswer` in the transaction that does the work.
 */
export async function once(
  tenant: Tenant,
  key: string | undefined,
  fingerprint: string,
  run: (key: string | undefined) => Promise<Answer>,
): Promise<Guarded> {
  if (key === undefined) return { answer: await run(undefined), replayed: false }
  const scoped = `${tenant.actor.kind}:${tenant.actor.id}:${checkKey(key)}`
  const mark = `${tenant.id}/${scoped}`
  if (inFlight.has(mark)) throw conflict('The first request with this Idempotency-Key is still being worked on. Ask again in a moment.')
  const known = tenant.read((tx) => tx.db.select().from(idempotencyKeys).where(eq(idempotencyKeys.key, scoped)).get())
  if (known && known.fingerprint !== fingerprint)
    throw invalid(
      { 'Idempotency-Key': 'This key was used for another request. Use a new key for new work.' },
      'The Idempotency-Key was used for another request.',
    )
  if (known) return { answer: { status: known.status, body: known.body, location: known.location }, replayed: true }
  inFlight.add(mark)
  try {
    return { answer: await run(scoped), replayed: false }
  } finally {
    inFlight.delete(mark)
  }
}

export function keepAnswer(tx: Tx, key: string | undefined, fingerprint: string, answer: Answer): void {
  if (key === undefined) return
  tx.db
    .insert(idempotencyKeys)
    .values({ key, fingerprint, ...answer, createdAt: tx.now })
    .run()
}

/** Longer than anyone retries: a year and a month. */
export const pruneIdempotencyKeys = (tx: Tx): number =>
  tx.db
    .delete(idempotencyKeys)
    .where(lt(idempotencyKeys.createdAt, new Date(tx.now.getTime() - KEEP_MS)))
    .run().changes

function checkKey(key: string): string {
  if (key.length < 1 || key.length > 255) throw invalid({ 'Idempotency-Key': 'Use 1 to 255 characters.' })
  return key
}
