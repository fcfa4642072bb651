/** Why a call did not go through, what the office is told, and when it is tried again (reference: Telnyx failure reasons). */
export type Cause = {
  readonly words: string
  readonly advice: string
  /** Minutes before the second, third … call; none means that calling again would not help. */
  readonly retryMinutes: readonly number[]
  /** A limit of ours, not of the line: does not count as a try. */
  readonly free?: true
  /** The next call goes without T.38, at normal quality. */
  readonly plainNext?: true
  /** Somebody who runs the service has to look. */
  readonly operator?: true
}

const LINE = [3, 5, 10, 20, 40]
const SLOW = [10, 15, 30, 60]
const SOME = [5, 15, 30]
const ONCE = [5]
const CHECK_NUMBER = 'Check the number with the recipient, then send it again.'
const OURS = 'Nothing to do on your side: the people who run this service have been told.'
const LATER = 'It is tried again by itself. If it is urgent, call the recipient.'
const NO_MORE = 'It is not tried again by itself. Call the recipient, or send it again.'

const cause = (words: string, advice: string, retryMinutes: readonly number[], more: Partial<Cause> = {}): Cause => ({
  words,
  advice,
  retryMinutes,
  ...more,
})
const ours = (words: string): Cause => cause(words, OURS, [], { operator: true })
const limit = (words: string): Cause => cause(words, LATER, [1, 2, 4, 8, 15, 30, 60], { free: true })

