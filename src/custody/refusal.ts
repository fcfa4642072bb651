import { isDamage, sqliteCode } from '../db/index.ts'
import { type AppError, invalid } from '../kit/errors.ts'

/** The archive is not let in. */
export const refused = (why: string): AppError => invalid({ archive: why }, `The archive was refused. ${why}`)

/** A database that is damaged, or asked for what it does not have, is the archive's fault; anything else is not. */
export const refusalOf = (error: unknown): unknown =>
  isDamage(error) || sqliteCode(error) === 'SQLITE_ERROR' ? refused('Its database is damaged or not one of ours.') : error
