import { isDamage, isTransient, transact } from '../db/index.ts'
import { AppError, diskFull, isDiskFull, unavailable } from '../kit/errors.ts'
import { describeError, type Log } from '../kit/log.ts'
import type { Control } from './control.ts'
import { databasePath, getTenantRow } from './directory.ts'
import { type Copying, createHandles, type Location } from './handles.ts'
import type { KeyRing, LastingPurpose, Purpose } from './keys.ts'
import { type News, newsOf } from './news.ts'
import { recallKeys } from './retired.ts'
import type { Actor, NotPromise, Tenant, TenantId, Tx } from './tenant.ts'
import { createTogether } from './together.ts'
import { createTurnstile, type Turnstile } from './turnstile.ts'
import { markReading } from './unchanged.ts'

export type Tenants = {
  as(id: TenantId, actor: Actor): Tenant
  key(id: TenantId, purpose: Purpose): Buffer
  /** For a handle of one's own. */
  locate(id: TenantId): Location
  /** What the tenant's earlier keys gave for a purpose, while that is kept. */
  earlierKeys(id: TenantId, purpose: LastingPurpose): readonly Buffer[]
  /** Another number once the tenant's key was exchanged: what was derived from it before is of no use any more. */
  turns(id: TenantId): number
  isOpen(id: TenantId): boolean
  close(id: TenantId): void
  closeIdle(olderThanMs: number): number
  readonly open: number
  [Symbol.dispose](): void
}

export type TenantsDeps = {
  readonly dataDir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly clock: () => Date
  readonly capacity: number
  readonly log: Log
  /** Called after a commit that announced something. */
  readonly heard?: (id: TenantId, news: readonly News[]) => void
  /** Throws AppError when this process may not write to the tenant’s file, though it has it open. */
  readonly mayWrite?: (id: TenantId) => void
  /** The same of opening it: what lies here may be older than what lies elsewhere. */
  readonly mayOpen?: (id: TenantId) => void
  /** Shared with the other threads that write to these files. */
  readonly turnstile?: Turnstile
  readonly copying?: Copying | undefined
}

/** SQLite refused a page of a tenant's file, or there is none. */
export class DamagedRecords extends AppError {}

const DAMAGED = 'This office’s records failed an integrity check and were not served. Your operator can restore them from the replica.'
const BUSY = 'The records could not be written just now. Nothing was changed; try again in a moment.'

export function createTenants(deps: TenantsDeps): Tenants {
  const { control, keys, capacity, copying, turnstile = createTurnstile() } = deps
  const key = (id: TenantId, purpose: Purpose) => keys.derive(id, control.read((tx) => getTenantRow(tx, id)).wrappedKey, purpose)

  function locate(id: TenantId): Location {
    const row = control.read((tx) => getTenantRow(tx, id))
    return { path: databasePath(deps.dataDir, row), keyHex: keys.derive(id, row.wrappedKey, 'database').toString('hex') }
  }
  function locateOwn(id: TenantId): Location {
    deps.mayOpen?.(id)
    return locate(id)
  }
  const handles = createHandles({ locate: locateOwn, turnstile, capacity, copying })

  function run<T>(mode: 'deferred' | 'immediate', id: TenantId, actor: Actor, fn: (tx: Tx) => T): T {
    try {
      const outermost = !handles.find(id)?.$client.inTransaction
      const enter = () => {
        const db = handles.get(id)
        const tx: Tx = { db, tenantId: id, actor, now: deps.clock() }
        if (mode === 'deferred' && outermost) markReading(tx)
        return { result: transact(db, mode, () => (mode === 'immediate' ? guarded(id, () => fn(tx)) : fn(tx))), news: newsOf(tx) }
      }
      const { result, news } = mode === 'immediate' && outermost ? turnstile.pass(id, enter) : enter()
      tell(id, news)
      return result
    } catch (error) {
      throw refusal(id, error)
    }
  }

  /** Asked again before the commit: what began in time may have taken too long. */
  function guarded<T>(id: TenantId, write: () => T): T {
    deps.mayWrite?.(id)
    const result = write()
    deps.mayWrite?.(id)
    return result
  }

  /** What is committed stays so: a listener that fails must not make it look refused. */
  function tell(id: TenantId, news: readonly News[]): void {
    try {
      if (news.length > 0) deps.heard?.(id, news)
    } catch (error) {
      deps.log('error', 'tenant.listener_failed', { tenant: id, ...describeError(error) })
    }
  }

  function refusal(id: TenantId, error: unknown): unknown {
    if (isDamage(error)) {
      handles.close(id)
      deps.log('error', 'tenant.damaged', { tenant: id, ...describeError(error) })
      return new DamagedRecords('unavailable', DAMAGED)
    }
    if (isDiskFull(error)) {
      deps.log('error', 'disk.full', { tenant: id })
      return diskFull()
    }
    if (isTransient(error)) {
      deps.log('error', 'tenant.write_failed', { tenant: id, ...describeError(error) })
      return unavailable(BUSY)
    }
    return error
  }

  const together = createTogether({ write: (id, actor, fn) => run('immediate', id, actor, fn), whenFree: turnstile.whenFree })

  return {
    as: (id, actor) => ({
      id,
      actor,
      read: <T>(fn: (tx: Tx) => NotPromise<T>) => run<T>('deferred', id, actor, fn as (tx: Tx) => T),
      write: <T>(fn: (tx: Tx) => NotPromise<T>) => run<T>('immediate', id, actor, fn as (tx: Tx) => T),
      writeTogether: <T>(fn: (tx: Tx) => NotPromise<T>) => together(id, actor, fn as (tx: Tx) => T),
    }),
    key,
    locate,
    earlierKeys: (id, purpose) => control.read((tx) => recallKeys(tx, keys, id, purpose)),
    turns: turnstile.turns,
    isOpen: handles.has,
    close: handles.close,
    closeIdle: handles.closeIdle,
    get open() {
      return handles.size
    },
    [Symbol.dispose]: () => handles[Symbol.dispose](),
  }
}
