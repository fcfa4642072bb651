export { createGuard, type Guard } from './guard.ts'
export {
  type HeldLease,
  type Lease,
  type LeaseDeps,
  leaseOf,
  proveStore,
  releaseLease,
  renewLease,
  type Taken,
  takeLease,
} from './lease.ts'
export type { LeaseStore } from './lease-store.ts'
export { s3Leases } from './s3-leases.ts'
