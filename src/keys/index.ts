import type { MasterKey } from './master-key.ts'
import type { OfficeKeys } from './office-key.ts'

export type { Begun } from './finishing.ts'
export { createMasterKey, type MasterKey, type MasterKeyDeps } from './master-key.ts'
export { createOfficeKeys, type OfficeKeyDeps, type OfficeKeys } from './office-key.ts'
export { type MasterSettings, openMasters, openMastersAsTheyAre, openPlainMasters } from './opening.ts'
export { destroyOutlived } from './outlived.ts'
export { getRotation, listRotations, type Rotation } from './rotations.ts'
export type { RotationId } from './schema.control.ts'

/** What operators may ask for. */
export type Exchanges = { readonly officeKeys: OfficeKeys; readonly masterKey: MasterKey }
