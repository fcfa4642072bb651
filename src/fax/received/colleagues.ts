import type { Tx } from '../../tenancy/index.ts'

/** Somebody a fax may be assigned to. */
export type Colleague = { readonly id: string; readonly name: string; readonly address: string }
export type Colleagues = (tx: Tx) => readonly Colleague[]
