import type { Db } from './open.ts'

const statements = new WeakMap<object, Map<string, unknown>>()

/** A statement built once for each open file: building one with drizzle costs more than running it. */
export function prepared<Statement>(db: object, name: string, build: (db: Db) => Statement): Statement {
  const known = statements.get(db) ?? new Map<string, unknown>()
  statements.set(db, known)
  const found = known.get(name) as Statement | undefined
  if (found) return found
  const built = build(db as Db)
  known.set(name, built)
  return built
}

/** For a file that stays open and is not used for a while: its statements and pages are made again when it is. */
export function slim(db: Db): void {
  statements.delete(db)
  db.$client.pragma('shrink_memory')
}
