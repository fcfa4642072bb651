import { AppError } from '../kit/errors.ts'

/** What the proxy in front of us will send again: a larger request it would not. */
const MOST_REPLAYED_BYTES = 1024 * 1024
const ELSEWHERE = 'This is answered by another machine. Send it again.'

/**
 * Has the proxy send the request again to the machine that serves it. Not a success to whoever knows no such proxy: nothing was done, and
 * a carrier sends its event again.
 */
export const replayed = (replay: string): Response =>
  Response.json(
    { type: 'about:blank', title: 'Conflict', status: 409, code: 'conflict', detail: ELSEWHERE },
    {
      status: 409,
      headers: { 'fly-replay': replay, 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'retry-after': '1' },
    },
  )

/** How often the proxy has sent this request on already. */
export function hopsOf(request: Request): number {
  const found = /(?:^|;)state=(\d{1,2})(?:;|$)/.exec(request.headers.get('fly-replay-src') ?? '')
  return found ? Number(found[1]) : 0
}

/** Throws AppError too_large for what cannot be sent on. */
export function refuseUnreplayable(request: Request): void {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_REPLAYED_BYTES)
    throw new AppError('too_large', 'This office is served by another machine, and no more than 1 MB can be sent on to it.')
}
