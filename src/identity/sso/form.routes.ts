import { t } from 'elysia'
import type { OidcValues } from '../../../views/sso/oidc.tsx'
import { invalid } from '../../kit/errors.ts'
import { OFFERED, type Role } from '../permissions.ts'
import type { Connection } from './connections.ts'
import { type OidcSettings, readSettings } from './oidc-settings.ts'
import type { OidcInput } from './setting-up.ts'

const Text = (maxLength: number) => t.String({ maxLength, default: '' })
const Tick = t.Optional(t.String({ maxLength: 10 }))
const Many = (maxLength: number) => t.Optional(t.Union([t.String({ maxLength }), t.Array(t.String({ maxLength }), { maxItems: 200 })]))

export const OidcForm = t.Object({
  name: Text(500),
  preset: t.String({ maxLength: 20, default: 'other' }),
  issuer: Text(500),
  clientId: Text(300),
  clientSecret: Text(2_000),
  allowed: Text(2_000),
  groupsClaim: Text(100),
  factorWords: Text(500),
  isEnabled: Tick,
  letsNewPeopleIn: Tick,
  defaultRole: Text(40),
  group: Many(300),
  groupRole: Many(40),
  groupsMakeOwners: Tick,
  linksByAddress: Tick,
  asksFactor: Tick,
})
export type OidcForm = typeof OidcForm.static

/** Throws AppError invalid. */
export const inputOf = (form: OidcForm): OidcInput => ({
  name: form.name,
  settings: {
    preset: presetOf(form.preset),
    issuer: form.issuer,
    clientId: form.clientId,
    allowed: wordsIn(form.allowed),
    groupsClaim: form.groupsClaim,
    factorWords: wordsIn(form.factorWords),
  },
  clientSecret: form.clientSecret,
  isEnabled: form.isEnabled !== undefined,
  letsNewPeopleIn: form.letsNewPeopleIn !== undefined,
  defaultRole: form.defaultRole === '' ? null : roleNamed(form.defaultRole, 'defaultRole'),
  groupRoles: rowsOf(form),
  groupsMakeOwners: form.groupsMakeOwners !== undefined,
  linksByAddress: form.linksByAddress !== undefined,
  asksFactor: form.asksFactor !== undefined,
})

/** As the form shows what is kept. */
export function valuesOf(connection: Connection): OidcValues {
  const { allowed, factorWords, ...settings } = readSettings(connection.settings)
  return { ...connection, ...settings, allowed: allowed.join('\n'), factorWords: factorWords.join(' ') }
}

/** As the form shows what was typed; the secret never comes back. */
export const typedOf = ({ clientSecret: _, ...form }: OidcForm): OidcValues => ({
  ...form,
  preset: presetOf(form.preset),
  isEnabled: form.isEnabled !== undefined,
  letsNewPeopleIn: form.letsNewPeopleIn !== undefined,
  defaultRole: OFFERED.find((role) => role === form.defaultRole) ?? null,
  groupRoles: pairsOf(form).map(({ group, role }) => ({ group, role: OFFERED.find((each) => each === role) ?? 'user' })),
  groupsMakeOwners: form.groupsMakeOwners !== undefined,
  linksByAddress: form.linksByAddress !== undefined,
  asksFactor: form.asksFactor !== undefined,
})

export const EMPTY: OidcValues = {
  name: '',
  preset: 'google',
  issuer: '',
  clientId: '',
  allowed: '',
  groupsClaim: 'groups',
  factorWords: '',
  isEnabled: false,
  letsNewPeopleIn: false,
  defaultRole: null,
  groupRoles: [],
  groupsMakeOwners: false,
  linksByAddress: true,
  asksFactor: false,
}

const presetOf = (text: string): OidcSettings['preset'] => (text === 'google' || text === 'microsoft' ? text : 'other')
const wordsIn = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean)
const listOf = (given: string | readonly string[] | undefined): readonly string[] => (given === undefined ? [] : [given].flat())

function pairsOf({ group, groupRole }: Pick<OidcForm, 'group' | 'groupRole'>) {
  const roles = listOf(groupRole)
  return listOf(group)
    .map((name, index) => ({ group: name, role: roles[index] ?? '' }))
    .filter((row) => row.group.trim() !== '')
}
const rowsOf = (form: OidcForm) => pairsOf(form).map(({ group, role }) => ({ group, role: roleNamed(role, 'groupRoles') }))

function roleNamed(text: string, field: string): Role {
  const role = OFFERED.find((each) => each === text)
  if (!role) throw invalid({ [field]: 'Choose a role from the list.' })
  return role
}
