import { type AnyElysia, Elysia } from 'elysia'
import type { Live } from './live.ts'
import { type Admit, type Signed, signedIn } from './signed-in.ts'

const HEARTBEAT_MS = 15_000
/** Rights end at once: an open stream asks again who it is speaking to, well within five seconds. */
const RECHECK_MS = 4_000

export type LiveDeps = {
  readonly admit: Admit
  readonly live: Live
  /** Whether somebody may know that this changed. */
  readonly mayHear: (listener: Signed, topic: string) => boolean
}

/** GET /events: server-sent events, one line of topics that changed. Ends when the person may no longer listen. */
export function liveRoutes(deps: LiveDeps): AnyElysia {
  return new Elysia({ detail: { hide: true } }).use(signedIn(deps.admit)).get('/events', ({ request, route, tenant, actor }) => {
    const encoder = new TextEncoder()
    // As of the last time that it was asked who it is: rights may change while it is open.
    let listener = actor
    let isOpen = true
    let end = () => {}
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const say = (text: string) => controller.enqueue(encoder.encode(text))
        const leave = deps.live.subscribe(tenant.id, (topics) => {
          const heard = topics.filter((topic) => deps.mayHear(listener, topic))
          if (heard.length > 0) say(`data: ${heard.join(' ')}\n\n`)
        })
        const heartbeat = setInterval(() => say(': still here\n\n'), HEARTBEAT_MS)
        const recheck = setInterval(async () => {
          try {
            listener = await deps.admit({ request, route, method: 'GET' })
          } catch {
            // The browser may have gone while the question was out.
            if (!isOpen) return
            end()
            controller.close()
          }
        }, RECHECK_MS)
        end = () => {
          isOpen = false
          leave()
          clearInterval(heartbeat)
          clearInterval(recheck)
        }
        say('retry: 2000\n\n')
      },
      cancel: () => end(),
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } })
  })
}
