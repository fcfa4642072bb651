import Telnyx from 'telnyx'
import type { AccountKeys } from './accounts/account-keys.ts'
import { type Carriers, WITHOUT_KEY } from './accounts/carriers.ts'
import type { Carrier, CarrierFax, DownloadAnswer, LookAnswer, SendAnswer } from './carrier.ts'
import { SEND_TIMEOUT_MS } from './protocol.ts'

export type TelnyxConfig = { readonly apiKey: string; readonly baseUrl: string; readonly connectionId: string }
type TelnyxFax = Telnyx.Fax

const ASK_TIMEOUT_MS = 10_000
const DOWNLOAD_TIMEOUT_MS = 60_000
const MOST_BYTES = 60 * 1024 * 1024
const ACCOUNT_PAUSE_MS = 5 * 60_000
const RATE_PAUSE_MS = 10_000
const CONNECT_PAUSE_MS = 15_000

/** By each account its own client; an office's key is opened for as long as one call takes. */
export const telnyxCarriers = (config: TelnyxConfig, keys: AccountKeys): Carriers => ({
  ...telnyxCarrier(config),
  under(tenantId, account) {
    const apiKey = keys.open(tenantId, account)
    return apiKey === undefined ? WITHOUT_KEY : telnyxCarrier({ apiKey, baseUrl: config.baseUrl, connectionId: account.connectionId })
  },
})

/** The SDK behind the port. `maxRetries: 0` on a send: the SDK would POST three times, and Telnyx has no idempotency key. */
export function telnyxCarrier(config: TelnyxConfig): Carrier {
  const client = new Telnyx({ apiKey: config.apiKey, baseURL: config.baseUrl, maxRetries: 1, timeout: ASK_TIMEOUT_MS, logLevel: 'off' })

  async function look(carrierId: string): Promise<LookAnswer> {
    try {
      const { data } = await client.faxes.retrieve(carrierId)
      return data ? { is: 'found', fax: toCarrierFax(data) } : { is: 'absent' }
    } catch (error) {
      return error instanceof Telnyx.NotFoundError ? { is: 'absent' } : { is: 'unavailable' }
    }
  }

  return {
    async send(call): Promise<SendAnswer> {
      try {
        const answer = await client.faxes.create(
          {
            connection_id: config.connectionId,
            from: call.from,
            to: call.to,
            media_url: call.mediaUrl,
            client_state: call.clientState,
            quality: call.plain ? 'normal' : 'high',
            t38_enabled: !call.plain,
            store_media: false,
          },
          { maxRetries: 0, timeout: SEND_TIMEOUT_MS },
        )
        return answer.data?.id ? { is: 'accepted', carrierId: answer.data.id } : { is: 'unknown' }
      } catch (error) {
        return sendFailure(error)
      }
    },

    async find(wanted, since): Promise<LookAnswer> {
      try {
        const filter = { created_at: { gte: since.toISOString() }, direction: { eq: 'outbound' as const }, to: { eq: wanted.to } }
        for await (const fax of client.faxes.list({ filter, 'page[size]': 250 } as Telnyx.FaxListParams)) {
          if (fax.client_state === wanted.clientState) return { is: 'found', fax: toCarrierFax(fax) }
        }
        return { is: 'absent' }
      } catch {
        return { is: 'unavailable' }
      }
    },

    look,

    async cancel(carrierId) {
      try {
        await client.faxes.actions.cancel(carrierId)
        return 'asked'
      } catch (error) {
        return error instanceof Telnyx.APIError && error.status !== undefined && error.status < 500 && error.status !== 429
          ? 'too_late'
          : 'unavailable'
      }
    },

    async listInbound(since) {
      try {
        const filter = { created_at: { gte: since.toISOString() }, direction: { eq: 'inbound' as const } }
        const faxes: CarrierFax[] = []
        for await (const fax of client.faxes.list({ filter, 'page[size]': 250 } as Telnyx.FaxListParams)) faxes.push(toCarrierFax(fax))
        return { is: 'listed', faxes: faxes.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()) }
      } catch {
        return { is: 'unavailable' }
      }
    },

    async renewMedia(carrierId) {
      try {
        await client.faxes.actions.refresh(carrierId)
      } catch (error) {
        if (!(error instanceof Telnyx.APIError) || error.status === undefined) return { is: 'unavailable' }
      }
      return look(carrierId)
    },

    download,
  }
}

/** Only what proves that the request was not taken may say so; everything else is unknown. */
function sendFailure(error: unknown): SendAnswer {
  if (error instanceof Telnyx.RateLimitError)
    return { is: 'later', cause: 'rate_limited', inMs: retryAfterMs(error.headers) ?? RATE_PAUSE_MS }
  if (error instanceof Telnyx.AuthenticationError || error instanceof Telnyx.PermissionDeniedError)
    return { is: 'later', cause: 'account_disabled', inMs: ACCOUNT_PAUSE_MS }
  if (error instanceof Telnyx.BadRequestError || error instanceof Telnyx.UnprocessableEntityError || error instanceof Telnyx.NotFoundError)
    return { is: 'refused', cause: refusal(error) }
  if (error instanceof Telnyx.APIConnectionError && neverConnected(error))
    return { is: 'later', cause: 'carrier_unreachable', inMs: CONNECT_PAUSE_MS }
  return { is: 'unknown' }
}

const REFUSALS: Readonly<Record<string, string>> = {
  '10016': 'receiver_invalid_number_format',
  '20012': 'account_disabled',
  '20100': 'account_disabled',
}

function refusal(error: InstanceType<typeof Telnyx.APIError>): string {
  const body: unknown = error.error
  const errors =
    typeof body === 'object' && body !== null && 'errors' in body && Array.isArray(body.errors) ? (body.errors as unknown[]) : []
  for (const each of errors) {
    const code = typeof each === 'object' && each !== null && 'code' in each ? String(each.code) : ''
    const cause = REFUSALS[code]
    if (cause) return cause
  }
  return 'carrier_refused'
}

function neverConnected(error: Error): boolean {
  const cause: unknown = error.cause
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  return code === 'ConnectionRefused' || code === 'ECONNREFUSED' || code === 'FailedToOpenSocket' || code === 'ENOTFOUND'
}

function retryAfterMs(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.get('retry-after') ?? headers?.get('x-ratelimit-reset'))
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : undefined
}

async function download(url: string): Promise<DownloadAnswer> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) })
    if (response.status === 403 || response.status === 404 || response.status === 410) return { is: 'expired' }
    if (!response.ok || Number(response.headers.get('content-length') ?? 0) > MOST_BYTES) return { is: 'unavailable' }
    const bytes = new Uint8Array(await response.arrayBuffer())
    return bytes.length > 0 && bytes.length <= MOST_BYTES ? { is: 'document', bytes } : { is: 'unavailable' }
  } catch {
    return { is: 'unavailable' }
  }
}

const toCarrierFax = (fax: TelnyxFax): CarrierFax => ({
  carrierId: fax.id ?? '',
  clientState: fax.client_state ?? undefined,
  direction: fax.direction ?? 'outbound',
  status: fax.status ?? '',
  from: fax.from ?? '',
  to: fax.to ?? '',
  cause: fax.failure_reason ?? undefined,
  pages: undefined,
  seconds: undefined,
  mediaUrl: fax.stored_media_url ?? fax.media_url ?? undefined,
  partial: false,
  createdAt: new Date(fax.created_at ?? 0),
})
