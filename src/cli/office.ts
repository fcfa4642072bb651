import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import { underLease } from '../in-cells.ts'
import { openMasters } from '../keys/index.ts'
import { notFound } from '../kit/errors.ts'
import { masterSettings, openParts, type Parts } from '../parts.ts'
import { AT_THE_SHELL, findTenantBySlug, type Tenant, type TenantSummary } from '../tenancy/index.ts'

/** Whoever may open the data directory from a shell; the trail says so. */

/** The data directory, opened for one command; it may run beside the server. Only a command that makes something begins a new one. */
export async function withParts<T>(
  work: (parts: Parts) => T | Promise<T>,
  config: Config = readConfig(),
  mayBegin = false,
  open = openMasters,
): Promise<T> {
  if (!existsSync(join(config.data.dir, 'control.db')) && !mayBegin) throw notFound(`A data directory at ${config.data.dir} (set DATA_DIR)`)
  // The server’s replicator goes on from the log: a command beside it must not be the one that removes it.
  const beside = existsSync(join(config.data.dir, 'replicated.json'))
    ? { opened() {}, closed() {}, makeWay: async (empty: () => void) => empty() }
    : undefined
  using parts = openParts({ ...config, logLevel: 'error' }, () => {}, undefined, undefined, beside, await open(masterSettings(config)))
  return await underLease(config, parts, () => work(parts))
}

/** For commands that may be the first ones of a data directory. */
export const beginParts = <T>(work: (parts: Parts) => T | Promise<T>, config: Config = readConfig()): Promise<T> =>
  withParts(work, config, true)

/** Throws AppError not_found. */
export function findOffice({ control }: Pick<Parts, 'control'>, slug: string): TenantSummary {
  const row = control.read((tx) => findTenantBySlug(tx, slug.toLowerCase()))
  if (!row) throw notFound(`Tenant “${slug}”`)
  const { wrappedKey: _, ...summary } = row
  return summary
}

export const enterOffice = (parts: Parts, slug: string): Tenant => parts.tenants.as(findOffice(parts, slug).id, AT_THE_SHELL)

/** An office's own address. */
export const officeUrl = ({ config }: Pick<Parts, 'config'>, slug: string): string =>
  config.server.publicOrigin.replace('://', `://${slug}.`)
