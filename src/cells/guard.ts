import { eq, sql } from 'drizzle-orm'
import { type Db, prepared } from '../db/index.ts'
import { notFound, unavailable } from '../kit/errors.ts'
import type { Control, ControlTx, TenantId } from '../tenancy/index.ts'
import { cellTenures, departures } from './schema.control.ts'

/** Whether this cell may write, said without asking anyone outside: by its own control database, so that every thread and command agrees. */
export type Guard = {
  /** Before a write begins, and again before it commits; also before a file is opened. Throws AppError unavailable. */
  mayWrite(tenant: TenantId): void
  /** Before a job of it begins. Throws AppError not_found for an office that is leaving or gone, as for one that is closed. */
  mayWork(tenant: TenantId): void
  /** The lease is held, and will be for longer than a commit takes. */
  holds(): boolean
}
export type GuardDeps = {
  readonly control: Control
  readonly cell: string
  readonly now: () => number
  /** So much before its lease runs out a cell stops, so that a commit under way ends while nobody else may have begun. */
  readonly marginMs: number
}

export const ELSEWHERE = 'This office is being served elsewhere just now. Try again in a moment.'
const UNSURE = 'This machine cannot show just now that it may write to this office. Try again in a moment.'
export const COME_BACK_SECONDS = 2

const tenure = (db: Db) =>
  db
    .select({ expiresAt: cellTenures.expiresAt })
    .from(cellTenures)
    .where(eq(cellTenures.cell, sql.placeholder('cell')))
    .prepare()
const departure = (db: Db) =>
  db
    .select({ frozen: departures.frozen })
    .from(departures)
    .where(eq(departures.id, sql.placeholder('id')))
    .prepare()

const isFrozen = (tx: ControlTx, id: TenantId): boolean => prepared(tx.db, 'cells.departure', departure).get({ id })?.frozen ?? false

/** A process that slept past the end of its lease finds it over by its own clock. */
export function createGuard({ control, cell, now, marginMs }: GuardDeps): Guard {
  const isHeld = (tx: ControlTx) => now() < (prepared(tx.db, 'cells.tenure', tenure).get({ cell })?.expiresAt ?? 0) - marginMs
  return {
    mayWrite(id) {
      const refused = control.read((tx) => (isFrozen(tx, id) ? ELSEWHERE : isHeld(tx) ? undefined : UNSURE))
      if (refused !== undefined) throw unavailable(refused, COME_BACK_SECONDS)
    },
    mayWork(id) {
      if (control.read((tx) => isFrozen(tx, id))) throw notFound('Tenant')
    },
    holds: () => control.read(isHeld),
  }
}
