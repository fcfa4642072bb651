export { DamagedDocument, openSealed as unseal, seal } from './seal.ts'
export { diskFiles, type FileId, type Files, type Resealing, type Stored, sha256 } from './store.ts'
