import { AuthorizationResponseError, ResponseBodyError } from 'openid-client'
import { ReachError } from '../../kit/reaching.ts'

/** Why a provider’s answer confirmed nobody, for the trail: a word of ours, and nothing of what was sent. */
export type Unconfirmed =
  | 'unreachable'
  | 'denied'
  | 'client_refused'
  | 'code_refused'
  | 'wrong_issuer'
  | 'wrong_audience'
  | 'wrong_nonce'
  | 'wrong_state'
  | 'expired'
  | 'not_afresh'
  | 'wrong_signature'
  | 'not_conform'

const OF_CLAIM: Readonly<Record<string, Unconfirmed>> = {
  iss: 'wrong_issuer',
  aud: 'wrong_audience',
  azp: 'wrong_audience',
  nonce: 'wrong_nonce',
  auth_time: 'not_afresh',
}
const TIMES = new Set(['OAUTH_JWT_TIMESTAMP_CHECK_FAILED'])
const LATE = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT'])

export function whyUnconfirmed(error: unknown): Unconfirmed {
  if (error instanceof ReachError) return 'unreachable'
  if (error instanceof AuthorizationResponseError) return 'denied'
  if (error instanceof ResponseBodyError) return error.error === 'invalid_client' ? 'client_refused' : 'code_refused'
  if (!(error instanceof Error)) return 'not_conform'
  if (error.cause instanceof ReachError) return 'unreachable'
  return whyOf(error)
}

function whyOf(error: Error): Unconfirmed {
  const code = 'code' in error ? String(error.code) : ''
  const text = messagesOf(error)
  const claim = claimIn(error)
  if (LATE.has(code)) return 'unreachable'
  if (claim === 'auth_time') return 'not_afresh'
  if (TIMES.has(code)) return 'expired'
  if (claim !== undefined && OF_CLAIM[claim]) return OF_CLAIM[claim]
  if (/signature|"alg"|JWS|key/i.test(text)) return 'wrong_signature'
  if (/"state"/.test(text)) return 'wrong_state'
  if (/"iss"|issuer/.test(text)) return 'wrong_issuer'
  if (/"nonce"/.test(text)) return 'wrong_nonce'
  return 'not_conform'
}

/** The library’s own words; what was sent stands beside them and is not looked at. */
const messagesOf = (error: unknown): string => (error instanceof Error ? `${error.message} ${messagesOf(error.cause)}` : '')

function claimIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { cause } = error
  if (typeof cause === 'object' && cause !== null && 'claim' in cause && typeof cause.claim === 'string') return cause.claim
  return claimIn(cause)
}
