/** One request under /v2, taken apart once. */
export interface Call {
  readonly request: Request
  readonly query: URLSearchParams
  /** What stood where the route has `:name`, in order. */
  readonly params: readonly string[]
}

export type Route = readonly [method: string, pattern: string, answer: (call: Call) => Response | Promise<Response>]

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The JSON object of a request; null when it is none. */
export async function jsonBody(request: Request): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const body: unknown = await request.json()
    return isRecord(body) ? body : null
  } catch {
    return null
  }
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
