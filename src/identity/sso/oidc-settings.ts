import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { invalid } from '../../kit/errors.ts'

const Words = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50 })
const Settings = Type.Object({
  preset: Type.Union([Type.Literal('google'), Type.Literal('microsoft'), Type.Literal('other')]),
  /** Of any other provider; those two have theirs. */
  issuer: Type.String({ maxLength: 500 }),
  clientId: Type.String({ minLength: 1, maxLength: 300 }),
  /** Google: the domains of its customers. Microsoft: the ids of their directories. */
  allowed: Words,
  groupsClaim: Type.String({ minLength: 1, maxLength: 100 }),
  /** In `amr` or `acr`, what says that a second factor was given; none where the provider always asks for one. */
  factorWords: Words,
})
export type OidcSettings = Static<typeof Settings>
export type Preset = OidcSettings['preset']
const check = Compile(Settings)

const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/
const DIRECTORY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** Where Microsoft keeps accounts that belong to no company. */
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad'

/** As it was kept. */
export function readSettings(kept: Readonly<Record<string, unknown>>): OidcSettings {
  if (!check.Check(kept)) throw new Error('The settings of a connection are not those of OpenID Connect.')
  return kept
}

/** As it was typed. Throws AppError invalid. */
export function oidcSettings(typed: OidcSettings, mayBeLocal: boolean): OidcSettings {
  const trimmed = (words: readonly string[]) => words.map((word) => word.trim()).filter(Boolean)
  const settings = {
    ...typed,
    issuer: typed.preset === 'other' ? typed.issuer.trim() : '',
    clientId: typed.clientId.trim(),
    allowed: typed.preset === 'other' ? [] : trimmed(typed.allowed).map((word) => word.toLowerCase()),
    groupsClaim: typed.groupsClaim.trim() || 'groups',
    factorWords: trimmed(typed.factorWords),
  }
  const wrong: Record<string, string> = {}
  if (settings.clientId === '') wrong['clientId'] = 'Enter the client ID that the provider gave this office.'
  if (settings.preset === 'other' && !isIssuer(settings.issuer, mayBeLocal))
    wrong['issuer'] = 'Enter the provider’s issuer address. It begins with https:// and has no ? or # in it.'
  if (settings.preset === 'google' && !isListOf(settings.allowed, DOMAIN))
    wrong['allowed'] = 'Enter your Google Workspace domain, such as office.example. Without it anybody at Google could come.'
  if (settings.preset === 'microsoft' && !isListOf(settings.allowed, DIRECTORY))
    wrong['allowed'] = 'Enter your directory (tenant) ID from Microsoft Entra: 32 digits and letters in five groups.'
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  if (!check.Check(settings)) throw invalid({}, 'Something in the form is too long.')
  return settings
}

const isListOf = (words: readonly string[], shape: RegExp) => words.length > 0 && words.every((word) => shape.test(word))

function isIssuer(text: string, mayBeLocal: boolean): boolean {
  const url = URL.parse(text)
  if (url?.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (mayBeLocal && url.protocol === 'http:' && /^(.+\.)?localhost$|^127\.0\.0\.1$/.test(url.hostname))
}

/** Whose metadata is asked for. One directory of Microsoft’s has an issuer of its own; several share one that names each in its tokens. */
export function issuerOf({ preset, issuer, allowed }: OidcSettings): URL {
  if (preset === 'google') return new URL('https://accounts.google.com')
  if (preset === 'other') return new URL(issuer)
  const which = allowed.length === 1 ? allowed[0] : allowed.includes(PERSONAL) ? 'common' : 'organizations'
  return new URL(`https://login.microsoftonline.com/${which}/v2.0`)
}
