import type { Log } from '../kit/log.ts'
import type { Brought } from '../replication/index.ts'
import type { Control, KeyRing, TenantId, Tenants, Turnstile, Tx } from '../tenancy/index.ts'
import type { Doors } from './doors.ts'
import type { Guard } from './guard.ts'
import type { LeaseStore } from './lease-store.ts'
import type { Tenure } from './tenure.ts'
import type { Whereabouts } from './whereabouts.ts'

/** What the rest of the process does for an office that leaves or arrives. */
export type Hands = {
  /** Resolves when what runs of it has settled; nothing more begins. */
  drain(id: TenantId): Promise<void>
  /** Its jobs go on. */
  resume(id: TenantId): void
  /** No other thread has its file open any more. */
  letGo(id: TenantId): Promise<void>
  /** Documents that only this disk has go to the bucket. Throws when it does not take them. */
  push(id: TenantId): Promise<void>
  /** Resolves to its last transaction when the bucket has all of its file; undefined when that cannot be had, or not until `over`. */
  shipped(id: TenantId, over?: AbortSignal): Promise<number | undefined>
  /** Resolves when the bucket has what is here now: the file, and the control database that knows of it; and at `over`. */
  kept(id: TenantId, over?: AbortSignal): Promise<void>
  /** Puts a replica into a file. */
  fetch(replica: string, to: string): Promise<Brought>
  /** What lay on the disk of its last cell only is said to be gone. */
  leaveBehind(tx: Tx): void
  /** What had not ended is left to a person: its last cell may have done it since. */
  hold(tx: Tx): number
  /** It lives here from now on: doors, numbers and jobs. */
  welcome(id: TenantId, slug: string): void
}

export type CellDeps = {
  readonly store: LeaseStore
  readonly dataDir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly tenants: Tenants
  readonly turnstile: Turnstile
  readonly tenure: Tenure
  readonly whereabouts: Whereabouts
  readonly hands: Hands
  readonly doors: Doors
  readonly cell: string
  readonly now: () => number
  /** Bun.sleep where nobody says otherwise. */
  readonly rest?: (ms: number) => Promise<unknown>
  readonly skewMs: number
  readonly log: Log
}

export type CellOptions = CellDeps & {
  readonly guard: Guard
  readonly termMs: number
  readonly numberOf: (number: string) => TenantId | undefined
  /** The lease is held from now on, or again. */
  readonly begun: () => void
}
