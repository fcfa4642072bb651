import type { ReplacingDeps } from './custody/restoring/index.ts'
import { holdUnsettled, restoreRoutes } from './fax/index.ts'
import { shutOut, standingOf } from './identity/index.ts'
import type { Parts } from './parts.ts'
import { announce, system } from './tenancy/index.ts'

/** What the restoration of one office in its place needs of everything. */
export function replacingDeps(parts: Parts, doors: Pick<ReplacingDeps, 'forget' | 'letGo'>): ReplacingDeps {
  const { bucket, replicatorProgram: program, data } = parts.config
  return {
    ...parts,
    ...doors,
    dataDir: data.dir,
    replica: bucket && { program, bucket },
    hold: holdUnsettled,
    shutOut(gone, isLater) {
      const standing = standingOf(gone)
      return (come) => shutOut(come, standing, isLater)
    },
    arrived(id) {
      const tenant = parts.tenants.as(id, system('restore'))
      restoreRoutes(parts.control, tenant)
      tenant.write((tx) => announce(tx, { kind: 'due', at: tx.now.getTime() }))
    },
  }
}
