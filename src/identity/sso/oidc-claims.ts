import type { OidcSettings } from './oidc-settings.ts'
import type { Claims } from './people.ts'

/** Of an id_token whose signature, issuer, audience, times and nonce are right, or of the provider’s own answer about the person. */
export type Said = Readonly<Record<string, unknown>>
export type Outsider = 'domain_not_allowed' | 'directory_not_allowed'

const MOST_GROUPS = 2_000

/** What a token proves goes by the token alone; the rest may be in the other answer. */
export function claimsOf(settings: OidcSettings, token: Said, more: Said = {}): Claims | { readonly refused: Outsider } {
  const outside = outsideOf(settings, token)
  if (outside) return { refused: outside }
  const all = { ...more, ...token }
  return {
    // A subject is one's own only at its issuer.
    subject: textOf(token['iss']) && textOf(token['sub']) ? `${textOf(token['iss'])} ${textOf(token['sub'])}` : '',
    email: textOf(all['email']),
    emailVerified: isVouchedFor(settings, token, more),
    name: textOf(all['name']),
    groups: groupsOf(all[settings.groupsClaim]),
  }
}

/** An address proves no employer: anybody can have an account at Google with any address, and name any address at Microsoft. */
function outsideOf({ preset, allowed }: OidcSettings, token: Said): Outsider | undefined {
  if (preset === 'google' && !isAmong(allowed, token['hd'])) return 'domain_not_allowed'
  if (preset === 'microsoft' && !isAmong(allowed, token['tid'])) return 'directory_not_allowed'
  return undefined
}

function isVouchedFor({ preset }: OidcSettings, token: Said, more: Said): boolean {
  // Microsoft lets an administrator of any directory write any address; it says by this claim that the domain is theirs.
  if (preset === 'microsoft') return isYes(token['xms_edov'])
  if (token['email'] !== undefined && token['email_verified'] !== undefined) return isYes(token['email_verified'])
  return isYes(more['email_verified']) && (token['email'] === undefined || token['email'] === more['email'])
}

/** Whether the provider says that a second factor was given; with no words to look for it always asks for one. */
export function isFactorGiven({ factorWords }: OidcSettings, token: Said): boolean {
  const said = [token['amr'], token['acr']].flat()
  return factorWords.length === 0 || factorWords.some((word) => said.includes(word))
}

export const momentOf = (value: unknown): Date | undefined => (typeof value === 'number' && value > 0 ? new Date(value * 1000) : undefined)

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const isYes = (value: unknown): boolean => value === true || value === 'true' || value === 1 || value === '1'
const isAmong = (allowed: readonly string[], value: unknown): boolean => typeof value === 'string' && allowed.includes(value.toLowerCase())

function groupsOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').slice(0, MOST_GROUPS) : undefined
}
