import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { closeDb, openDb } from '../db/index.ts'
import { conflict, invalid } from '../kit/errors.ts'
import { newId } from '../kit/ids.ts'
import type { Control } from './control.ts'
import { findTenantBySlug, SUMMARY, type TenantSummary } from './directory.ts'
import { type KeyRing, syncDirectory, tenantDirectory } from './keys.ts'
import { tenants } from './schema.control.ts'
import type { TenantId } from './tenant.ts'

export type NewTenant = { readonly name: string; readonly slug: string }
type Deps = { readonly dataDir: string; readonly control: Control; readonly keys: KeyRing }

const SLUG = /^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$/
const RESERVED = new Set(['admin', 'api', 'www', 'app', 'mail', 'media', 'static', 'status', 'support', 'help', 'docs'])

/**
 * Makes a tenant whole or not at all: the row says `making` until the file stands and `furnish` (the first owner) has run;
 * whatever fails, and whatever a crash left, is unmade. Throws AppError invalid or conflict.
 */
export function provisionTenant<T>(
  deps: Deps,
  input: NewTenant,
  furnish: (id: TenantId) => T,
): { readonly tenant: TenantSummary; readonly made: T } {
  const row = check(input)
  const id = newId<'tenant'>()
  const wrappedKey = deps.keys.newWrappedKey(id)
  const tenant = deps.control.write((tx) => {
    if (findTenantBySlug(tx, row.slug)) throw conflict('That web name is taken. Choose another.')
    return tx.db
      .insert(tenants)
      .values({ id, ...row, state: 'making', wrappedKey, createdAt: tx.now })
      .returning(SUMMARY)
      .get()
  })
  try {
    makeFile(deps, id, wrappedKey)
    const made = furnish(id)
    deps.control.write((tx) => void tx.db.update(tenants).set({ state: 'active' }).where(eq(tenants.id, id)).run())
    return { tenant: { ...tenant, state: 'active' }, made }
  } catch (error) {
    unmake(deps, id)
    throw error
  }
}

/** At start: what a crash left half-made goes. */
export function removeHalfMade(deps: Deps): number {
  const half = deps.control.read((tx) => tx.db.select({ id: tenants.id }).from(tenants).where(eq(tenants.state, 'making')).all())
  for (const { id } of half) unmake(deps, id)
  return half.length
}

function check(input: NewTenant): NewTenant {
  const name = input.name.trim()
  const slug = input.slug.trim().toLowerCase()
  const wrong: Record<string, string> = {}
  if (name.length < 1 || name.length > 120) wrong['name'] = 'Enter a name of 1 to 120 characters.'
  if (!SLUG.test(slug) || RESERVED.has(slug)) wrong['slug'] = 'Use 3 to 40 lower-case letters, digits or dashes; some names are reserved.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  return { name, slug }
}

function makeFile(deps: Deps, id: TenantId, wrappedKey: Buffer): void {
  const directory = tenantDirectory(deps.dataDir, id)
  mkdirSync(join(directory, 'files'), { recursive: true, mode: 0o700 })
  const keyHex = deps.keys.derive(id, wrappedKey, 'database').toString('hex')
  closeDb(openDb({ path: join(directory, 'tenant.db'), keyHex, plane: 'tenant', create: true }))
  syncDirectory(directory)
  syncDirectory(deps.dataDir)
}

function unmake(deps: Deps, id: TenantId): void {
  rmSync(tenantDirectory(deps.dataDir, id), { recursive: true, force: true })
  deps.control.write((tx) => void tx.db.delete(tenants).where(eq(tenants.id, id)).run())
}
