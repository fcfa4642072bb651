import type { Temper } from '../behaviour.ts'
import { notFound, tooMany, unauthenticated, unavailable } from './answers.ts'
import type { Call, Route } from './request.ts'

/** Answers what comes in under /v2. */
export function createApi(apiKey: string, temper: Temper, routes: readonly Route[]): (request: Request, url: URL) => Promise<Response> {
  const table = routes.map(([method, pattern, answer]) => ({ method, parts: pattern.split('/').slice(1), answer }))
  const bearer = `Bearer ${apiKey}`

  async function respond(request: Request, url: URL): Promise<Response> {
    if (temper.now.unavailable) return unavailable()
    if (request.headers.get('authorization') !== bearer) return unauthenticated()
    if (temper.now.rateLimit) return tooMany()
    const parts = url.pathname.split('/').slice(2)
    for (const route of table) {
      const params = route.method === request.method ? match(route.parts, parts) : null
      if (params) return route.answer({ request, query: url.searchParams, params } satisfies Call)
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
