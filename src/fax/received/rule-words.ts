import { formatPhone } from '../../kit/phone.ts'
import type { RuleInput } from './rules.ts'

/** A rule as one would say it. */
export function tellRule({ conditions, actions }: Pick<RuleInput, 'conditions' | 'actions'>, names: ReadonlyMap<string, string>) {
  const { from, to, fewestPages, mostPages, after, before, contactTag } = conditions
  const when = [
    from && `from ${formatPhone(from)}`,
    to && `to ${formatPhone(to)}`,
    fewestPages && `with ${fewestPages} pages or more`,
    mostPages && `with ${mostPages} pages or fewer`,
    after && `after ${after}`,
    before && `before ${before}`,
    contactTag && `from a contact tagged ${contactTag}`,
  ].filter(Boolean)
  const nameOf = (id: string) => names.get(id) ?? 'somebody who left'
  const does = [
    actions.assignedTo && `assign it to ${nameOf(actions.assignedTo)}`,
    actions.tags?.length && `tag it ${actions.tags.join(', ')}`,
    actions.urgent && 'mark it urgent',
    actions.notify && `tell ${nameOf(actions.notify)}`,
  ].filter(Boolean)
  return { when: `A fax ${when.join(', ')}`, does: does.join(', ') }
}
