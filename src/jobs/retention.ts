import { and, asc, count, inArray, lt } from 'drizzle-orm'
import type { Tx } from '../tenancy/index.ts'
import { jobs } from './schema.tenant.ts'

const stoppedBefore = (before: Date) => and(inArray(jobs.state, ['dead']), lt(jobs.finishedAt, before.getTime()))

/** Jobs that ended go after a week by themselves; these wait until somebody decides. */
export const stoppedJobRecords = {
  name: 'jobs',
  label: 'Background jobs that were given up',
  count: (tx: Tx, before: Date): number => tx.db.select({ n: count() }).from(jobs).where(stoppedBefore(before)).get()?.n ?? 0,
  remove(tx: Tx, before: Date, _held: readonly string[], most: number) {
    const ids = tx.db.select({ id: jobs.id }).from(jobs).where(stoppedBefore(before)).orderBy(asc(jobs.id)).limit(most).all()
    const gone = ids.map(({ id }) => id)
    tx.db.delete(jobs).where(inArray(jobs.id, gone)).run()
    return { ids: gone.map(String), files: [] }
  },
}
