/** What fax needs from any carrier. telnyx.ts is one; tests have another in memory. */
export type Carrier = {
  /** Never asked twice for one attempt: the carrier has no idempotency key. */
  send(call: Call): Promise<SendAnswer>
  /** Looks for a call made since `since` by its client state; the proof that makes asking again safe. */
  find(call: Pick<Call, 'to' | 'from' | 'clientState'>, since: Date): Promise<LookAnswer>
  look(carrierId: string): Promise<LookAnswer>
  cancel(carrierId: string): Promise<'asked' | 'too_late' | 'unavailable'>
  /** Inbound faxes created since then, oldest first. */
  listInbound(since: Date): Promise<{ readonly is: 'listed'; readonly faxes: readonly CarrierFax[] } | { readonly is: 'unavailable' }>
  /** Asks for a new link to an inbound document. */
  renewMedia(carrierId: string): Promise<LookAnswer>
  download(url: string): Promise<DownloadAnswer>
}

export type Call = {
  readonly to: string
  readonly from: string
  readonly mediaUrl: string
  readonly clientState: string
  /** A second try after a signalling error goes without T.38 and at normal quality. */
  readonly plain: boolean
}

export type SendAnswer =
  | { readonly is: 'accepted'; readonly carrierId: string }
  /** Proof that it was not taken, and that asking again will not help. */
  | { readonly is: 'refused'; readonly cause: string }
  /** Proof that it was not taken, this time. */
  | { readonly is: 'later'; readonly cause: string; readonly inMs: number }
  /** No proof either way: a time-out, a cut line, a 5xx. */
  | { readonly is: 'unknown' }

export type CarrierFax = {
  readonly carrierId: string
  readonly clientState: string | undefined
  readonly direction: 'inbound' | 'outbound'
  readonly status: string
  readonly from: string
  readonly to: string
  readonly cause: string | undefined
  readonly pages: number | undefined
  readonly seconds: number | undefined
  readonly mediaUrl: string | undefined
  readonly partial: boolean
  readonly createdAt: Date
}

export type LookAnswer = { readonly is: 'found'; readonly fax: CarrierFax } | { readonly is: 'absent' } | { readonly is: 'unavailable' }
export type DownloadAnswer =
  | { readonly is: 'document'; readonly bytes: Uint8Array }
  | { readonly is: 'expired' }
  | { readonly is: 'unavailable' }
