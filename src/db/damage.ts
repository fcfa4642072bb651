const DAMAGE = /^SQLITE_(NOTADB|CORRUPT|IOERR_DATA|IOERR_SHORT_READ)/
const TRANSIENT = /^SQLITE_(BUSY|FULL|IOERR|LOCKED)/

/** True when SQLite refused a page: a wrong key, or bytes that changed since they were written. */
export const isDamage = (error: unknown): boolean => DAMAGE.test(sqliteCode(error))

/** True when the disk refused a write or the file is busy beyond patience: worth trying again later. */
export const isTransient = (error: unknown): boolean => TRANSIENT.test(sqliteCode(error))

/** SQLite's own code, also from under the wrapper that drizzle puts around a failed query; empty for anything else. */
export function sqliteCode(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_')) return error.code
  return sqliteCode(error.cause)
}
