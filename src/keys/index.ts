export { type Begun, createOfficeKeys, type OfficeKeyDeps, type OfficeKeys } from './office-key.ts'
export { destroyOutlived } from './outlived.ts'
export { getRotation, listRotations, type Rotation } from './rotations.ts'
export type { RotationId } from './schema.control.ts'
