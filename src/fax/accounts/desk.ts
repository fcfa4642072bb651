/** Whoever asks about their account at the carrier: what opens it, and the application their faxes go through. */
export type Holder = { readonly apiKey: string; readonly connectionId: string }

export type AccountAnswer =
  | { readonly is: 'good'; readonly webhookUrl: string; readonly mayCall: boolean; readonly numbers: readonly string[] }
  | { readonly is: 'bad_key' }
  | { readonly is: 'no_application' }
  | { readonly is: 'switched_off' }
  | { readonly is: 'unavailable' }

/** What is asked of a carrier about an account and its numbers; sending is `Carrier`. */
export type CarrierDesk = {
  /** Changes nothing there. */
  check(holder: Holder): Promise<AccountAnswer>
}
