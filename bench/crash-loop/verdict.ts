import { GRACE_MS, parseClientState, SEND_TIMEOUT_MS } from '../../src/fax/index.ts'
import type { Parts } from '../../src/parts.ts'
import type { Office } from './offices.ts'
import type { CarrierProcess } from './processes.ts'
import { hasEnded, type Records, readRecords } from './records.ts'
import { type Acknowledged, RECIPIENTS } from './sender.ts'

export type Verdict = {
  readonly jobs: number
  readonly faxes: number
  readonly recipients: number
  /** Calls the carrier took. */
  readonly calls: number
  readonly delivered: number
  /** Calls found or proved absent by asking, because their answer was lost. */
  readonly absent: number
  readonly held: number
  /** By kind: jobs given up because their worker was killed more than twenty times over them. */
  readonly dead: Readonly<Record<string, number>>
  /** Recipients whose planned retry is still to come. */
  readonly planned: number

  /** Acknowledged faxes that are not there with all their recipients. */
  readonly lost: number
  /** Faxes beyond one for each acknowledged key. */
  readonly submittedTwice: number
  /** Recipients whose fax was delivered more than once, although the carrier kept its side of the bargain. */
  readonly duplicates: number
  /** Attempts that the carrier took twice. */
  readonly takenTwice: number
  /** Calls without an attempt that was durable before. */
  readonly unrecorded: number
  /** Deliveries that the office does not know of, or believes in without a call. Of a held recipient it says that it does not know. */
  readonly misreported: number
  readonly stuck: number
  readonly executing: number
  readonly damage: readonly string[]
  /** Calls taken later after their request than the grace allows, because this machine had no time for the carrier. */
  readonly beyondGrace: number
  /** Duplicates of such recipients: no rule could have prevented them. */
  readonly excused: number
}

type Call = { readonly id: string; readonly clientState: string | null; readonly at: string }
type Counts = { readonly delivered: number; readonly duplicates: readonly string[] }

/** Compares what was acknowledged, what the files say and what the carrier did. */
export async function judge(
  parts: Parts,
  offices: readonly Office[],
  acknowledged: readonly Acknowledged[],
  carrier: CarrierProcess,
): Promise<Verdict> {
  const records = offices.map((office) => readRecords(parts, office))
  const counts = await carrier.control<Counts>('/stats?states=off')
  const calls = await carrier.control<readonly Call[]>('/accepted')
  const attempts = new Map(records.flatMap((each) => each.attempts.map((attempt) => [attempt.id as string, attempt] as const)))
  const known = calls.flatMap((call) => {
    const attempt = attempts.get(parseClientState(call.clientState ?? undefined)?.attemptId ?? '')
    return attempt ? [{ call, attempt }] : []
  })
  const byRecipient = Map.groupBy(known, ({ attempt }) => attempt.recipientId)
  const deliveries = await deliveredMoreThanOnce(carrier, [...byRecipient.values()])
  const recipients = records.flatMap((each) => each.recipients)
  const delivered = recipients.filter(({ status }) => status === 'delivered')
  const dead = records.flatMap((each) => each.dead)
  const held = recipients.filter(({ status }) => status === 'held')
  const openly = await countDelivered(
    carrier,
    held.map(({ id }) => byRecipient.get(id) ?? []),
  )
  const unfounded = delivered.filter(({ id }) => !byRecipient.has(id)).length
  return {
    jobs: sum(records, (each) => each.finishedJobs),
    faxes: acknowledged.length,
    recipients: recipients.length,
    calls: calls.length,
    delivered: delivered.length,
    absent: sum(records, (each) => each.attempts.filter(({ state }) => state === 'absent').length),
    dead: Object.fromEntries([...Map.groupBy(dead, (kind) => kind)].map(([kind, all]) => [kind, all.length])),
    held: held.length,
    planned: recipients.filter((each) => !hasEnded(each) && each.nextTryAt).length,
    lost: acknowledged.filter((each) => !isWhole(records, each)).length,
    submittedTwice: sum(records, (each) => each.faxIds.size) - new Set(acknowledged.map(({ faxId }) => faxId)).size,
    duplicates: deliveries.recipients - deliveries.excused,
    takenTwice: counts.duplicates.length,
    unrecorded: calls.length - known.length,
    misreported: unfounded + Math.abs(counts.delivered - deliveries.surplus - openly - (delivered.length - unfounded)),
    stuck: sum(records, stuckIn),
    executing: sum(records, (each) => each.executing),
    damage: records.flatMap(({ office, damage }) => damage.map((line) => `${office.slug}: ${line}`)),
    beyondGrace: known.filter(isBeyondGrace).length,
    excused: deliveries.excused,
  }
}

type Known = { readonly call: Call; readonly attempt: { readonly askedAt: Date } }
const isBeyondGrace = ({ call, attempt }: Known) => Date.parse(call.at) >= attempt.askedAt.getTime() + SEND_TIMEOUT_MS + GRACE_MS

/** A call that failed and was made again is no duplicate, so only what was delivered counts. */
async function deliveredMoreThanOnce(carrier: CarrierProcess, ofEach: readonly (readonly Known[])[]) {
  let [recipients, surplus, excused] = [0, 0, 0]
  for (const calls of ofEach.filter(({ length }) => length > 1)) {
    const ends = await Promise.all(calls.map(({ call }) => carrier.statusOf(call.id)))
    const deliveries = ends.filter((end) => end === 'delivered').length
    if (deliveries < 2) continue
    recipients++
    surplus += deliveries - 1
    if (calls.some(isBeyondGrace)) excused++
  }
  return { recipients, surplus, excused }
}

/** Of how many of these recipients a call was delivered. */
async function countDelivered(carrier: CarrierProcess, ofEach: readonly (readonly Known[])[]): Promise<number> {
  const ends = await Promise.all(ofEach.map((calls) => Promise.all(calls.map(({ call }) => carrier.statusOf(call.id)))))
  return ends.filter((each) => each.includes('delivered')).length
}

function isWhole(records: readonly Records[], { office, faxId }: Acknowledged): boolean {
  return records.some((each) => each.office.id === office.id && each.faxIds.has(faxId) && recipientCounts(each).get(faxId) === RECIPIENTS)
}

const counted = new WeakMap<Records, Map<string, number>>()
function recipientCounts(records: Records): Map<string, number> {
  const known = counted.get(records)
  if (known) return known
  const counts = new Map<string, number>()
  for (const { faxId } of records.recipients) counts.set(faxId, (counts.get(faxId) ?? 0) + 1)
  counted.set(records, counts)
  return counts
}

/** Not at its end, and nothing will bring it there: no retry that is planned, or no job for the one that is. */
const stuckIn = ({ recipients, waiting }: Records): number =>
  recipients.filter((each) => !hasEnded(each) && !(each.nextTryAt && waiting.has(each.id))).length

const sum = <T>(all: readonly T[], of: (each: T) => number): number => all.reduce((total, each) => total + of(each), 0)
