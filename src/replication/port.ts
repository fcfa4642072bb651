import type { Log } from '../kit/log.ts'
import type { TenantId } from '../tenancy/index.ts'
import type { CopyDeps, Holder } from './copy.ts'
import type { Copied } from './places.ts'
import type { Standing } from './standing.ts'

export type Replication = {
  /** After this thread opened the file, and after it closed it. */
  opened(id: TenantId, by: Holder): void
  closed(id: TenantId, by: Holder): void
  /** After an office's key was exchanged, and with it its file. Resolves when nobody reads the last one any more. */
  turned(id: TenantId): Promise<void>
  /** One look at the replicator: what it forgot is registered again, what lags is shipped. A timer calls it. */
  look(): Promise<void>
  /** Once: every office that is not open, for what the bucket lacks of it. A timer calls it, since commands may write beside the server. */
  search(): Promise<void>
  /** The log of the control database is emptied: the replicator, which keeps it from that, lets go of it meanwhile and ships it whole next. */
  makeWay(empty: () => void): Promise<void>
  /** Has the replicator let go of an office that nobody has open: what it still writes beside the file it has written by then. */
  leave(id: TenantId): Promise<void>
  /** Whether something of that office may still be put into the bucket. */
  isShipping(id: TenantId): boolean
  /** What the bucket has of this office did not restore: it gets a whole copy. */
  doubt(id: TenantId): void
  /**
   * After everybody closed the file: resolves to its last transaction when the bucket has all of it and nobody ships it any more. Waits
   * for a bucket that is away until `over`, and is undefined then.
   */
  shipped(id: TenantId, over?: AbortSignal): Promise<number | undefined>
  /** Resolves when the bucket has what is here now of the file, and of the control database, and at `over`. */
  kept(id: TenantId, over?: AbortSignal): Promise<void>
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
  readonly standing: Standing
  /** What is open is left to the replicator, which ships it a last time when this process has ended. */
  [Symbol.dispose](): void
}
export type ReplicationDeps = CopyDeps & {
  readonly keySocket: string
  readonly keyHex: (id: Copied) => string
  readonly offices: () => readonly TenantId[]
  readonly log: Log
}
