import type { CallEnd } from './call.ts'

export interface Failure {
  readonly reason: string
  readonly internal: string
}

/** spandsp's completion codes (t30.h) in the carrier's words. */
const reasons: readonly (readonly [codes: readonly number[], reason: string])[] = [
  [[1, 2, 3, 19], 'fax_initial_communication_timeout'],
  [[8, 9, 10, 11, 12], 'receiver_incompatible_destination'],
  [[16, 23], 'invalid_ecm_response_from_receiver'],
  [[5, 26], 'carrier_lost'],
  [[17, 49], 'receiver_call_dropped'],
  [[41, 42, 43, 44, 45, 46, 47], 'media_processing_exception'],
  [[50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61], 'receiver_decline'],
]

/** Null when every page arrived. Whatever is not listed is trouble between the two machines. */
export function failureOf(end: CallEnd): Failure | null {
  if (end.cut) return { reason: 'receiver_call_dropped', internal: 'fs_fax_call_dropped' }
  if (end.stuck) return { reason: 'receiver_recovery_on_timer_expire', internal: 'fs_recovery_on_timer_expire' }
  if (end.result === 0) return null
  const known = reasons.find(([codes]) => codes.includes(end.result))
  return { reason: known?.[1] ?? 'fax_signaling_error', internal: `fs_fax_result_${end.result}` }
}
