import { eq } from 'drizzle-orm'
import type { Tx } from '../tenancy/index.ts'
import { genesis, linkHash } from './chain.ts'
import { auditEvents } from './schema.tenant.ts'
import type { AuditEvent } from './trail.ts'

/** One entry with the hash before it: whoever has both computes its own again (chain.ts), without the trail. */
export type EntryProof = {
  readonly seq: number
  readonly at: string
  readonly actorKind: string
  readonly actorId: string
  readonly action: string
  readonly subjectId: string
  /** As it is hashed: JSON. */
  readonly detail: string
  readonly before: string
  readonly hash: string
}

export function proofOf(tx: Tx, { seq, at, actorKind, actorId, action, subjectId, detail, hash }: AuditEvent): EntryProof {
  const before = hashAt(tx, seq - 1) ?? genesis(tx.tenantId)
  return { seq, at: at.toISOString(), actorKind, actorId, action, subjectId, detail, before, hash }
}

export const isUnbroken = ({ before, hash, at, ...link }: EntryProof): boolean => linkHash(before, { ...link, at: new Date(at) }) === hash

/** Whether the trail still has it, at its place. */
export const isInTrail = (tx: Tx, { seq, hash }: EntryProof): boolean => hashAt(tx, seq) === hash

const hashAt = (tx: Tx, seq: number): string | undefined =>
  tx.db.select({ hash: auditEvents.hash }).from(auditEvents).where(eq(auditEvents.seq, seq)).get()?.hash
