import { and, desc, eq } from 'drizzle-orm'
import { recordAct } from '../audit/index.ts'
import { sqliteCode } from '../db/index.ts'
import { conflict, notFound } from '../kit/errors.ts'
import { newId } from '../kit/ids.ts'
import type { ControlTx, TenantId } from '../tenancy/index.ts'
import { keyRotations, type RotationId } from './schema.control.ts'

export type Rotation = typeof keyRotations.$inferSelect
export type Subject = { readonly kind: 'master' } | { readonly kind: 'tenant'; readonly tenantId: TenantId; readonly keyTurns: number }

const LISTED = 200

/** Throws AppError conflict while this key is being exchanged already, or the master key that wraps it. */
export function beginRotation(tx: ControlTx, subject: Subject, askedBy: string): Rotation {
  const others = subject.kind === 'master' ? 'tenant' : 'master'
  if (listRunning(tx, others).length > 0) throw conflict('Another key is being exchanged just now. Ask again when that is done.')
  const step = subject.kind === 'tenant' ? 'copying' : 'rewrapping'
  const row = { id: newId<'key-rotation'>(), ...subject, state: 'running', step, done: 0, total: 0, askedBy, startedAt: tx.now } as const
  try {
    const begun = tx.db.insert(keyRotations).values(row).returning().get()
    recordAct(tx, { kind: 'operator', id: askedBy }, 'rotation.begun', subjectOf(begun), { rotation: begun.id, kind: begun.kind })
    return begun
  } catch (error) {
    if (sqliteCode(error) === 'SQLITE_CONSTRAINT_UNIQUE') throw conflict('This key is being exchanged already.')
    throw error
  }
}

type Note = Partial<Pick<Rotation, 'step' | 'done' | 'total' | 'frozenUs' | 'keyId'>>
export const noteRotation = (tx: ControlTx, id: RotationId, note: Note): void =>
  void tx.db.update(keyRotations).set(note).where(eq(keyRotations.id, id)).run()

type Ending = { readonly state: 'done' } | { readonly state: 'failed' | 'interrupted'; readonly why: string }
export function endRotation(tx: ControlTx, id: RotationId, ending: Ending): void {
  const ended = tx.db
    .update(keyRotations)
    .set({ ...ending, ...(ending.state === 'done' && { step: 'finished' }), endedAt: tx.now })
    .where(eq(keyRotations.id, id))
    .returning()
    .get()
  if (!ended) return
  const { kind, state, keyId } = ended
  recordAct(tx, { kind: 'operator', id: ended.askedBy }, 'rotation.ended', subjectOf(ended), { rotation: id, kind, state, keyId })
}

const subjectOf = ({ tenantId }: Rotation): string => tenantId ?? 'master'

/** Throws AppError not_found. */
export function getRotation(tx: ControlTx, id: RotationId): Rotation {
  const row = tx.db.select().from(keyRotations).where(eq(keyRotations.id, id)).get()
  if (!row) throw notFound('Key rotation')
  return row
}

/** The latest first. */
export const listRotations = (tx: ControlTx): Rotation[] =>
  tx.db.select().from(keyRotations).orderBy(desc(keyRotations.startedAt), desc(keyRotations.id)).limit(LISTED).all()

export const listRunning = (tx: ControlTx, kind: Rotation['kind']): Rotation[] =>
  tx.db
    .select()
    .from(keyRotations)
    .where(and(eq(keyRotations.state, 'running'), eq(keyRotations.kind, kind)))
    .all()
