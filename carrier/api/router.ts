import type { Temper } from '../behaviour.ts'
import { notFound, tooMany, unauthenticated, unavailable } from './answers.ts'
import type { Call, Route } from './request.ts'

/** Answers what comes in under /v2, each account from its own table: whose request it is, is known by its key. */
export function createApi(
  temper: Temper,
  routesOf: (apiKey: string) => readonly Route[] | undefined,
): (request: Request, url: URL) => Promise<Response> {
  async function respond(request: Request, url: URL): Promise<Response> {
    if (temper.now.unavailable) return unavailable()
    const routes = routesOf(request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '')
    if (!routes) return unauthenticated()
    if (temper.now.rateLimit) return tooMany()
    const parts = url.pathname.split('/').slice(2)
    for (const [method, pattern, answer] of routes) {
      const params = method === request.method ? match(pattern.split('/').slice(1), parts) : null
      if (params) return answer({ request, query: url.searchParams, params } satisfies Call)
    }
    return notFound()
  }

  return async (request, url) => {
    const answer = await respond(request, url)
    if (temper.now.latencyMs > 0) await Bun.sleep(temper.now.latencyMs)
    return answer
  }
}

function match(pattern: readonly string[], parts: readonly string[]): string[] | null {
  if (pattern.length !== parts.length) return null
  const params: string[] = []
  for (const [place, part] of parts.entries()) {
    const expected = pattern[place]
    if (expected?.startsWith(':')) params.push(decodeURIComponent(part))
    else if (expected !== part) return null
  }
  return params
}
