import { data, listed, notFound, unprocessable } from './answers.ts'
import { invalid, isE164, missing } from './checks.ts'
import { type Call, isRecord, jsonBody, type Route, text } from './request.ts'

type Stored = Record<string, unknown> & { readonly id: string; readonly phone_number: string }

export interface Numbers {
  readonly routes: Route[]
  has(number: string): boolean
  /** Which application a call to this number belongs to. */
  connectionOf(number: string): string | null
  clear(): void
}

const cities: Readonly<Record<string, string>> = {
  '212': 'New York',
  '312': 'Chicago',
  '415': 'San Francisco',
  '503': 'Portland',
  '617': 'Boston',
  '713': 'Houston',
  '802': 'Burlington',
  '919': 'Raleigh',
}

/** Numbers that can be bought, and those that were, by anybody. Only invented ones: 555-01xx. */
export function createNumbers(isTaken: (number: string) => boolean): Numbers {
  const owned = new Map<string, Stored>()
  const orders = new Map<string, Record<string, unknown>>()

  async function order({ request }: Call): Promise<Response> {
    const body = (await jsonBody(request)) ?? {}
    const wanted = Array.isArray(body['phone_numbers']) ? body['phone_numbers'] : []
    const numbers = wanted.flatMap((entry: unknown) => (isRecord(entry) ? (text(entry['phone_number']) ?? []) : []))
    if (numbers.length === 0) return unprocessable([missing('phone_numbers')])
    const refused = numbers.find((number) => !isE164(number) || isTaken(number))
    if (refused) return unprocessable([invalid('phone_numbers', `${refused} cannot be ordered.`)])
    return data(placeOrder(numbers, body))
  }

  function placeOrder(numbers: readonly string[], body: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const now = new Date().toISOString()
    for (const number of numbers) owned.set(number, ownedNumber(number, body, now))
    const placed = {
      id: crypto.randomUUID(),
      record_type: 'number_order',
      status: 'success',
      requirements_met: true,
      phone_numbers_count: numbers.length,
      phone_numbers: numbers.map((number) => ({
        id: crypto.randomUUID(),
        record_type: 'number_order_phone_number',
        phone_number: number,
        status: 'success',
      })),
      connection_id: body['connection_id'],
      customer_reference: body['customer_reference'],
      created_at: now,
      updated_at: now,
    }
    orders.set(placed.id, placed)
    return placed
  }

  function find(id: string | undefined): Stored | undefined {
    return [...owned.values()].find((number) => number.id === id || number.phone_number === id)
  }

  async function change({ request, params }: Call): Promise<Response> {
    const found = find(params[0])
    const fields = (await jsonBody(request)) ?? {}
    if (!found) return notFound()
    return data(Object.assign(found, fields, { id: found.id, phone_number: found.phone_number, updated_at: new Date().toISOString() }))
  }

  function remove({ params }: Call): Response {
    const found = find(params[0])
    if (!found) return notFound()
    owned.delete(found.phone_number)
    return data({ ...found, status: 'deleted' })
  }

  function one(found: unknown): Response {
    return found ? data(found) : notFound()
  }

  return {
    has: (number) => owned.has(number),
    connectionOf: (number) => text(owned.get(number)?.['connection_id']) ?? null,
    clear() {
      owned.clear()
      orders.clear()
    },
    routes: [
      ['GET', '/available_phone_numbers', ({ query }) => available(isTaken, query)],
      ['POST', '/number_orders', order],
      ['GET', '/number_orders', ({ query }) => listed([...orders.values()].reverse(), query, (placed) => placed)],
      ['GET', '/number_orders/:id', ({ params }) => one(orders.get(params[0] ?? ''))],
      ['GET', '/phone_numbers', ({ query }) => listed(matching(owned.values(), query), query, (number) => number)],
      ['GET', '/phone_numbers/:id', ({ params }) => one(find(params[0]))],
      ['PATCH', '/phone_numbers/:id', change],
      ['PATCH', '/phone_numbers/:id/voice', change],
      ['DELETE', '/phone_numbers/:id', remove],
    ],
  }
}

function ownedNumber(number: string, body: Readonly<Record<string, unknown>>, now: string): Stored {
  return {
    id: Bun.hash(number).toString(),
    record_type: 'phone_number',
    phone_number: number,
    status: 'active',
    connection_id: text(body['connection_id']) ?? null,
    customer_reference: text(body['customer_reference']) ?? null,
    tags: [],
    purchased_at: now,
    created_at: now,
    updated_at: now,
  }
}

function available(isTaken: (number: string) => boolean, query: URLSearchParams): Response {
  const area = query.get('filter[national_destination_code]')
  const city = query.get('filter[locality]')?.toLowerCase()
  const start = query.get('filter[phone_number][starts_with]') ?? ''
  const codes = area ? [area] : Object.keys(cities).filter((code) => !city || cities[code]?.toLowerCase() === city)
  const most = Math.min(100, Math.max(1, Number(query.get('filter[limit]')) || 10))
  const features = ['fax', 'voice'].map((name) => ({ name }))
  const found = codes
    .flatMap((code) => Array.from({ length: 100 }, (_, n) => `+1${code}55501${String(n).padStart(2, '0')}`))
    .filter((number) => !isTaken(number) && number.startsWith(start))
    .slice(0, most)
    .map((number) => ({
      record_type: 'available_phone_number',
      phone_number: number,
      reservable: true,
      best_effort: false,
      features,
      cost_information: { upfront_cost: '1.00', monthly_cost: '1.00', currency: 'USD' },
      region_information: [
        { region_type: 'country_code', region_name: 'US' },
        { region_type: 'rate_center', region_name: cities[number.slice(2, 5)] ?? '' },
      ],
    }))
  return Response.json({ data: found, meta: { total_results: found.length, best_effort_results: 0 } })
}

function matching(all: Iterable<Stored>, query: URLSearchParams): Stored[] {
  const digits = (query.get('filter[phone_number]') ?? '').replace(/\D/g, '')
  const tag = query.get('filter[tag]')
  const connection = query.get('filter[connection_id]')
  return [...all].filter((number) => {
    if (!number.phone_number.includes(digits)) return false
    if (connection !== null && number['connection_id'] !== connection) return false
    return tag === null || (Array.isArray(number['tags']) && number['tags'].includes(tag))
  })
}
