import { existsSync, rmSync } from 'node:fs'
import { recordAct } from '../../audit/index.ts'
import {
  byOperator,
  type Control,
  certify,
  checkGraceIsOver,
  type DestroyedTenant,
  destroyKey,
  expectCopiesGone,
  getTenantRow,
  inventoryKeys,
  type KeyRing,
  listCopiesOf,
  listUncertified,
  syncDirectory,
  type TenantId,
  type Tenants,
  tenantDirectory,
} from '../../tenancy/index.ts'
import { type Certificate, writeCertificate } from './certificate.ts'
import { certificateKey } from './certificate-key.ts'
import { takeStock } from './manifest.ts'

export type ShreddingDeps = {
  readonly dataDir: string
  readonly control: Control
  readonly keys: KeyRing
  readonly tenants: Tenants
  readonly clock: () => Date
  /** Throws AppError unavailable for an office that is on its way to another cell: what the bucket has of it is that one's. */
  readonly guard?: { mayWrite(id: TenantId): void } | undefined
  /** The bucket that may have copies. They are removed by `removeLingering`. */
  readonly place?: string | undefined
  /** Called between any two steps; a test throws here. */
  readonly reached?: (step: string) => void
}
export type Order = { readonly by: string /** Without waiting for the grace. */; readonly now: boolean }

/**
 * The key first, in one commit; then the bytes; the certificate last, when nothing is left to remove. A crash before the commit leaves
 * the office whole, one after it is finished by `finishShredding`. Every other thread has let go of its file before.
 * Throws AppError conflict while the grace runs.
 */
export async function shredTenant(deps: ShreddingDeps, id: TenantId, order: Order): Promise<Certificate> {
  const { control, tenants, reached = () => {} } = deps
  deps.guard?.mayWrite(id)
  const row = control.read((tx) => {
    const found = getTenantRow(tx, id)
    if (!order.now) checkGraceIsOver(tx, found)
    return found
  })
  tenants.close(id)
  const { sha256: manifestSha256, ...counts } = await takeStock(tenantDirectory(deps.dataDir, id))
  reached('counted')
  const facts = { ...counts, manifestSha256, keyId: nameOfKey(deps, id), destroyedBy: order.by }
  control.write((tx) => {
    deps.guard?.mayWrite(id)
    destroyKey(tx, row, facts)
    const { keyId, documents, files, bytes } = facts
    recordAct(tx, byOperator({ id: order.by }), 'tenant.destroyed', id, { keyId, documents, files, bytes, manifestSha256 })
  })
  // A request that was under way may have opened it again; from here on nobody can.
  tenants.close(id)
  reached('key destroyed')
  const finished = await finishShredding(deps)
  const made = finished.find(({ certificate }) => certificate.office.id === id)
  if (!made) throw new Error('The destruction left no certificate.')
  return made
}

/** A key that does not open is destroyed as well. */
const nameOfKey = ({ control, keys }: ShreddingDeps, id: TenantId): string =>
  control.read((tx) => inventoryKeys(tx, keys)).find((each) => each.id === id)?.keyId ?? 'one that did not open'

/** Whatever a crash left of offices whose key is gone. Answers the certificates it made. */
export async function finishShredding(deps: ShreddingDeps): Promise<Certificate[]> {
  const { control, reached = () => {} } = deps
  const unfinished = control.read(listUncertified)
  if (unfinished.length === 0) return []
  await control.scrub()
  reached('control database scrubbed')
  return unfinished.map((gone) => {
    removeFiles(deps, gone)
    reached('files removed')
    const key = certificateKey(deps)
    const made = control.write((tx) => {
      if (deps.place !== undefined) expectCopiesGone(tx, deps.place)
      const certificate = writeCertificate(gone, listCopiesOf(tx, gone.id), deps.clock(), key)
      certify(tx, gone.id, JSON.stringify(certificate))
      return certificate
    })
    reached('certified')
    return made
  })
}

function removeFiles({ dataDir }: ShreddingDeps, { id }: DestroyedTenant): void {
  const directory = tenantDirectory(dataDir, id)
  rmSync(directory, { recursive: true, force: true })
  if (existsSync(directory)) throw new Error(`${directory} could not be removed. Remove it, then run the command again.`)
  syncDirectory(dataDir)
}
