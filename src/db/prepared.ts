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

/** For a file that stays open and is not used for a while: its statements, schema and pages are made again when it is, in a millisecond. */
export function slim(db: Db): void {
  statements.delete(db)
  db.$client.pragma('writable_schema=RESET')
  db.$client.pragma('shrink_memory')
  collectNowAndThen()
}

let collected = 0
const NOT_OFTENER_MS = 2_000

/** SQLite's part of a statement is let go of when the collector finds the other one, and the collector does not know how large it is. */
function collectNowAndThen(): void {
  if (performance.now() - collected < NOT_OFTENER_MS) return
  collected = performance.now()
  Bun.gc(true)
}
