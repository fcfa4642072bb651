import { asc, eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { conflict, invalid, notFound } from '../../kit/errors.ts'
import { type Id, newId } from '../../kit/ids.ts'
import { parsePhone } from '../../kit/phone.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { Colleagues } from './colleagues.ts'
import type { Conditions } from './matching.ts'
import { receivedRules } from './schema.tenant.ts'
import { readTag } from './tags.ts'

export type RuleId = Id<'rule'>
export type Actions = {
  readonly assignedTo?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly urgent?: boolean | undefined
  /** Who is written to. */
  readonly notify?: string | undefined
}
export type RuleInput = { readonly name: string; readonly conditions: Conditions; readonly actions: Actions }
export type Rule = Omit<typeof receivedRules.$inferSelect, 'conditions' | 'actions'> & Pick<RuleInput, 'conditions' | 'actions'>

const MOST_RULES = 50
const MOST_TAGS = 5
/** So many faxes at least must have been dealt with by hand before its precision says anything. */
export const FEWEST_DECIDED = 5

const toRule = (row: typeof receivedRules.$inferSelect): Rule => ({
  ...row,
  conditions: JSON.parse(row.conditions) as Conditions,
  actions: JSON.parse(row.actions) as Actions,
})

export const listRules = (tx: Tx): Rule[] =>
  tx.db.select().from(receivedRules).orderBy(asc(receivedRules.createdAt), asc(receivedRules.id)).all().map(toRule)

export function getRule(tx: Tx, id: RuleId): Rule {
  const row = tx.db.select().from(receivedRules).where(eq(receivedRules.id, id)).get()
  if (!row) throw notFound('Rule')
  return toRule(row)
}

export function addRule(tx: Tx, input: RuleInput, colleagues: Colleagues): Rule {
  const values = check(tx, input, colleagues)
  if (listRules(tx).length >= MOST_RULES) throw conflict(`An office has at most ${MOST_RULES} rules. Remove one first.`)
  const id = newId<'rule'>()
  tx.db
    .insert(receivedRules)
    .values({ id, ...values, createdAt: tx.now })
    .run()
  record(tx, 'received.rule_added', tx.tenantId, { rule: id })
  return getRule(tx, id)
}

/** What it was measured to be is of what it said before: it only suggests again. */
export function changeRule(tx: Tx, id: RuleId, input: RuleInput, colleagues: Colleagues): Rule {
  getRule(tx, id)
  const untested = { acts: false, testedAt: null, matched: 0, decided: 0, agreed: 0 }
  tx.db
    .update(receivedRules)
    .set({ ...check(tx, input, colleagues), ...untested })
    .where(eq(receivedRules.id, id))
    .run()
  record(tx, 'received.rule_changed', tx.tenantId, { rule: id })
  return getRule(tx, id)
}

export function removeRule(tx: Tx, id: RuleId): void {
  getRule(tx, id)
  tx.db.delete(receivedRules).where(eq(receivedRules.id, id)).run()
  record(tx, 'received.rule_removed', tx.tenantId, { rule: id })
}

/** Only once it was seen how often it would have been right. Throws AppError conflict. */
export function letAct(tx: Tx, id: RuleId): Rule {
  const rule = getRule(tx, id)
  if (rule.testedAt === null) throw conflict('Test the rule against recent faxes first.')
  if (rule.decided < FEWEST_DECIDED)
    throw conflict(`People have dealt with fewer than ${FEWEST_DECIDED} of the faxes that it matches, so nobody can say how good it is.`)
  return setActs(tx, rule, true)
}

export const stopActing = (tx: Tx, id: RuleId): Rule => setActs(tx, getRule(tx, id), false)

function setActs(tx: Tx, { id, acts, decided, agreed }: Rule, wanted: boolean): Rule {
  if (acts !== wanted) {
    tx.db.update(receivedRules).set({ acts: wanted }).where(eq(receivedRules.id, id)).run()
    record(tx, wanted ? 'received.rule_acts' : 'received.rule_suggests', tx.tenantId, { rule: id, decided, agreed })
  }
  return getRule(tx, id)
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

function check(tx: Tx, { name, conditions, actions }: RuleInput, colleagues: Colleagues) {
  const wrong: Record<string, string> = {}
  const kept: Conditions = Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined && value !== ''))
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > 80) wrong['name'] = 'Give the rule a name of at most 80 characters.'
  for (const side of ['from', 'to'] as const)
    if (kept[side] !== undefined && !parsePhone(kept[side])) wrong[side] = 'Enter a fax number such as (555) 201-0100.'
  for (const end of ['fewestPages', 'mostPages'] as const)
    if (kept[end] !== undefined && !(Number.isInteger(kept[end]) && kept[end] > 0 && kept[end] < 1_000))
      wrong[end] = 'Enter a number of pages.'
  for (const end of ['after', 'before'] as const)
    if (kept[end] !== undefined && !TIME.test(kept[end])) wrong[end] = 'Write the time as 08:30.'
  if (Object.keys(kept).length === 0) wrong['from'] = 'Say at least one thing about the faxes that it is for.'
  const people = colleagues(tx)
  for (const who of ['assignedTo', 'notify'] as const)
    if (actions[who] && !people.some(({ id }) => id === actions[who])) wrong[who] = 'Choose somebody who works here and reads faxes.'
  const tags = [...new Set((actions.tags ?? []).map(readTag))]
  if (tags.length > MOST_TAGS) wrong['tags'] = `Give at most ${MOST_TAGS} tags.`
  // What only tells somebody cannot be held against what people did.
  if (!actions.assignedTo && !actions.urgent && tags.length === 0) wrong['assignedTo'] = 'Say what is done with them.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  const numbers = { ...(kept.from && { from: parsePhone(kept.from) }), ...(kept.to && { to: parsePhone(kept.to) }) }
  const does: Actions = {
    ...(actions.assignedTo && { assignedTo: actions.assignedTo }),
    ...(tags.length > 0 && { tags }),
    ...(actions.urgent && { urgent: true }),
    ...(actions.notify && { notify: actions.notify }),
  }
  return { name: trimmed, conditions: JSON.stringify({ ...kept, ...numbers }), actions: JSON.stringify(does) }
}
