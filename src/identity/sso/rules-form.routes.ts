import { t } from 'elysia'
import { invalid } from '../../kit/errors.ts'
import { OFFERED, type Role } from '../permissions.ts'
import type { ConnectionRules } from './connections.ts'

const Tick = t.Optional(t.String({ maxLength: 10 }))
const Many = (maxLength: number) => t.Optional(t.Union([t.String({ maxLength }), t.Array(t.String({ maxLength }), { maxItems: 200 })]))

/** What is decided about people, as a form posts it. */
export const RULE_FIELDS = {
  name: t.String({ maxLength: 500, default: '' }),
  isEnabled: Tick,
  letsNewPeopleIn: Tick,
  defaultRole: t.String({ maxLength: 40, default: '' }),
  group: Many(300),
  groupRole: Many(40),
  groupsMakeOwners: Tick,
  linksByAddress: Tick,
  asksFactor: Tick,
}
const Rules = t.Object(RULE_FIELDS)
type RulesForm = typeof Rules.static

export const NO_RULES: ConnectionRules = {
  name: '',
  isEnabled: false,
  letsNewPeopleIn: false,
  defaultRole: null,
  groupRoles: [],
  groupsMakeOwners: false,
  linksByAddress: true,
  asksFactor: false,
}

/** Throws AppError invalid. */
export const rulesIn = (form: RulesForm): ConnectionRules => ({
  ...ticked(form),
  name: form.name,
  defaultRole: form.defaultRole === '' ? null : roleNamed(form.defaultRole, 'defaultRole'),
  groupRoles: pairsOf(form).map(({ group, role }) => ({ group, role: roleNamed(role, 'groupRoles') })),
})

/** As the form shows what was typed. */
export const rulesTyped = (form: RulesForm): ConnectionRules => ({
  ...ticked(form),
  name: form.name,
  defaultRole: OFFERED.find((role) => role === form.defaultRole) ?? null,
  groupRoles: pairsOf(form).map(({ group, role }) => ({ group, role: OFFERED.find((each) => each === role) ?? 'user' })),
})

const ticked = ({ isEnabled, letsNewPeopleIn, groupsMakeOwners, linksByAddress, asksFactor }: RulesForm) => ({
  isEnabled: isEnabled !== undefined,
  letsNewPeopleIn: letsNewPeopleIn !== undefined,
  groupsMakeOwners: groupsMakeOwners !== undefined,
  linksByAddress: linksByAddress !== undefined,
  asksFactor: asksFactor !== undefined,
})

const listOf = (given: string | readonly string[] | undefined): readonly string[] => (given === undefined ? [] : [given].flat())

function pairsOf({ group, groupRole }: Pick<RulesForm, 'group' | 'groupRole'>) {
  const roles = listOf(groupRole)
  return listOf(group)
    .map((name, index) => ({ group: name, role: roles[index] ?? '' }))
    .filter((row) => row.group.trim() !== '')
}

function roleNamed(text: string, field: string): Role {
  const role = OFFERED.find((each) => each === text)
  if (!role) throw invalid({ [field]: 'Choose a role from the list.' })
  return role
}
