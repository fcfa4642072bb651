import { eq } from 'drizzle-orm'
import { record } from '../audit/index.ts'
import { cancel, done, enqueue, type Handler, handle, kind, snooze } from '../jobs/index.ts'
import { AppError, conflict } from '../kit/errors.ts'
import { announce, type Tx } from '../tenancy/index.ts'
import { type ActId, type ActKind, type CountedAct, changesLeft, endAct, getAct, settleChange } from './acts.ts'
import { roomLeft } from './limit.ts'
import { refuseTaken } from './numbers.ts'
import { contacts } from './schema.tenant.ts'
import { readSnapshot, restoreSnapshot } from './snapshot.ts'

/** More contacts than this are a job's work: a page answers at once. */
export const AT_ONCE = 200
/** So long one turn of the job holds the office's file. */
const SLICE_MS = 20
const IN_A_SLICE = 25

/** `by`: who asked for it. */
export const UNDO = kind<{ actId: ActId; by?: string }>('contacts.undo')
export type WorkDeps = {
  /** Whether whoever began it was suspended or removed since, or was given another role. */
  readonly mayNoLonger: (tx: Tx, id: string, permission: 'contacts:write') => boolean
}
/** Why a job of theirs ends where it is. */
export const GONE = 'Whoever began it may no longer change contacts.'
export const TOPIC = 'contacts'

/** What the trail says of each contact that comes back, and of the whole. */
const UNDONE: Readonly<Record<ActKind, string>> = {
  removed: 'contact.removal_undone',
  merged: 'contact.merging_undone',
  tagged: 'contact.tagging_undone',
  untagged: 'contact.untagging_undone',
  imported: 'contact.import_undone',
}

/** At once, or by a job when they are many. Throws AppError not_found, or conflict when it was undone, or when nothing of it can be. */
export function undoAct(tx: Tx, id: ActId): CountedAct {
  const act = getAct(tx, id)
  if (act.undoneAt) throw conflict('This was undone already.')
  if (act.contacts > AT_ONCE) enqueue(tx, UNDO, { actId: id, by: tx.actor.id }, { uniqueKey: `contacts.undo:${id}` })
  else {
    undoSome(tx, act, AT_ONCE)
    const after = getAct(tx, id)
    if (after.undone === 0) throw conflict(WHY_NOTHING[act.kind])
  }
  return getAct(tx, id)
}

const WHY_NOTHING: Readonly<Record<ActKind, string>> = {
  removed: 'It cannot come back: another contact has its number now, or there is no room. Change that one first.',
  merged: 'These contacts were changed since. Change them by hand.',
  tagged: 'These contacts were changed since. Change them by hand.',
  untagged: 'These contacts were changed since. Change them by hand.',
  imported: 'Every contact of this import was changed since.',
}

export const contactUndoer = ({ mayNoLonger }: WorkDeps): Handler =>
  handle(UNDO, (tx, { actId, by }) => {
    if (by !== undefined && mayNoLonger(tx, by, 'contacts:write')) return cancel(GONE)
    const act = getAct(tx, actId)
    const until = performance.now() + SLICE_MS
    while (performance.now() < until) if (!undoSome(tx, act, IN_A_SLICE)) return done
    announce(tx, { kind: 'changed', topic: TOPIC })
    return snooze('The rest comes next.', 0)
  })

/** Whether something is left to do. */
function undoSome(tx: Tx, act: CountedAct, most: number): boolean {
  const changes = changesLeft(tx, act.id, most)
  for (const change of changes) {
    const isBack = takeBack(tx, change.contactId, change.before, change.revision)
    settleChange(tx, act.id, change.contactId, !isBack)
    if (isBack && act.kind !== 'imported') record(tx, UNDONE[act.kind], change.contactId, { change: act.id })
  }
  if (changes.length === most) return true
  endAct(tx, act.id)
  if (act.kind === 'imported') record(tx, UNDONE.imported, tx.tenantId, { change: act.id, contacts: getAct(tx, act.id).undone })
  announce(tx, { kind: 'changed', topic: TOPIC })
  return false
}

/** Whether it is as it was before: not when it was changed since, nor when its number is another's by now. */
function takeBack(tx: Tx, id: CountedContactId, before: string | null, revision: string | null): boolean {
  const now = tx.db.select({ revision: contacts.revision }).from(contacts).where(eq(contacts.id, id)).get()
  if ((now?.revision ?? null) !== revision) return false
  if (before === null) tx.db.delete(contacts).where(eq(contacts.id, id)).run()
  else {
    const snapshot = readSnapshot(before)
    if (!now && roomLeft(tx) === 0) return false
    if (!isFree(tx, snapshot.numbers, id)) return false
    restoreSnapshot(tx, snapshot)
  }
  return true
}

type CountedContactId = Parameters<typeof settleChange>[2]

function isFree(tx: Tx, numbers: Parameters<typeof refuseTaken>[1], id: CountedContactId): boolean {
  try {
    refuseTaken(tx, numbers, id)
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}
