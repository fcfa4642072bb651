import { type AnyElysia, Elysia } from 'elysia'
import { AppError, unavailable } from '../kit/errors.ts'
import type { Log } from '../kit/log.ts'
import { hopsOf, json, replayed } from '../web/index.ts'
import { type Addressee, addresseeOf, type Inbox } from './inbox.ts'
import { parseTelnyxEvent } from './telnyx-events.ts'
import type { VerifyWebhook } from './telnyx-signature.ts'

export type WebhookDeps = {
  readonly inbox: Inbox
  /** Undefined when no public key is configured: then nothing is believed. */
  readonly verify: VerifyWebhook | undefined
  readonly clock: () => Date
  readonly log: Log
  /** Where several machines share the offices: how to send an event on to the one that it is for. Throws AppError unavailable. */
  readonly sendOn?: ((to: Addressee, hops: number) => Promise<string | undefined>) | undefined
}

const MOST_BYTES = 256 * 1024

/** POST /webhooks/telnyx: believed only when signed, answered 200 once it is durable, whatever it says. */
export function carrierWebhook(deps: WebhookDeps): AnyElysia {
  return new Elysia().post(
    '/webhooks/telnyx',
    async ({ request }) => {
      if (!deps.verify) throw unavailable('Webhooks are refused: no public key is configured.')
      const raw = await request.text()
      if (raw.length > MOST_BYTES) throw new AppError('invalid', 'The event is too large.')
      if (!deps.verify(raw, request.headers)) throw new AppError('forbidden', 'The signature does not match.')
      const body = parseJson(raw)
      if (body === undefined) throw new AppError('malformed', 'The event is not JSON.')
      const parsed = parseTelnyxEvent(body, deps.clock())
      if (!parsed) throw new AppError('invalid', 'This is not an event.')
      const addressee = addresseeOf(parsed.fax)
      const replay = addressee && (await deps.sendOn?.(addressee, hopsOf(request)))
      if (replay) return replayed(replay)
      const effect = await deps.inbox.take(parsed, raw)
      deps.log('debug', 'webhook.taken', { type: parsed.event.type.slice(0, 40), effect })
      return json({ effect })
    },
    { parse: 'none', detail: { hide: true } },
  )
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}
