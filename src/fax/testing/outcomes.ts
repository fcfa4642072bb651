/** What becomes of a test fax, by the last four digits of the number: as the local carrier has them. All others are delivered. */
export const OUTCOMES: Readonly<Record<string, string>> = {
  '0003': 'user_busy',
  '0004': 'receiver_no_answer',
  '0005': 'receiver_call_dropped',
  '0006': 'receiver_unallocated_number',
  '0020': 'receiver_decline',
}
/** Stays on the line for a minute: time enough to cancel. */
const SLOW = '0007'

/** No telephone has them: 555 is nobody’s area code. */
export const isTestNumber = (number: string): boolean => /^\+1555\d{7}$/.test(number)

/** Why the call failed; null when it went through. */
export const outcomeOf = (number: string): string | null => OUTCOMES[number.slice(-4)] ?? null
export const secondsOf = (numbers: readonly string[]): number => (numbers.some((each) => each.endsWith(SLOW)) ? 60 : 2)
