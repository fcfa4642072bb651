import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DamagedDocument, seal, unseal } from '../../files/index.ts'
import { notFound } from '../../kit/errors.ts'
import { replaceDurably, type TenantId, type Tenants, tenantDirectory } from '../../tenancy/index.ts'

/*
 * The file that a restore replaced, as it was, and its key sealed under the office's key of now: with it what was done can be undone.
 * Under the office's own directory, so it is destroyed with the office.
 */
const MONTH_MS = 30 * 86_400_000
const SEALED_AS = 'kept file'

const directory = (dataDir: string, id: TenantId) => join(tenantDirectory(dataDir, id), 'kept')
export const keptFile = (dataDir: string, id: TenantId): string => join(directory(dataDir, id), 'office.db')
const keyFile = (dataDir: string, id: TenantId) => join(directory(dataDir, id), 'key')

/** `filesKey` is the office's key for documents from now on. */
export const keepKey = (dataDir: string, id: TenantId, filesKey: Buffer, keyHex: string): void =>
  replaceDurably(keyFile(dataDir, id), seal(filesKey, SEALED_AS, Buffer.from(keyHex, 'hex')))

/** Throws AppError not_found when nothing is kept, or it opens no more. */
export function openKept({ dataDir, tenants }: { readonly dataDir: string; readonly tenants: Tenants }, id: TenantId) {
  const path = keptFile(dataDir, id)
  if (!existsSync(path) || !existsSync(keyFile(dataDir, id))) throw notFound('A replaced file of this office')
  for (const key of [tenants.key(id, 'files'), ...tenants.earlierKeys(id, 'files')])
    try {
      return { path, keyHex: unseal(key, SEALED_AS, readFileSync(keyFile(dataDir, id))).toString('hex') }
    } catch (error) {
      if (!(error instanceof DamagedDocument)) throw error
    }
  throw notFound('The key of the replaced file: the office’s key was exchanged since, so it')
}

/** Answers whether one was too old. */
export function dropKept(dataDir: string, id: TenantId, now: number): boolean {
  const found = statSync(keyFile(dataDir, id), { throwIfNoEntry: false })
  if (!found || now - found.mtimeMs < MONTH_MS) return false
  rmSync(directory(dataDir, id), { recursive: true, force: true })
  return true
}
