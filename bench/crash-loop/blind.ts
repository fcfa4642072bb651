/*
 * A preload that takes the proof away: whoever asks the carrier for a call by list is told that there is none, so every call whose
 * answer was lost is made again. The loop must then find duplicates, or it could not find any.
 */
const real = globalThis.fetch
const NOTHING = { data: [], meta: { page_number: 1, page_size: 250, total_pages: 0, total_results: 0 } }

async function blind(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input)
  const isList = (init?.method ?? 'GET').toUpperCase() === 'GET' && pathname.endsWith('/faxes')
  return isList && searchParams.get('filter[direction][eq]') === 'outbound' ? Response.json(NOTHING) : real(input, init)
}
globalThis.fetch = Object.assign(blind, { preconnect: real.preconnect })
