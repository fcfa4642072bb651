export interface Complaint {
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly pointer?: string
}

const json = { 'content-type': 'application/json; charset=utf-8' }

export function data(value: unknown, status = 200): Response {
  return new Response(JSON.stringify({ data: value }), { status, headers: json })
}

export function refused(status: number, complaints: readonly Complaint[], headers: Readonly<Record<string, string>> = {}): Response {
  const errors = complaints.map(({ pointer, ...complaint }) => ({ ...complaint, ...(pointer && { source: { pointer } }) }))
  return new Response(JSON.stringify({ errors }), { status, headers: { ...json, ...headers } })
}

export function unprocessable(complaints: readonly Complaint[]): Response {
  return refused(422, complaints)
}

export function notFound(): Response {
  return refused(404, [{ code: '10005', title: 'Resource not found', detail: 'The requested resource or URL could not be found.' }])
}

export function badRequest(detail: string): Response {
  return refused(400, [{ code: '10015', title: 'Bad Request', detail }])
}

export function unauthenticated(): Response {
  return refused(401, [
    { code: '10009', title: 'Authentication failed', detail: 'The required authentication headers were either invalid or not included.' },
  ])
}

export function tooMany(): Response {
  const complaint = { code: '10011', title: 'Too many requests', detail: 'You have exceeded the maximum number of allowed requests.' }
  return refused(429, [complaint], {
    'x-ratelimit-limit': '20',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '1',
    'retry-after': '1',
  })
}

export function serverError(): Response {
  return refused(500, [{ code: '10007', title: 'Unexpected error', detail: 'An unexpected error occurred.' }])
}

export function unavailable(): Response {
  return refused(503, [{ code: '10006', title: 'Service unavailable', detail: 'The service is temporarily unavailable.' }])
}

/** Ends the connection without a byte of answer, as a crash or a broken network would. */
export function hangUp(): Response {
  return new Response(new ReadableStream({ pull: (stream) => stream.error() }))
}

/** One page of a list, with the counts the client library walks by. */
export function listed<T>(items: Iterable<T>, query: URLSearchParams, show: (item: T) => unknown): Response {
  const size = Math.min(250, positive(query.get('page[size]'), 20))
  const number = positive(query.get('page[number]'), 1)
  const shown: unknown[] = []
  let total = 0
  for (const item of items) {
    if (total >= (number - 1) * size && shown.length < size) shown.push(show(item))
    total += 1
  }
  const meta = { page_number: number, page_size: size, total_pages: Math.ceil(total / size), total_results: total }
  return Response.json({ data: shown, meta })
}

function positive(given: string | null, usual: number): number {
  const value = Number(given ?? usual)
  return Number.isInteger(value) && value > 0 ? value : usual
}
