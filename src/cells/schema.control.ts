import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { TenantId } from '../tenancy/index.ts'

/** This cell's own lease, as far as its threads and the commands beside them may rely on it. */
export const cellTenures = sqliteTable('cell_tenures', {
  cell: text('cell').primaryKey(),
  /** Of the last write that was answered, and of the one that may not have been: by them a cell knows its lease after a crash. */
  mark: text('mark').notNull(),
  nextMark: text('next_mark').notNull(),
  expiresAt: integer('expires_at').notNull(),
})

/** The version of each office's placement that says it lives here, as this cell wrote it. */
export const cellClaims = sqliteTable('cell_claims', {
  tenantId: text('tenant_id').$type<TenantId>().primaryKey(),
  tag: text('tag').notNull(),
})

/*
 * Offices on their way to another cell, or gone there:  leaving → gone | stayed
 * While `frozen` nobody writes to it here. The row of one that is gone stays: by it who asks here for the office is sent on.
 */
export const departures = sqliteTable('departures', {
  id: text('id').$type<TenantId>().primaryKey(),
  slug: text('slug').notNull(),
  /** Where to. */
  cell: text('cell').notNull(),
  state: text('state', { enum: ['leaving', 'gone', 'stayed'] }).notNull(),
  step: text('step').notNull(),
  frozen: integer('frozen', { mode: 'boolean' }).notNull(),
  frozenMs: integer('frozen_ms'),
  why: text('why'),
  askedBy: text('asked_by').notNull(),
  startedAt: integer('started_at', { mode: 'timestamp_ms' }).notNull(),
  endedAt: integer('ended_at', { mode: 'timestamp_ms' }),
})
