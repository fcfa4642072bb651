import { done, enqueue, handle, kind, listJobs, startWorker, step, type WorkerOptions } from '../../src/jobs/index.ts'
import { unavailable } from '../../src/kit/errors.ts'
import { system, type Tenant, type TenantId } from '../../src/tenancy/index.ts'
import type { Offices } from '../support/offices.ts'

export const WORK = kind<{ n: number }>('test.work')
export const SLOTS = { slots: 8, slotsPerTenant: 4, leaseMs: 60_000 }

/** Jobs that begin, say so, and wait until the test lets them go. */
export function createGates() {
  const begun: { readonly tenant: TenantId; readonly n: number; readonly go: () => void }[] = []
  const handler = handle(WORK, (tx, { n }) =>
    step(
      () => new Promise<void>((resolve) => begun.push({ tenant: tx.tenantId, n, go: resolve })),
      () => done,
    ),
  )
  return { begun, handler, of: (id: TenantId) => begun.filter(({ tenant }) => tenant === id) }
}

export function start(offices: Offices, options: Pick<WorkerOptions, 'handlers'> & Partial<WorkerOptions>) {
  const tenant = (id: TenantId) => offices.tenants.as(id, system('jobs'))
  return startWorker({ tenant, clock: () => offices.now.value, log: offices.log, ...SLOTS, ...options })
}

export const put = (tenant: Tenant, count: number, at?: Date) =>
  tenant.write((tx) => {
    for (let n = 0; n < count; n++) enqueue(tx, WORK, { n }, at ? { at } : {})
  })
export const states = (tenant: Tenant) => tenant.read((tx) => listJobs(tx, { limit: 2_000 })).map(({ state }) => state)
export const now = (offices: Offices) => offices.now.value.getTime()
export const breath = () => new Promise<void>((resolve) => setImmediate(resolve))

export async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 3_000
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}.`)
    await breath()
  }
}

/** The tenant's file answers only while `works` says so. */
export function shaky(offices: Offices, works: (id: TenantId) => boolean) {
  return (id: TenantId): Tenant => {
    if (!works(id)) throw unavailable('Not now.')
    return offices.tenants.as(id, system('jobs'))
  }
}
