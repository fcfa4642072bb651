import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assignNumber } from '../../src/fax/index.ts'
import type { Log } from '../../src/kit/log.ts'
import { openOffice } from '../../src/office/index.ts'
import {
  type Actor,
  type Control,
  createTenants,
  type KeyRing,
  type News,
  openControl,
  openKeyRing,
  provisionTenant,
  system,
  type Tenant,
  type TenantId,
  type Tenants,
} from '../../src/tenancy/index.ts'

const MASTER = Buffer.alloc(32, 7)

export const MAPLE_NUMBER = '+15550100100'
export const HARBOR_NUMBER = '+15550100200'

/** Made once in a process: two furnished offices, each with a number, whose directory each test copies. */
const template = (() => {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-template-'))
  const keys = openKeyRing({ masterKey: MASTER, controlFile: join(dataDir, 'control.key') })
  using control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock: () => new Date('2026-03-02T15:00:00Z') })
  using tenants = createTenants({ dataDir, control, keys, clock: () => new Date('2026-03-02T15:00:00Z'), capacity: 5, log: () => {} })
  const make = (name: string, slug: string, number: string) => {
    const furnish = (id: TenantId) => {
      const tenant = tenants.as(id, system('provision'))
      tenant.write((tx) => openOffice(tx, name))
      assignNumber({ control, tenant }, number, 'Main line')
      return id
    }
    return provisionTenant({ dataDir, control, keys }, { name, slug }, furnish).made
  }
  const maple = make('Maple Street Family Practice', 'maple', MAPLE_NUMBER)
  const harbor = make('Harbor Dental', 'harbor', HARBOR_NUMBER)
  return { dataDir, maple, harbor }
})()

export type Offices = {
  readonly dataDir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly tenants: Tenants
  readonly ids: { readonly maple: TenantId; readonly harbor: TenantId }
  /** Ana owns Maple Street; Sam works at Harbor. */
  readonly maple: Tenant
  readonly harbor: Tenant
  readonly now: { value: Date }
  readonly news: { readonly id: TenantId; readonly news: News }[]
  readonly logged: { level: string; event: string; facts: unknown }[]
  readonly log: Log
  later(ms: number): void
  [Symbol.dispose](): void
}

export const ANA: Actor = { kind: 'user', id: 'ana' }
export const SAM: Actor = { kind: 'user', id: 'sam' }

/** Two tenants, always: a test that only knows one cannot see a leak. A copy of the template, so each test has its own files. */
export function openOffices(options: { readonly capacity?: number } = {}): Offices {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-test-'))
  for (const file of ['control.key', 'control.db']) copyFileSync(join(template.dataDir, file), join(dataDir, file))
  for (const id of [template.maple, template.harbor]) {
    mkdirSync(join(dataDir, id, 'files'), { recursive: true })
    copyFileSync(join(template.dataDir, id, 'tenant.db'), join(dataDir, id, 'tenant.db'))
  }
  const now = { value: new Date('2026-03-02T15:00:00Z') }
  const clock = () => now.value
  const logged: Offices['logged'] = []
  const news: Offices['news'] = []
  const log: Log = (level, event, facts) => void logged.push({ level, event, facts })
  const keys = openKeyRing({ masterKey: MASTER, controlFile: join(dataDir, 'control.key') })
  const control = openControl({ dataDir, keyHex: keys.controlKeyHex, clock })
  const heard = (id: TenantId, list: readonly News[]) => {
    for (const each of list) news.push({ id, news: each })
  }
  const tenants = createTenants({ dataDir, control, keys, clock, capacity: options.capacity ?? 50, log, heard })
  return {
    dataDir,
    control,
    keys,
    tenants,
    ids: { maple: template.maple, harbor: template.harbor },
    maple: tenants.as(template.maple, ANA),
    harbor: tenants.as(template.harbor, SAM),
    now,
    news,
    logged,
    log,
    later: (ms) => {
      now.value = new Date(now.value.getTime() + ms)
    },
    [Symbol.dispose]() {
      tenants[Symbol.dispose]()
      control[Symbol.dispose]()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
