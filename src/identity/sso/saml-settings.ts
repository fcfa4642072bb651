import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { invalid } from '../../kit/errors.ts'
import type { SamlProvider } from './saml-provider.ts'

const Attribute = Type.String({ maxLength: 200 })
const Settings = Type.Object({
  entityId: Type.String({ minLength: 1, maxLength: 1024 }),
  signInUrl: Type.String({ minLength: 1, maxLength: 2000 }),
  certificates: Type.Array(Type.String({ maxLength: 10_000 }), { minItems: 1, maxItems: 5 }),
  /** Where the provider publishes its metadata; empty where it was brought by hand. */
  metadataUrl: Type.String({ maxLength: 2000 }),
  mustBeEncrypted: Type.Boolean(),
  /** Empty: the usual ones. */
  emailAttribute: Attribute,
  nameAttribute: Attribute,
  groupsAttribute: Attribute,
  /** The authentication contexts that say a second factor was given; none where the provider always asks for one. */
  factorContexts: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 20 }),
})
export type SamlSettings = Static<typeof Settings>
const check = Compile(Settings)

/** As it was kept. */
export function readSamlSettings(kept: Readonly<Record<string, unknown>>): SamlSettings {
  if (!check.Check(kept)) throw new Error('The settings of a connection are not those of SAML.')
  return kept
}

export type SamlTyped = Omit<SamlSettings, keyof SamlProvider>

/** As it was typed, beside what the provider's metadata said. Throws AppError invalid. */
export function samlSettings(provider: SamlProvider, typed: SamlTyped): SamlSettings {
  const settings = {
    entityId: provider.entityId,
    signInUrl: provider.signInUrl,
    certificates: [...provider.certificates],
    metadataUrl: typed.metadataUrl.trim(),
    mustBeEncrypted: typed.mustBeEncrypted,
    emailAttribute: typed.emailAttribute.trim(),
    nameAttribute: typed.nameAttribute.trim(),
    groupsAttribute: typed.groupsAttribute.trim(),
    factorContexts: typed.factorContexts.map((each) => each.trim()).filter(Boolean),
  }
  if (!check.Check(settings)) throw invalid({}, 'Something in the form is too long.')
  return settings
}
