import type { Actor, Control, ControlTx, Tenant, TenantId, Tx } from '../tenancy/index.ts'
import { type Detail, record } from './trail.ts'

/** The chain of the control plane begins with this name instead of an office's id. */
const PLANE = 'control' as TenantId
const READER: Actor = { kind: 'operator', id: 'reader' }

/** The control database as code knows a file that also works on an office's: its tables have the same names. */
const asFile = ({ db, now }: ControlTx, actor: Actor): Tx => ({ db, now, actor, tenantId: PLANE })

/** The same with its doors, for whoever acts on the control plane. */
export type ControlFile = Pick<Tenant, 'id' | 'actor' | 'read' | 'write'>
export const controlFile = (control: Control, actor: Actor): ControlFile => ({
  id: PLANE,
  actor,
  read: (fn) => control.read((tx) => fn(asFile(tx, actor)) as never) as never,
  write: (fn) => control.write((tx) => fn(asFile(tx, actor)) as never) as never,
})

/** An act on the control plane, in the transaction of the act. */
export const recordAct = (tx: ControlTx, actor: Actor, action: string, subjectId: string, detail: Detail = {}): void =>
  record(asFile(tx, actor), action, subjectId, detail)

/** The operators' trail, for whatever reads an office's. */
export const operatorTrail = (control: Control): Pick<Tenant, 'id' | 'read'> => controlFile(control, READER)
