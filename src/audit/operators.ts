import type { Actor, Control, ControlTx, Tenant, TenantId, Tx } from '../tenancy/index.ts'
import { type Detail, record } from './trail.ts'

/** The chain of the control plane begins with this name instead of an office's id. */
const PLANE = 'control' as TenantId
const READER: Actor = { kind: 'operator', id: 'reader' }

/** The control database as the trail's code knows a file: its table has the same name. */
const asFile = ({ db, now }: ControlTx, actor: Actor): Tx => ({ db, now, actor, tenantId: PLANE })

/** An act on the control plane, in the transaction of the act. */
export const recordAct = (tx: ControlTx, actor: Actor, action: string, subjectId: string, detail: Detail = {}): void =>
  record(asFile(tx, actor), action, subjectId, detail)

/** The operators' trail, for whatever reads an office's. */
export const operatorTrail = (control: Control): Pick<Tenant, 'id' | 'read'> => ({
  id: PLANE,
  read: (fn) => control.read((tx) => fn(asFile(tx, READER)) as never) as never,
})
