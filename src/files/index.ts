export { resealAll } from './resealing.ts'
export { diskFiles, type FileId, type Files, type Stored, sha256 } from './store.ts'
