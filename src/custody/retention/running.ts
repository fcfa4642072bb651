import { record } from '../../audit/index.ts'
import { dispose, heldIds } from '../../disposal/index.ts'
import { sha256 } from '../../files/index.ts'
import { done, type Handler, handle, snooze } from '../../jobs/index.ts'
import { atOffice, dayAt } from '../../kit/dates.ts'
import type { Tx } from '../../tenancy/index.ts'
import { isMakingTakeaway } from '../asking.ts'
import { RUN } from './kind.ts'
import { before, listRules, type RecordClass, type Rule } from './rules.ts'

export type RunningDeps = {
  readonly classes: readonly RecordClass[]
  readonly zone: (tx: Tx) => string
}

const AT_ONCE = 200
const SOON_MS = 1_000
const LATER_MS = 10 * 60_000
const DAY_MS = 86_400_000

/** Three in the morning by the office's clock. */
export function nextNight(now: Date, zone: string): Date {
  for (let days = 0; ; days++) {
    const at = atOffice(`${dayAt(new Date(now.getTime() + days * DAY_MS), zone)}T03:00`, zone)
    if (at > now) return at
  }
}

/** Rows in pieces, each with its entry in the log; their documents are disposed of by the job that does so. */
export const retentionHandler = ({ classes, zone }: RunningDeps): Handler =>
  handle(RUN, (tx) => {
    const rules = listRules(tx, classes).filter(({ days }) => days !== null)
    if (rules.length === 0) return done
    if (isMakingTakeaway(tx)) return snooze('An archive of all records is being made.', LATER_MS)
    const held = heldIds(tx)
    const removed = held === 'all' ? 0 : removeOld(tx, classes, rules, held)
    const night = nextNight(tx.now, zone(tx)).getTime() - tx.now.getTime()
    return snooze('It comes back each night.', removed === AT_ONCE ? SOON_MS : night)
  })

/** At most so many in one transaction. Answers how many went. */
function removeOld(tx: Tx, classes: readonly RecordClass[], rules: readonly Rule[], held: readonly string[]): number {
  let room = AT_ONCE
  for (const { name, days } of rules) {
    const owner = classes.find((each) => each.name === name)
    if (days === null || !owner || room === 0) continue
    const limit = before(tx, days)
    const { ids, files } = owner.remove(tx, limit, held, room)
    if (ids.length === 0) continue
    room -= ids.length
    dispose(tx, files)
    if (owner.lastWord) for (const id of ids) record(tx, owner.lastWord, id, { days })
    const digest = sha256(Buffer.from([...ids].sort().join('\n')))
    record(tx, 'retention.removed', name, { days, before: limit.toISOString(), count: ids.length, documents: files.length, digest })
  }
  return AT_ONCE - room
}
