import { record } from '../../audit/index.ts'
import { cancel, done, type Handler, handle, snooze } from '../../jobs/index.ts'
import { announce, type Tx } from '../../tenancy/index.ts'
import { type ActId, noteChange, whoDid } from '../acts.ts'
import { insertContact, writeContact } from '../contacts.ts'
import { roomLeft } from '../limit.ts'
import { snapshotOf } from '../snapshot.ts'
import { GONE, TOPIC, type WorkDeps } from '../undoing.ts'
import { countsOf, endImport, getImport, IMPORT, type Import, type ImportId, type Row, rowsLeft, settleRow } from './imports.ts'
import { judge } from './judging.ts'
import { NO_ROOM } from './previewing.ts'

/** So long one turn holds the office's file. */
const SLICE_MS = 20
const AT_ONCE = 25

/** Row by row, each with what became of it; killed in the middle it goes on behind the last row that was written. */
export const contactImporter = ({ mayNoLonger }: WorkDeps): Handler =>
  handle(
    IMPORT,
    (tx, { importId }) => {
      const work = getImport(tx, importId)
      if (work.state !== 'importing' || work.actId === null) return done
      if (mayNoLonger(tx, whoDid(tx, work.actId), 'contacts:write')) {
        endImport(tx, importId, 'stopped')
        return cancel(GONE)
      }
      const until = performance.now() + SLICE_MS
      let room = roomLeft(tx)
      while (performance.now() < until) {
        const rows = rowsLeft(tx, importId, AT_ONCE)
        for (const row of rows) if (importRow(tx, work, work.actId, row, room > 0)) room--
        if (rows.length < AT_ONCE) return finish(tx, importId, work.actId)
      }
      announce(tx, { kind: 'changed', topic: TOPIC })
      return snooze('The rest comes next.', 0)
    },
    { died: (tx, { importId }) => endImport(tx, importId, 'stopped') },
  )

/** Whether a contact came to be. */
function importRow(tx: Tx, { id, mapping, updates }: Import, actId: ActId, { row, cells }: Row, hasRoom: boolean): boolean {
  const verdict = judge(tx, cells, { mapping, updates })
  const isAdded = verdict.outcome === 'added' && hasRoom
  if (isAdded) {
    const contact = insertContact(tx, verdict.contact)
    noteChange(tx, actId, contact.id, null, contact)
  } else if (verdict.outcome === 'changed') {
    const before = snapshotOf(tx, verdict.known)
    noteChange(tx, actId, verdict.known.id, before, writeContact(tx, verdict.known.id, verdict.contact))
  }
  if (verdict.outcome === 'added' && !hasRoom) settleRow(tx, id, row, 'refused', NO_ROOM)
  else settleRow(tx, id, row, verdict.outcome, 'problem' in verdict ? verdict.problem : '')
  return isAdded
}

function finish(tx: Tx, id: ImportId, change: ActId) {
  endImport(tx, id, 'done')
  const { left: _, ...counts } = countsOf(tx, id)
  record(tx, 'contact.imported', tx.tenantId, { change, ...counts })
  announce(tx, { kind: 'changed', topic: TOPIC })
  return done
}
