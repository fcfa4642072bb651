import { mkdirSync } from 'node:fs'
import type { Config } from '../config.ts'
import { addContact, findContactByFax } from '../contacts/index.ts'
import { holdDirectory } from '../db/index.ts'
import { assignNumber } from '../fax/index.ts'
import { createOperator, createPasswords, findOperator, type Passwords } from '../identity/index.ts'
import type { Parts } from '../parts.ts'
import { provisionOffice } from '../platform/index.ts'
import { AT_THE_SHELL, findTenantBySlug, removeHalfMade, type Tenant } from '../tenancy/index.ts'
import { type DevFile, type DevOffice, readDevFile } from './dev-file.ts'
import { ensureKey, ensurePeople, type Person } from './dev-people.ts'
import { beginParts, officeUrl } from './office.ts'

type Plan = {
  readonly name: string
  readonly slug: string
  readonly number: string
  readonly people: readonly [Person, ...Person[]]
  readonly contacts: readonly { readonly name: string; readonly fax: string }[]
}

const MAPLE: Plan = {
  name: 'Maple Street Family Practice',
  slug: 'maple',
  number: '+15550100100',
  people: [
    { role: 'owner_admin', email: 'owner@maple.localhost', name: 'Ana Owner' },
    { role: 'admin', email: 'admin@maple.localhost', name: 'Ben Admin' },
    { role: 'user', email: 'front@maple.localhost', name: 'Uma Front Desk' },
    { role: 'auditor', email: 'auditor@maple.localhost', name: 'Abe Auditor' },
  ],
  contacts: [
    { name: 'Oak Pharmacy', fax: '+15550100001' },
    { name: 'Riverside Imaging (busy once)', fax: '+15550100002' },
    { name: 'Lakeview Clinic (no answer)', fax: '+15550100004' },
  ],
}
const HARBOR: Plan = {
  name: 'Harbor Dental',
  slug: 'harbor',
  number: '+15550100200',
  people: [{ role: 'owner_admin', email: 'owner@harbor.localhost', name: 'Sam Owner' }],
  contacts: [],
}

/** Two offices to try, made once: what is there already stays, and passwords and keys stay those of dev.json. */
export async function seed(config: Config): Promise<Omit<DevFile, 'carrierUrl'>> {
  mkdirSync(config.data.dir, { recursive: true, mode: 0o700 })
  using _ = holdDirectory(config.data.dir)
  return beginParts(async (parts) => {
    removeHalfMade({ dataDir: config.data.dir, control: parts.control, keys: parts.keys })
    const before = readDevFile(config.data.dir)
    const passwords = createPasswords()
    const maple = await ensureOffice(parts, MAPLE, passwords, before)
    const harbor = await ensureOffice(parts, HARBOR, passwords, before)
    return {
      url: maple.url,
      adminUrl: officeUrl(parts, 'admin'),
      tenant: { id: maple.id, slug: maple.slug },
      users: maple.users,
      apiKey: maple.apiKey,
      operatorKey: ensureOperator(parts, before?.operatorKey),
      offices: [maple, harbor],
    }
  }, config)
}

async function ensureOffice(parts: Parts, plan: Plan, passwords: Passwords, before: DevFile | undefined): Promise<DevOffice> {
  const office = enterOrMake(parts, plan)
  const known = before?.offices.find(({ id }) => id === office.id)
  const users = await ensurePeople(office, plan.people, passwords, known?.users ?? [])
  assignNumber({ control: parts.control, tenant: office }, plan.number, 'Main line')
  office.write((tx) => {
    for (const each of plan.contacts) if (!findContactByFax(tx, each.fax)) addContact(tx, { ...each, organization: '', note: '' })
  })
  const apiKey = office.write((tx) => ensureKey(tx, plan.slug, known?.apiKey))
  return { id: office.id, slug: plan.slug, url: officeUrl(parts, plan.slug), users, apiKey }
}

function enterOrMake({ config, control, keys, tenants }: Parts, { name, slug, people: [owner] }: Plan): Tenant {
  const known = control.read((tx) => findTenantBySlug(tx, slug))
  const deps = { dataDir: config.data.dir, control, keys, tenants }
  const { id } = known ?? provisionOffice(deps, { name, slug, ownerEmail: owner.email, ownerName: owner.name })
  return tenants.as(id, AT_THE_SHELL)
}

function ensureOperator({ control }: Parts, known: string | undefined): string {
  return control.write((tx) => (known && findOperator(tx, known) ? known : createOperator(tx, 'bin/dev').key))
}
