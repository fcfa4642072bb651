import { sql } from 'drizzle-orm'
import { BACKGROUND, done, enqueue, type Handler, handle, kind, snooze } from '../../jobs/index.ts'
import type { Tx } from '../../tenancy/index.ts'

const TIDY = kind<{ readonly begun: boolean }>('fax.tidy')
const HOURS_MS = 6 * 3_600_000
/** Of the index, so long one turn holds the office's file. */
const PAGES = 250
/** SQLite's own sign that nothing was left to merge. */
const NOTHING_DONE = 2

/** What was removed leaves the index when its pieces are merged, and a search is quickest in one piece: for that the whole of it is written once. */
export function tidySoon(tx: Tx): void {
  enqueue(tx, TIDY, { begun: false }, { uniqueKey: TIDY.name, at: new Date(tx.now.getTime() + HOURS_MS), priority: BACKGROUND })
}

/** In slices; the first says that all of it is to be one piece. */
export const wordsTidier = (): Handler =>
  handle(TIDY, (tx, { begun }) => {
    const changes = () => tx.db.get<{ n: number }>(sql`SELECT total_changes() AS n`).n
    const before = changes()
    tx.db.run(sql`INSERT INTO fax_words (fax_words, rank) VALUES ('merge', ${begun ? PAGES : -PAGES})`)
    if (changes() - before < NOTHING_DONE) return done
    if (begun) return snooze('The rest comes next.', 0)
    enqueue(tx, TIDY, { begun: true }, { uniqueKey: `${TIDY.name}:rest`, priority: BACKGROUND })
    return done
  })