const TABLE: Readonly<Record<string, Cause>> = {
  sender_gone: cause(
    'Whoever submitted it may no longer send faxes here.',
    'Open it, and send it again in your own name if it should go.',
    [],
  ),
  user_busy: cause('The line was busy.', LATER, LINE),
  receiver_no_answer: cause('Nobody answered.', LATER, SLOW),
  receiver_no_response: cause('The line did not respond.', LATER, SLOW),
  receiver_call_dropped: cause('The call was cut off before every page was through.', LATER, SOME),
  receiver_recovery_on_timer_expire: cause('The network gave up on the call.', LATER, SOME),
  receiver_communication_error: cause('The call could not be put through.', LATER, SOME),
  service_unavailable: cause('The carrier had a fault of its own.', LATER, LINE),
  fax_signaling_error: cause('The two fax machines could not agree.', LATER, SOME, { plainNext: true }),
  invalid_ecm_response_from_receiver: cause('The receiving machine broke off the error correction.', LATER, SOME, { plainNext: true }),
  fax_initial_communication_timeout: cause('No fax machine answered: it may be a voice line.', CHECK_NUMBER, ONCE),
  destination_unreachable: cause('The number could not be reached.', CHECK_NUMBER, ONCE),
  user_channel_limit_exceeded: limit('All lines were in use.'),
  connection_channel_limit_exceeded: limit('All lines were in use.'),
  outbound_profile_channel_limit_exceeded: limit('All lines were in use.'),
  rate_limited: limit('The carrier asked to slow down.'),
  carrier_unreachable: limit('The carrier could not be reached.'),
  outbound_profile_daily_spend_limit_exceeded: cause('The day’s limit of the carrier account is used up.', OURS, [30, 60, 120, 240, 480], {
    free: true,
    operator: true,
  }),
  file_download_failed: cause('The carrier could not fetch the document.', LATER, SOME),
  media_processing_exception: cause('The carrier could not convert the document.', LATER, ONCE),
  file_format_invalid: cause('The carrier could not read the document.', 'Print it to a new PDF and send that.', []),
  file_size_limit_exceeded: cause('The document is too large.', 'Send it in parts of at most 50 MB.', []),
  page_count_limit_exceeded: cause('The document has too many pages.', 'Send it in parts of at most 350 pages.', []),
  receiver_decline: cause('The receiving side refused the call.', CHECK_NUMBER, []),
  receiver_unallocated_number: cause('The number is not in service.', CHECK_NUMBER, []),
  receiver_invalid_number_format: cause('The number is not valid.', CHECK_NUMBER, []),
  receiver_incompatible_destination: cause('There is no fax machine at this number.', CHECK_NUMBER, []),
  destination_invalid: cause('The number is not valid.', CHECK_NUMBER, []),
  destination_not_in_countries_whitelist: ours('Faxes to this country are not switched on.'),
  destination_not_in_service_plan: ours('Faxes to this number are not in the service plan.'),
  unverified_destination_not_allowed: ours('The carrier account may not call this number yet.'),
  unverified_origination_number: ours('The number you send from is not set up at the carrier.'),
  no_outbound_profile: ours('The carrier account is not set up to send.'),
  account_disabled: ours('The carrier account is switched off.'),
  carrier_refused: ours('The carrier refused the request.'),
  carrier_lost: cause('The line was lost.', LATER, SOME),
  sender_canceled: cause('It was canceled.', 'Send it again when you want it to go.', []),
  sender_call_dropped: cause('The call was cut off on the sending side.', LATER, SOME),
  sender_communication_error: cause('The call failed on the sending side.', LATER, SOME),
  document_failed: cause('The pages could not be put together.', 'Print the files to a new PDF and send that.', []),
  outcome_unknown: cause(
    'The carrier did not say whether it took the fax, and cannot be asked.',
    'Ask the recipient whether it arrived, then choose “Send again” or “Mark as sent”.',
    [],
  ),
  possible_duplicate: cause(
    'The same files went to this number before.',
    'Choose “Send it” if they are to go once more, or “Do not send”.',
    [],
  ),
  bulk_paused: cause('It was paused.', 'Open it and choose “Resume”.', []),
  bulk_stuck: cause('It stopped with an error of our own.', 'Open it and choose “Resume”; if it stops again, tell your operator.', [], {
    operator: true,
  }),
  bulk_moved: cause(
    'It was under way when the office was brought here.',
    'Look at what became of it, then choose “Resume” or “Cancel”.',
    [],
  ),
  unlooked: cause(
    'It came by e-mail, and something about it has to be looked at first.',
    'Open it, compare the number and the pages, and choose “Send it” or “Do not send”.',
    [],
  ),
  second_person: cause('A second person has to confirm it.', 'Ask a colleague to open it and choose “Send it”.', []),
  not_taken: cause(
    'The carrier says that it never had the fax.',
    'Choose “Send again”, unless it went another way meanwhile: then choose “Mark as sent”.',
    [],
  ),
  never_arrived: cause(
    'The fax could not be fetched from the carrier.',
    'Try again; if it keeps failing, ask the sender to fax it once more.',
    [],
  ),
}

const UNKNOWN = cause('The transmission failed.', LATER, [10])

/** An open set: a reason nobody has written down is one delayed retry. */
export const causeOf = (code: string): Cause => (Object.hasOwn(TABLE, code) ? TABLE[code] : undefined) ?? UNKNOWN

/** What is to be done about it: who will not be called again is not waited for. */
export function adviceOf(code: string, isCalledAgain: boolean): string {
  const { advice } = causeOf(code)
  return advice === LATER && !isCalledAgain ? NO_MORE : advice
}

const OF_THE_NUMBER: ReadonlySet<string> = new Set([
  'fax_initial_communication_timeout',
  'destination_unreachable',
  'receiver_decline',
  'receiver_unallocated_number',
  'receiver_invalid_number_format',
  'receiver_incompatible_destination',
  'destination_invalid',
])
/** Whether the number itself is what is wrong, as far as the carrier can tell. */
export const isOfTheNumber = (code: string): boolean => OF_THE_NUMBER.has(code)

export const causeCodes = (): readonly string[] => Object.keys(TABLE)

/** Milliseconds until the next call after `tries` counted ones, or undefined when there is none. */
export function retryAfter(code: string, tries: number): number | undefined {
  const minutes = causeOf(code).retryMinutes[Math.max(0, tries - 1)]
  return minutes === undefined ? undefined : minutes * 60_000
}
