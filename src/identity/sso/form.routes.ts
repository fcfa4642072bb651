import { t } from 'elysia'
import type { OidcValues } from '../../../views/sso/oidc.tsx'
import type { Connection } from './connections.ts'
import { type OidcSettings, readSettings } from './oidc-settings.ts'
import { NO_RULES, RULE_FIELDS, rulesIn, rulesTyped } from './rules-form.routes.ts'
import type { OidcInput } from './setting-up.ts'

const Text = (maxLength: number) => t.String({ maxLength, default: '' })

export const OidcForm = t.Object({
  ...RULE_FIELDS,
  preset: t.String({ maxLength: 20, default: 'other' }),
  issuer: Text(500),
  clientId: Text(300),
  clientSecret: Text(2_000),
  allowed: Text(2_000),
  groupsClaim: Text(100),
  factorWords: Text(500),
})
export type OidcForm = typeof OidcForm.static

/** Throws AppError invalid. */
export const inputOf = (form: OidcForm): OidcInput => ({
  ...rulesIn(form),
  settings: {
    preset: presetOf(form.preset),
    issuer: form.issuer,
    clientId: form.clientId,
    allowed: wordsIn(form.allowed),
    groupsClaim: form.groupsClaim,
    factorWords: wordsIn(form.factorWords),
  },
  clientSecret: form.clientSecret,
})

/** As the form shows what is kept. */
export function valuesOf(connection: Connection): OidcValues {
  const { allowed, factorWords, ...settings } = readSettings(connection.settings)
  return { ...connection, ...settings, allowed: allowed.join('\n'), factorWords: factorWords.join(' ') }
}

/** As the form shows what was typed; the secret never comes back. */
export const typedOf = (form: OidcForm): OidcValues => ({
  ...rulesTyped(form),
  preset: presetOf(form.preset),
  issuer: form.issuer,
  clientId: form.clientId,
  allowed: form.allowed,
  groupsClaim: form.groupsClaim,
  factorWords: form.factorWords,
})

export const EMPTY: OidcValues = {
  ...NO_RULES,
  preset: 'google',
  issuer: '',
  clientId: '',
  allowed: '',
  groupsClaim: 'groups',
  factorWords: '',
}

const presetOf = (text: string): OidcSettings['preset'] => (text === 'google' || text === 'microsoft' ? text : 'other')
const wordsIn = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean)
