import type { Db } from './open.ts'

const statements = new WeakMap<object, Map<string, unknown>>()

/** What drizzle builds for a statement: the same in every file, but for SQLite's own statement in it. */
type Built = { readonly stmt: unknown; readonly query: { readonly sql: string } }

const models = new Map<string, Built>()

/** A statement built once for each open file: building one with drizzle costs more than running it. A name stands for one statement everywhere. */
export function prepared<Statement>(db: object, name: string, build: (db: Db) => Statement): Statement {
  const known = statements.get(db) ?? new Map<string, unknown>()
  statements.set(db, known)
  const found = known.get(name) as Statement | undefined
  if (found) return found
  const made = madeAlike(db as Db, name) ?? build(db as Db)
  if (isBuilt(made) && !models.has(name)) models.set(name, likeIt(made, undefined))
  known.set(name, made)
  return made as Statement
}

function madeAlike(db: Db, name: string): Built | undefined {
  const model = models.get(name)
  return model && likeIt(model, db.$client.prepare(model.query.sql))
}

const likeIt = (built: Built, stmt: unknown): Built => Object.assign(Object.create(Object.getPrototypeOf(built)), built, { stmt })

const isBuilt = (made: unknown): made is Built => typeof made === 'object' && made !== null && 'stmt' in made && 'query' in made

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
