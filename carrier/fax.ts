/**
 * Outbound: queued → media.processed → originated → sending → delivered | failed.
 * Inbound: initiated → receiving → media.processing → received | failed.
 */
export type Status =
  | 'queued'
  | 'media.processed'
  | 'originated'
  | 'sending'
  | 'delivered'
  | 'failed'
  | 'initiated'
  | 'receiving'
  | 'media.processing'
  | 'received'

export interface NewFax {
  readonly direction: 'outbound' | 'inbound'
  readonly connectionId: string
  readonly to: string
  readonly from: string
  readonly fromDisplayName?: string | undefined
  readonly mediaUrl?: string | undefined
  readonly mediaName?: string | undefined
  readonly contents?: Uint8Array | undefined
  readonly quality?: string | undefined
  readonly storeMedia?: boolean | undefined
  readonly storePreview?: boolean | undefined
  readonly clientState?: string | undefined
  readonly webhookUrl?: string | undefined
}

export interface Fax extends NewFax {
  readonly id: string
  readonly createdAt: number
  updatedAt: number
  status: Status
  failureReason: string | null
  internalFailureReason: string | null
  /** Pages that really arrived. */
  pages: number
  callSeconds: number
  /** How the call went, in the words of the fax machines. */
  callNote: string | null
  canceled: boolean
  mediaUrl?: string | undefined
  contents?: Uint8Array | undefined
  storedMediaUrl: string | null
  previewUrl: string | null
  hasPdf: boolean
  hasTiff: boolean
}

export function newFax(fields: NewFax): Fax {
  const now = Date.now()
  return {
    ...fields,
    id: crypto.randomUUID(),
    createdAt: now,
    updatedAt: now,
    status: fields.direction === 'outbound' ? 'queued' : 'initiated',
    failureReason: null,
    internalFailureReason: null,
    pages: 0,
    callSeconds: 0,
    callNote: null,
    canceled: false,
    storedMediaUrl: null,
    previewUrl: null,
    hasPdf: false,
    hasTiff: false,
  }
}

export function isOver(fax: Fax): boolean {
  return fax.status === 'delivered' || fax.status === 'failed' || fax.status === 'received'
}

/** The fax as the API shows it. Page counts and durations are told by webhooks only. */
export function faxResource(fax: Fax, webhookUrl: string | null) {
  return {
    id: fax.id,
    record_type: 'fax',
    connection_id: fax.connectionId,
    direction: fax.direction,
    from: fax.from,
    to: fax.to,
    from_display_name: fax.fromDisplayName ?? fax.from,
    media_url: fax.mediaUrl,
    media_name: fax.mediaName,
    quality: fax.quality ?? 'high',
    status: fax.status,
    store_media: fax.storeMedia ?? false,
    stored_media_url: fax.storedMediaUrl,
    preview_url: fax.previewUrl,
    client_state: fax.clientState,
    webhook_url: fax.webhookUrl ?? webhookUrl,
    webhook_failover_url: null,
    failure_reason: fax.failureReason,
    internal_failure_reason: fax.internalFailureReason,
    created_at: new Date(fax.createdAt).toISOString(),
    updated_at: new Date(fax.updatedAt).toISOString(),
  }
}
