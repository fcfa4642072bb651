import { eq, sql } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { type Db, prepared } from '../../db/index.ts'
import { invalid } from '../../kit/errors.ts'
import { parseNetwork } from '../../kit/networks.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { AccessRules } from './decide.ts'
import { accessRules } from './schema.tenant.ts'

export type { AccessRules } from './decide.ts'
export const EVERY_DAY = '1234567'
export const NO_RULES: AccessRules = { days: EVERY_DAY, from: null, until: null, addresses: [] }

const ONLY = 1
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const MOST_ADDRESSES = 50

const lookup = (db: Db) =>
  db
    .select({ days: accessRules.days, from: accessRules.from, until: accessRules.until, addresses: accessRules.addresses })
    .from(accessRules)
    .where(eq(accessRules.id, sql.placeholder('id')))
    .prepare()

export const findRules = (tx: Tx): AccessRules | undefined => prepared(tx.db, 'identity.accessRules', lookup).get({ id: ONLY })

/** In force at everybody's next request. The trail keeps them whole, so that what they decided can be decided again. */
export function setRules(tx: Tx, rules: AccessRules): AccessRules {
  const wrong: Record<string, string> = {}
  if (!/^[1-7]*$/.test(rules.days) || (rules.from !== null && rules.days === '')) wrong['days'] = 'Choose at least one day.'
  if ((rules.from === null) !== (rules.until === null)) wrong['from'] = 'Give both times, or neither.'
  for (const field of ['from', 'until'] as const)
    if (rules[field] !== null && !TIME.test(rules[field])) wrong[field] = 'Write a time such as 07:30.'
  if (rules.from !== null && rules.until !== null && rules.from >= rules.until) wrong['until'] ??= 'It must be later than the first time.'
  if (rules.addresses.length > MOST_ADDRESSES || rules.addresses.some((each) => !parseNetwork(each)))
    wrong['addresses'] = 'Write addresses such as 203.0.113.7 or 203.0.113.0/24, one to a line, fifty at most.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  const kept = { ...rules, days: [...new Set(rules.days)].sort().join('') }
  tx.db
    .insert(accessRules)
    .values({ id: ONLY, ...kept })
    .onConflictDoUpdate({ target: accessRules.id, set: kept })
    .run()
  const { days, from, until, addresses } = kept
  record(tx, 'access.rules_set', tx.tenantId, { days, from, until, addresses: addresses.join(' ') })
  return kept
}

/** What the office's clock shows. */
export function clockIn(zone: string, at: Date): { readonly day: number; readonly time: string } {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return { day: DAYS.indexOf(parts.get('weekday') ?? '') + 1, time: `${parts.get('hour')}:${parts.get('minute')}` }
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const known = new Map<string, Intl.DateTimeFormat>()
/** Made once for each zone: making one costs more than the request it is for. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const format =
    known.get(zone) ??
    new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  known.set(zone, format)
  return format
}
