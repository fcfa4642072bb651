export { adoptTenant, type Site } from './adopt.ts'
export { writeAlone } from './alone.ts'
export { type Control, type ControlTx, openControl } from './control.ts'
export {
  type CopiesFound,
  type DestroyedCopies,
  expectCopiesGone,
  leaveCopies,
  listCopiesOf,
  listLingering,
  noteCopies,
} from './copies-gone.ts'
export {
  asTenantId,
  databasePath,
  findTenantBySlug,
  getActiveTenant,
  getTenantRow,
  listTenants,
  placeOfDatabase,
  replicaKeyOf,
  type TenantRow,
  type TenantSummary,
} from './directory.ts'
export {
  certify,
  checkGraceIsOver,
  closeTenant,
  type DestroyedTenant,
  type Destruction,
  destroyKey,
  findCertificate,
  findDestroyed,
  forgetTenant,
  listUncertified,
  reopenTenant,
} from './ending.ts'
export type { Copying } from './handles.ts'
export { type InventoriedKey, inventoryKeys } from './inventory.ts'
export { type KeyRing, openKeyRing, type Purpose, replaceDurably, syncDirectory, tenantDirectory, writeDurably } from './keys.ts'
export { createMasters, type Masters, mastersMemory, shareMasters } from './masters.ts'
export { announce, type News } from './news.ts'
export { allPapers, expectTenant, isNameFree, openPapers, type Papers, papersOf, sealPapers, welcomeTenant } from './passage.ts'
export { type NewTenant, type ProvisionDeps, provisionTenant, removeHalfMade, wrongIn } from './provision.ts'
export { exchangeFile, letIn, letInAll, type NextFile, nextFileOf, suspendFor } from './replacing.ts'
export { destroyRetired, KEPT_MS, listOutlived, type RetiredKey } from './retired.ts'
export { type KeyThen, keyThen, returnToKey } from './returning.ts'
export { countUnder, listMasters, noteMaster, retireOthers, rewrapFiles, rewrapSome } from './rotation.ts'
export { savepoint } from './savepoint.ts'
export { type Sweep, sweepTenants } from './sweep.ts'
export { type Actor, AT_THE_SHELL, byOperator, type NotPromise, type Rows, system, type Tenant, type TenantId, type Tx } from './tenant.ts'
export { createTenants, DamagedRecords, type Tenants, type TenantsDeps } from './tenants.ts'
export { rotateTenantKey, settleTurns, type Turned, type Turning, type Witness } from './turning.ts'
export { createTurnstile, type Turnstile, turnstileMemory } from './turnstile.ts'
export { whileUnchanged } from './unchanged.ts'
export { deriveKey, KEY, keyId, wrappedBy } from './wrapping.ts'
