import { asc, eq } from 'drizzle-orm'
import { record, recordAct } from '../audit/index.ts'
import { type Db, prepared } from '../db/index.ts'
import { conflict, invalid } from '../kit/errors.ts'
import { parsePhone } from '../kit/phone.ts'
import type { Control, ControlTx, Tenant, TenantId, Tx } from '../tenancy/index.ts'
import { numberRoutes } from './schema.control.ts'
import { faxNumbers } from './schema.tenant.ts'

export type FaxNumber = typeof faxNumbers.$inferSelect

const allNumbers = (db: Db) => db.select().from(faxNumbers).orderBy(asc(faxNumbers.addedAt), asc(faxNumbers.number)).prepare()
export const listNumbers = (tx: Tx): FaxNumber[] => prepared(tx.db, 'fax.numbers', allNumbers).all()

/** A number has one owner: the control plane refuses the second, then the office's own file is told. Asking again is harmless. */
export function assignNumber(deps: { readonly control: Control; readonly tenant: Tenant }, text: string, label = ''): string {
  const number = parsePhone(text)
  if (!number) throw invalid({ number: 'Enter a fax number such as +15552010100.' })
  deps.control.write((tx) => {
    if (routeNumber(tx, number, deps.tenant.id)) recordAct(tx, deps.tenant.actor, 'number.assigned', deps.tenant.id, { number })
  })
  deps.tenant.write((tx) => {
    const added = tx.db.insert(faxNumbers).values({ number, label, addedAt: tx.now }).onConflictDoNothing().run()
    if (added.changes > 0) record(tx, 'number.assigned', tx.tenantId, { number })
  })
  return number
}

/** False when it was so already. */
function routeNumber(tx: ControlTx, number: string, tenantId: TenantId): boolean {
  const owner = routeOf(tx, number)
  if (owner === tenantId) return false
  if (owner) throw conflict('That number belongs to another office.')
  tx.db.insert(numberRoutes).values({ number, tenantId, addedAt: tx.now }).run()
  return true
}

export const routeOf = (tx: ControlTx, number: string): TenantId | undefined =>
  tx.db.select({ tenantId: numberRoutes.tenantId }).from(numberRoutes).where(eq(numberRoutes.number, number)).get()?.tenantId

/** Every number by its office. */
export function listRoutes(tx: ControlTx): ReadonlyMap<TenantId, readonly string[]> {
  const all = new Map<TenantId, string[]>()
  for (const { tenantId, number } of tx.db.select().from(numberRoutes).orderBy(asc(numberRoutes.number)).all())
    all.set(tenantId, [...(all.get(tenantId) ?? []), number])
  return all
}

/** The office's file is the truth: a routing row that was lost is made again. */
export function restoreRoutes(control: Control, tenant: Tenant): void {
  const numbers = tenant.read(listNumbers)
  const missing = numbers.filter(({ number }) => control.read((tx) => routeOf(tx, number)) === undefined)
  if (missing.length === 0) return
  control.write((tx) => {
    for (const { number } of missing) routeNumber(tx, number, tenant.id)
  })
}
