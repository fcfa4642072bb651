import type { Failure } from './t30/results.ts'

/** What a number does, told by its last four digits. The list for people is in README.md. */
export interface Scenario {
  /** How POST /faxes answers. */
  readonly answer?: 'hang up after accepting' | '500 after accepting' | '500' | 'late' | '429 once' | 'after the webhooks'
  /** Why the call fails; `once` means the same document gets through the next time. */
  readonly fails?: Failure & { readonly once?: true; readonly inCall?: true }
  readonly cut?: true
  readonly slow?: true
  readonly webhooks?: 'three times' | 'reversed' | 'lost' | 'late' | 'with an unknown one'
}

const scenarios: Readonly<Record<string, Scenario>> = {
  '0002': { fails: { reason: 'user_busy', internal: 'fs_user_busy', once: true } },
  '0003': { fails: { reason: 'user_busy', internal: 'fs_user_busy' } },
  '0004': { fails: { reason: 'receiver_no_answer', internal: 'fs_no_answer' } },
  '0005': { cut: true },
  '0006': { fails: { reason: 'receiver_unallocated_number', internal: 'fs_unallocated_number' } },
  '0007': { slow: true },
  '0008': { webhooks: 'three times' },
  '0009': { webhooks: 'reversed' },
  '0010': { webhooks: 'lost' },
  '0011': { webhooks: 'late' },
  '0012': { answer: 'after the webhooks' },
  '0013': { answer: 'hang up after accepting' },
  '0014': { answer: '500 after accepting' },
  '0015': { answer: '500' },
  '0016': { answer: 'late' },
  '0017': { answer: '429 once' },
  '0018': { fails: { reason: 'fax_signaling_error', internal: 'fs_fax_signaling_error', once: true, inCall: true } },
  '0019': { fails: { reason: 'receiver_moon_phase', internal: 'fs_moon_phase' } },
  '0020': { fails: { reason: 'receiver_decline', internal: 'fs_call_rejected' } },
  '0021': { webhooks: 'with an unknown one' },
}

const delivered: Scenario = {}

export function scenarioOf(to: string): Scenario {
  return scenarios[to.slice(-4)] ?? delivered
}

/** Reasons a call may fail for when `failRate` strikes; all of them may pass. */
export const passingTroubles: readonly [Failure, ...Failure[]] = [
  { reason: 'user_busy', internal: 'fs_user_busy' },
  { reason: 'receiver_no_answer', internal: 'fs_no_answer' },
  { reason: 'receiver_call_dropped', internal: 'fs_fax_call_dropped' },
  { reason: 'service_unavailable', internal: 'fs_service_unavailable' },
]
