import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Id } from '../kit/ids.ts'
import type { TenantId } from '../tenancy/index.ts'

export type RotationId = Id<'key-rotation'>

/** Exchanges of a key. state: running → done | failed | interrupted (a crash before the new key stood) */
export const keyRotations = sqliteTable('key_rotations', {
  id: text('id').$type<RotationId>().primaryKey(),
  kind: text('kind', { enum: ['master', 'tenant'] }).notNull(),
  tenantId: text('tenant_id').$type<TenantId>(),
  /** The tenant's count of keys once this is done. */
  keyTurns: integer('key_turns'),
  keyId: text('key_id'),
  state: text('state', { enum: ['running', 'done', 'failed', 'interrupted'] }).notNull(),
  step: text('step', { enum: ['copying', 'resealing', 'rewrapping', 'finished'] }).notNull(),
  /** Documents resealed, or keys rewrapped, of how many. */
  done: integer('done').notNull(),
  total: integer('total').notNull(),
  /** How long writes waited, in microseconds. */
  frozenUs: integer('frozen_us'),
  why: text('why'),
  askedBy: text('asked_by').notNull(),
  startedAt: integer('started_at', { mode: 'timestamp_ms' }).notNull(),
  endedAt: integer('ended_at', { mode: 'timestamp_ms' }),
})
