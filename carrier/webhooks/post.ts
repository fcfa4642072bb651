import type { Attempt } from './deliveries.ts'
import { envelope, type Notice } from './events.ts'
import type { Keys } from './keys.ts'

const patience = 2_000

/** One try to hand a notice over. Only 2xx counts; a redirect does not. */
export async function postNotice(keys: Keys, notice: Notice, url: string, number: number): Promise<Attempt> {
  const startedAt = Date.now()
  const body = envelope(notice, number, url)
  const timestamp = String(Math.floor(startedAt / 1_000))
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'telnyx-webhooks',
    'telnyx-timestamp': timestamp,
    'telnyx-signature-ed25519': keys.sign(timestamp, body),
  }
  let status: number | null = null
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(patience) })
    await response.arrayBuffer()
    status = response.status
  } catch {
    status = null
  }
  return { url, startedAt, finishedAt: Date.now(), status }
}

export function isTaken(attempt: Attempt | undefined): boolean {
  const status = attempt?.status ?? 0
  return status >= 200 && status < 300
}
