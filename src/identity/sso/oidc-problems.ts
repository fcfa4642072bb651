import type { Outsider } from './oidc-claims.ts'
import type { Unconfirmed } from './oidc-why.ts'
import type { Stray } from './requests.ts'

/** Why a sign-in through OpenID Connect is refused, in the words of the page on which the connection is tried. */
export const OIDC_PROBLEMS: Readonly<Record<Unconfirmed | Outsider | Stray, string>> = {
  unreachable: 'The provider could not be reached. “Test connection” says what is in the way.',
  denied: 'The provider sent you back without signing you in: you left it, or it does not let you use this application.',
  client_refused: 'The provider does not know our client ID with this client secret. Copy both again; a secret may also have run out.',
  code_refused:
    'The provider did not exchange its own code. Compare the redirect address there with the one shown here, and its clock with ours.',
  wrong_issuer: 'The answer names another issuer than the one entered here. Copy the issuer exactly as the provider shows it.',
  wrong_audience: 'The answer is meant for another application. Compare the client ID.',
  wrong_nonce: 'The answer belongs to another sign-in than the one that was begun here. Try again.',
  wrong_state: 'The answer belongs to another sign-in than the one that was begun here. Try again.',
  expired: 'The answer came too late or too early: a clock is wrong, here or at the provider.',
  not_afresh: 'The provider was asked to have you sign in once more and did not.',
  wrong_signature: 'The signature of the answer does not match the keys that the provider publishes.',
  not_conform: 'The provider’s answer is not what OpenID Connect asks for.',
  domain_not_allowed: 'Your account belongs to another organization (domain) than those that are allowed here.',
  directory_not_allowed: 'Your account belongs to another directory (tenant) than those that are allowed here.',
  not_asked: 'Nobody here asked for this answer. Try again.',
  late: 'It took longer than ten minutes. Try again.',
  used: 'This answer was used before. Each works once. Try again.',
  other_connection: 'The answer came to the address of another provider. Enter the redirect address that is shown here.',
  other_browser: 'The answer came in another browser than the one that asked. Try again.',
}
