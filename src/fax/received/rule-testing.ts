import { eq } from 'drizzle-orm'
import { record } from '../../audit/index.ts'
import { sendLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { Colleagues } from './colleagues.ts'
import { listReceived, type ReceivedSummary } from './listing.ts'
import { factsOf, matches } from './matching.ts'
import type { ReceivedFax, ReceivedId } from './received.ts'
import { type Actions, getRule, listRules, type Rule, type RuleId } from './rules.ts'
import { receivedRules } from './schema.tenant.ts'
import { sortFaxes } from './sorting.ts'
import { tagsOf } from './tags.ts'

/** How many of the newest faxes a rule is tested against. */
export const TESTED = 200

export type Tested = { readonly fax: ReceivedSummary; readonly verdict: 'agreed' | 'differed' | 'open' }

type Dealt = Pick<ReceivedSummary, 'assignedTo' | 'urgent' | 'tags'>
const isSo = ({ assignedTo, tags = [], urgent }: Actions, fax: Dealt): boolean =>
  (assignedTo === undefined || fax.assignedTo === assignedTo) &&
  (urgent === undefined || fax.urgent === urgent) &&
  tags.every((tag) => fax.tags.includes(tag))

/** Which of the newest faxes it would have matched, and whether people, by hand, did with them what it says. */
export function tryRule(tx: Tx, rule: Pick<Rule, 'conditions' | 'actions'>): Tested[] {
  const facts = factsOf(tx)
  return listReceived(tx, { status: 'received' }, { limit: TESTED })
    .filter((fax) => matches(rule.conditions, facts(fax)))
    .map((fax) => ({ fax, verdict: fax.sortedAt === null ? 'open' : isSo(rule.actions, fax) ? 'agreed' : 'differed' }))
}

/** The figures are kept with the rule: whoever switches it on has seen them. */
export function testRule(tx: Tx, id: RuleId): Rule {
  const found = tryRule(tx, getRule(tx, id))
  const count = (verdict: Tested['verdict']) => found.filter((each) => each.verdict === verdict).length
  const [agreed, differed] = [count('agreed'), count('differed')]
  const figures = { matched: found.length, decided: agreed + differed, agreed }
  tx.db
    .update(receivedRules)
    .set({ ...figures, testedAt: tx.now })
    .where(eq(receivedRules.id, id))
    .run()
  record(tx, 'received.rule_tested', tx.tenantId, { rule: id, ...figures })
  return getRule(tx, id)
}

/** When it has come in: what rules may do alone is done, and says which rule it was. */
export function applyRules(tx: Tx, fax: ReceivedFax, colleagues: Colleagues): void {
  if (fax.shelf !== 'inbox') return
  const facts = factsOf(tx)(fax)
  for (const { id, conditions, actions, acts } of listRules(tx))
    if (acts && matches(conditions, facts)) act(tx, fax.id, id, actions, colleagues)
}

function act(tx: Tx, fax: ReceivedId, rule: RuleId, { assignedTo, tags, urgent, notify }: Actions, colleagues: Colleagues): void {
  const people = colleagues(tx)
  const here = people.some(({ id }) => id === assignedTo)
  sortFaxes(tx, [fax], { ...(here && { assignedTo }), addTags: tags, urgent, because: rule }, colleagues)
  const person = people.find(({ id }) => id === notify)
  if (person) sendLetter(tx, { letter: 'fax_notified', personId: person.id, address: person.address })
}

/** What rules that may not act alone would do with this fax and nobody has done yet. */
export function suggestionsFor(tx: Tx, fax: ReceivedFax): Rule[] {
  if (fax.shelf !== 'inbox' || fax.status !== 'received') return []
  const facts = factsOf(tx)(fax)
  const dealt = { assignedTo: fax.assignedTo, urgent: fax.urgent, tags: tagsOf(tx, fax.id) }
  return listRules(tx).filter(({ conditions, actions, acts }) => !acts && matches(conditions, facts) && !isSo(actions, dealt))
}
