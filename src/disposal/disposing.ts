import { inArray } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { type Destroyed, type FileId, type Files, forgetStored, namedAmong, sha256 } from '../files/index.ts'
import { BACKGROUND, done, enqueue, type Handler, handle, kind, snooze, step } from '../jobs/index.ts'
import { describeError, type Log } from '../kit/log.ts'
import type { Tx } from '../tenancy/index.ts'
import { doomedFiles } from './schema.tenant.ts'

/** One job an office, while any of its documents is to go. */
const DISPOSE = kind<Record<string, never>>('documents.dispose')
const AT_ONCE = 50
const LATER_MS = 10 * 60_000

/**
 * The one way for documents to leave for good. Whoever lets go of records (a rule, a mode, a trash) does it in one transaction:
 * asks `heldIds`, which outranks them; removes or empties the rows that name the documents; writes to the trail what went and why;
 * and calls this. After its commit a job destroys them wherever they are, however often it is stopped on the way.
 */
export function dispose(tx: Tx, files: readonly FileId[]): void {
  for (const fileId of files) tx.db.insert(doomedFiles).values({ fileId }).onConflictDoNothing().run()
  if (files.length > 0) askForDisposal(tx)
}

/** For what was left by a release before, or by a job that an administrator ended. */
export function disposeLeft(tx: Tx): void {
  if (doomed(tx, 1).length > 0) askForDisposal(tx)
}

const askForDisposal = (tx: Tx): boolean => enqueue(tx, DISPOSE, {}, { uniqueKey: DISPOSE.name, priority: BACKGROUND })

export type DisposerDeps = {
  readonly files: Pick<Files, 'destroy'>
  readonly log: Log
  /** Why documents stay as they are just now. */
  readonly notNow: (tx: Tx) => string | undefined
}

/** documents.dispose: from the disk and every version in the bucket. What cannot be reached is tried again until it is gone. */
export const documentDisposer = ({ files, log, notNow }: DisposerDeps): Handler =>
  handle(DISPOSE, (tx) => {
    const because = notNow(tx)
    if (because !== undefined) return snooze(because, LATER_MS)
    const asked = doomed(tx, AT_ONCE)
    const named = namedAmong(tx.db, asked)
    const ids = asked.filter((id) => !named.has(id))
    const destroy = (id: FileId) =>
      files.destroy(tx.tenantId, id).catch((error: unknown): Destroyed => {
        log('error', 'documents.not_destroyed', { tenant: tx.tenantId, file: id, ...describeError(error) })
        return 'unreachable'
      })
    return step(
      async () => {
        const ends: { readonly id: FileId; readonly end: Destroyed }[] = []
        for (const id of ids) ends.push({ id, end: await destroy(id) })
        return ends
      },
      (after, ends) => {
        const gone = ends.filter(({ end }) => end !== 'unreachable')
        forget(after, [...named, ...gone.map(({ id }) => id)])
        if (gone.length > 0) noteDestroyed(after, gone)
        if (gone.length < ends.length) return snooze('Some documents cannot be reached just now.', LATER_MS)
        return doomed(after, 1).length > 0 ? snooze('The rest comes next.', 0) : done
      },
    )
  })

const doomed = (tx: Tx, most: number): FileId[] =>
  tx.db
    .select()
    .from(doomedFiles)
    .limit(most)
    .all()
    .map(({ fileId }) => fileId)

function forget(tx: Tx, ids: readonly FileId[]): void {
  const named = namedAmong(tx.db, ids)
  forgetStored(
    tx,
    ids.filter((id) => !named.has(id)),
  )
  tx.db.delete(doomedFiles).where(inArray(doomedFiles.fileId, ids)).run()
}

/** `kept`: the bucket is told to keep a copy for some time; the sweep asks it again. */
function noteDestroyed(tx: Tx, gone: readonly { readonly id: FileId; readonly end: Destroyed }[]): void {
  const ids = gone.map(({ id }) => id).sort()
  const kept = gone.filter(({ end }) => end === 'kept').length
  record(tx, 'documents.destroyed', tx.tenantId, { count: ids.length, kept, digest: sha256(Buffer.from(ids.join('\n'))) })
}
