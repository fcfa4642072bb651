import { and, desc, eq } from 'drizzle-orm'
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
    return tx.db.insert(keyRotations).values(row).returning().get()
  } catch (error) {
    if (sqliteCode(error) === 'SQLITE_CONSTRAINT_UNIQUE') throw conflict('This key is being exchanged already.')
    throw error
  }
}

type Note = Partial<Pick<Rotation, 'step' | 'done' | 'total' | 'frozenUs' | 'keyId'>>
export const noteRotation = (tx: ControlTx, id: RotationId, note: Note): void =>
  void tx.db.update(keyRotations).set(note).where(eq(keyRotations.id, id)).run()

type Ending = { readonly state: 'done' } | { readonly state: 'failed' | 'interrupted'; readonly why: string }
export const endRotation = (tx: ControlTx, id: RotationId, ending: Ending): void =>
  void tx.db
    .update(keyRotations)
    .set({ ...ending, ...(ending.state === 'done' && { step: 'finished' }), endedAt: tx.now })
    .where(eq(keyRotations.id, id))
    .run()

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
