export { isDamage, isTransient, sqliteCode } from './damage.ts'
export { holdDirectory } from './lock.ts'
export { closeDb, type Db, type Opening, openDb, type Plane, schemaVersion } from './open.ts'
export { prepared } from './prepared.ts'
