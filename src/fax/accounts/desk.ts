/** Whoever asks about their account at the carrier: what opens it, and the application their faxes go through. */
export type Holder = { readonly apiKey: string; readonly connectionId: string }

export type AccountAnswer =
  | { readonly is: 'good'; readonly webhookUrl: string; readonly mayCall: boolean; readonly numbers: readonly string[] }
  | { readonly is: 'bad_key' }
  | { readonly is: 'no_application' }
  | { readonly is: 'switched_off' }
  | { readonly is: 'unavailable' }

/** A number that can be had, and for what. */
export type Offer = { readonly number: string; readonly place: string; readonly onceCents: number; readonly monthlyCents: number }
export type Wish = { readonly areaCode: string; readonly city: string } | { readonly number: string }
export type OffersAnswer = { readonly is: 'offers'; readonly offers: readonly Offer[] } | { readonly is: 'unavailable' }
export type OrderAnswer =
  | { readonly is: 'ordered' }
  | { readonly is: 'refused' }
  /** No proof either way: what is held tells. */
  | { readonly is: 'unknown' }
export type HeldAnswer = { readonly is: 'held'; readonly reference: string } | { readonly is: 'absent' } | { readonly is: 'unavailable' }
export type ReleaseAnswer = 'released' | 'absent' | 'unavailable'

/** What is asked of a carrier about an account and its numbers; sending is `Carrier`. */
export type CarrierDesk = {
  /** Changes nothing there. */
  check(holder: Holder): Promise<AccountAnswer>
  offers(holder: Holder, wish: Wish): Promise<OffersAnswer>
  /** Costs money. The reference says whose it is, so that one that was ordered is found again. */
  order(holder: Holder, number: string, reference: string): Promise<OrderAnswer>
  held(holder: Holder, number: string): Promise<HeldAnswer>
  release(holder: Holder, number: string): Promise<ReleaseAnswer>
}
