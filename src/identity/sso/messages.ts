import type { Outsider } from './oidc-claims.ts'
import type { Unconfirmed } from './oidc-why.ts'
import type { Unmet } from './people.ts'
import type { Stray } from './requests.ts'
import type { SamlProblem } from './saml-problems.ts'

/** Why somebody who went to a provider is not in: what the address of the sign-in page says of it, and no more. */
export const OUTCOMES = ['unconfirmed', 'away', 'stray', 'gone', 'outside', 'unknown', 'address', 'linked', 'group', 'stopped'] as const
export type Outcome = (typeof OUTCOMES)[number]

const ASK = 'Ask an owner of your office.'
const WORDS: Readonly<Record<Outcome, string>> = {
  unconfirmed: `Your provider did not confirm who you are. Try again. ${ASK}`,
  away: 'Your provider could not be reached. Try again in a few minutes.',
  stray: 'That sign-in took too long, was used already, or began in another browser. Try again here.',
  gone: `This way to sign in is no longer offered. ${ASK}`,
  outside: `Your account belongs to another organization than those this office accepts. ${ASK}`,
  unknown: `Your provider knows you, this office does not yet. ${ASK}`,
  address: `Your provider does not vouch for an e-mail address that this office can know you by. ${ASK}`,
  linked: `Someone here has your address and another account at your provider. ${ASK}`,
  group: `None of your groups at the provider may sign in here. ${ASK}`,
  stopped: `You may not sign in here at present. ${ASK}`,
}

export const wordsOf = (outcome: string | undefined): string | undefined =>
  outcome !== undefined && Object.hasOwn(WORDS, outcome) ? WORDS[outcome as Outcome] : undefined

/** What a new try mends; whatever else is wrong with a SAML answer, an owner has to mend. */
type Passing = Extract<SamlProblem, 'unsolicited' | 'not_ours' | 'replayed'>
const OF: Readonly<Record<Unmet | Outsider | Stray | Passing, Outcome>> = {
  no_subject: 'unconfirmed',
  suspended: 'stopped',
  removed: 'stopped',
  unknown: 'unknown',
  no_address: 'address',
  address_unverified: 'address',
  address_taken: 'unknown',
  linked_otherwise: 'linked',
  no_group: 'group',
  domain_not_allowed: 'outside',
  directory_not_allowed: 'outside',
  not_asked: 'stray',
  late: 'stray',
  used: 'stray',
  other_browser: 'stray',
  other_connection: 'stray',
  unsolicited: 'stray',
  not_ours: 'stray',
  replayed: 'stray',
}

export function outcomeOf(why: Unmet | Outsider | Unconfirmed | SamlProblem | Stray | 'gone'): Outcome {
  if (why === 'gone') return 'gone'
  if (why === 'unreachable') return 'away'
  return Object.hasOwn(OF, why) ? OF[why as Unmet] : 'unconfirmed'
}
