import { join } from 'node:path'
import { record } from '../../src/audit/index.ts'
import type { Db } from '../../src/db/index.ts'
import { enqueue, kind } from '../../src/jobs/index.ts'
import { createTenants, openControl, openKeyRing, provisionTenant, system, type TenantId, type Tx } from '../../src/tenancy/index.ts'

export type Synchronous = 'FULL' | 'NORMAL'
const FACT = kind<{ n: number }>('power-cut.fact')
const MASTER = Buffer.alloc(32, 9)
const clock = () => new Date('2026-03-02T15:00:00Z')

/** The product's own way to a tenant's file, over one data directory. */
function openPlanes(dataDir: string) {
  const keys = openKeyRing({ masterKey: MASTER, controlFile: join(dataDir, 'control.key') })
  const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock })
  const tenants = createTenants({ dataDir, control, keys, clock, capacity: 5, log: () => {} })
  const dispose = () => {
    tenants[Symbol.dispose]()
    control[Symbol.dispose]()
  }
  return { dataDir, keys, control, tenants, [Symbol.dispose]: dispose }
}

export function makeOffice(dataDir: string): { readonly id: TenantId; readonly keyHex: string } {
  using planes = openPlanes(dataDir)
  const id = provisionTenant(planes, { name: 'Maple Street Family Practice', slug: 'maple' }, (made) => made).made
  return { id, keyHex: planes.tenants.key(id, 'database').toString('hex') }
}

/** A fact is two rows of one commit: an entry of the trail and a job. */
export function writeFact(tx: Tx, n: number): void {
  record(tx, 'fact.written', String(n))
  enqueue(tx, FACT, { n })
}

const REOPEN_EVERY = 170

/** Writes facts 1…count, saying each as soon as it is committed; closes the file now and then, as the cache of handles does. */
export function writeFacts(dataDir: string, id: TenantId, count: number, synchronous: Synchronous, committed: (n: number) => void): void {
  using planes = openPlanes(dataDir)
  const tenant = planes.tenants.as(id, system('power-cut'))
  for (let n = 1; n <= count; n++) {
    if (n % REOPEN_EVERY === 0) planes.tenants.close(id)
    if (synchronous === 'NORMAL') loosen(tenant.read(({ db }) => db as unknown as object) as Db)
    tenant.write((tx) => writeFact(tx, n))
    committed(n)
  }
}

/** What the driver is compiled with, and what the product must never run with: here to show that the proof has teeth. */
const loosen = (db: Db) => void db.$client.pragma('synchronous=NORMAL')
