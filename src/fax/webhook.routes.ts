import { type AnyElysia, Elysia } from 'elysia'
import { AppError, unavailable } from '../kit/errors.ts'
import { isId } from '../kit/ids.ts'
import type { Log } from '../kit/log.ts'
import type { TenantId } from '../tenancy/index.ts'
import { hopsOf, json, replayed } from '../web/index.ts'
import type { AccountRow } from './accounts/accounts.ts'
import { type Addressee, addresseeOf, type Inbox, type Signer } from './inbox.ts'
import { parseTelnyxEvent } from './telnyx-events.ts'
import { telnyxWebhookCheck, type VerifyWebhook } from './telnyx-signature.ts'

export type WebhookDeps = {
  readonly inbox: Inbox
  /** Undefined when no public key is configured: then nothing is believed. */
  readonly verify: VerifyWebhook | undefined
  /** An office's own accounts that are believed; none for an office that is closed, or none at all. */
  readonly accountsOf: (id: TenantId) => readonly AccountRow[]
  readonly clock: () => Date
  readonly log: Log
  /** Where several machines share the offices: how to send an event on to the one that it is for. Throws AppError unavailable. */
  readonly sendOn?: ((to: Addressee, hops: number) => Promise<string | undefined>) | undefined
}

const MOST_BYTES = 256 * 1024

/** What the carrier tells: believed only when signed, answered 200 once it is durable, whatever it says. */
export function carrierWebhook(deps: WebhookDeps): AnyElysia {
  async function takenFrom(request: Request, raw: string, by?: Signer): Promise<Response> {
    const body = parseJson(raw)
    if (body === undefined) throw new AppError('malformed', 'The event is not JSON.')
    const parsed = parseTelnyxEvent(body, deps.clock())
    if (!parsed) throw new AppError('invalid', 'This is not an event.')
    const addressee = by ? undefined : addresseeOf(parsed.fax)
    const replay = addressee && (await deps.sendOn?.(addressee, hopsOf(request)))
    if (replay) return replayed(replay)
    const effect = await deps.inbox.take(parsed, raw, by)
    deps.log('debug', 'webhook.taken', { type: parsed.event.type.slice(0, 40), effect })
    return json({ effect })
  }

  return new Elysia({ detail: { hide: true } })
    .post(
      '/webhooks/telnyx',
      async ({ request }) => {
        if (!deps.verify) throw unavailable('Webhooks are refused: no public key is configured.')
        const raw = await rawOf(request)
        if (!deps.verify(raw, request.headers)) throw unsigned()
        return takenFrom(request, raw)
      },
      { parse: 'none' },
    )
    .post(
      '/webhooks/telnyx/:office',
      async ({ request, params }) => {
        const raw = await rawOf(request)
        if (!isId(params.office)) throw unsigned()
        const tenantId = params.office as TenantId
        const replay = await deps.sendOn?.({ id: tenantId }, hopsOf(request))
        if (replay) return replayed(replay)
        const signer = deps.accountsOf(tenantId).find(({ publicKey }) => checkOf(publicKey)(raw, request.headers))
        if (!signer) throw unsigned()
        return takenFrom(request, raw, { tenantId, accountId: signer.id })
      },
      { parse: 'none' },
    )
}

/** The same for an office that is none, one without an account, and a signature that is another's. */
const unsigned = () => new AppError('forbidden', 'The signature does not match.')

async function rawOf(request: Request): Promise<string> {
  const raw = await request.text()
  if (raw.length > MOST_BYTES) throw new AppError('invalid', 'The event is too large.')
  return raw
}

const checks = new Map<string, VerifyWebhook>()
const MOST_CHECKS = 1_000

function checkOf(publicKey: string): VerifyWebhook {
  const known = checks.get(publicKey)
  if (known) return known
  if (checks.size >= MOST_CHECKS) checks.clear()
  const made = telnyxWebhookCheck(publicKey)
  checks.set(publicKey, made)
  return made
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}
