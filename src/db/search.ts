import { and, like, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { fold } from '../kit/fold.ts'

/** Fewer digits are in nearly every number. */
const FEWEST_DIGITS = 3

/** Where a text kept by `fold` has every word of what was typed, or its digits in one piece: (555) 010-0001 is kept as +15550100001. */
export function found(kept: SQLiteColumn | SQL, typed: string): SQL {
  const has = (piece: string) => like(kept, `%${piece}%`)
  const words = fold(typed)
    .replace(/[%_]/g, '')
    .split(' ')
    .filter((word) => word !== '')
  const digits = typed.replace(/\D/g, '')
  const all = and(...words.map(has)) ?? sql`true`
  return digits.length >= FEWEST_DIGITS ? sql`(${all} OR ${has(digits)})` : all
}
