export { type Asked, type Cell, startCell, type Where } from './cell.ts'
export type { CellDeps, CellOptions, Hands } from './deps.ts'
export { createDoors, type Doors } from './doors.ts'
export { createGuard, type Guard, type GuardDeps } from './guard.ts'
export {
  type Fenced,
  fence,
  type HeldLease,
  isClear,
  type Lease,
  type LeaseDeps,
  proveStore,
  releaseLease,
  renewLease,
  type Taken,
  takeLease,
} from './lease.ts'
export type { LeaseStore } from './lease-store.ts'
export { changePlacement, claimPlacement, type Placed, type Placement, placementOf, readPlacement } from './placement.ts'
export { s3Leases } from './s3-leases.ts'
export { createTenure, type Tenure, type TenureDeps } from './tenure.ts'
export { createWhereabouts, type Whereabouts } from './whereabouts.ts'
