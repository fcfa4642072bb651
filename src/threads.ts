import type { TenantId } from './tenancy/index.ts'

/** What the two threads tell each other. */
export type ToWorker = { readonly kind: 'due'; readonly id: TenantId; readonly at: number } | { readonly kind: 'stop' }
export type FromWorker =
  | { readonly kind: 'changed'; readonly id: TenantId; readonly topic: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'stopped' }
