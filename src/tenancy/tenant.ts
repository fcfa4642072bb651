import type { Db } from '../db/index.ts'
import type { Id } from '../kit/ids.ts'

export type TenantId = Id<'tenant'>

/** Who acts: a person, an API key, an operator, or the system on behalf of a job or the carrier. */
export type Actor = {
  readonly kind: 'user' | 'key' | 'operator' | 'system'
  readonly id: string
  /** Sees what is their own, and nothing else. */
  readonly reach?: 'own'
  /** What records are looked at for, as they say themselves. */
  readonly purpose?: string
  /** A key for tests: nothing real is done for it. */
  readonly isTest?: true
}

/** Reading and writing rows, without the doors that would open or end a transaction. */
export type Rows = Pick<Db, 'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | 'all' | 'get' | 'run' | 'values'>

/** Facts fixed for one transaction. Facts only: a service never rides here. */
export type Tx = { readonly db: Rows; readonly tenantId: TenantId; readonly actor: Actor; readonly now: Date }

/** Waiting inside a transaction would hold the tenant's only write lock, so a promise is a type error. */
export type NotPromise<T> = T extends PromiseLike<unknown> ? never : T

export type Tenant = {
  readonly id: TenantId
  readonly actor: Actor
  read<T>(fn: (tx: Tx) => NotPromise<T>): T
  write<T>(fn: (tx: Tx) => NotPromise<T>): T
  /** In one transaction with what others write at the same time; fails alone. Resolves once it is durable. */
  writeTogether<T>(fn: (tx: Tx) => NotPromise<T>): Promise<T>
}

export const system = (id: string): Actor => ({ kind: 'system', id })
export const byOperator = ({ id }: { readonly id: string }): Actor => ({ kind: 'operator', id })
/** Whoever has the machine itself. */
export const AT_THE_SHELL: Actor = byOperator({ id: 'command-line' })
