import { type Json, list, object, text } from './json.ts'

const ID = '019a1fdd-b695-7727-93c9-a503c8ee1d5a'
const MOMENT = '2026-11-23T14:30:00.000Z'
const NUMBER = '+15550100001'
const USUAL = 'As agreed on the phone'

/** What stands in an example under a name: the words of an office, none of them anybody’s. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  address: '203.0.113.7',
  base64: 'JVBERi0xLjcK',
  cause: 'busy',
  code: '123456',
  createdAt: MOMENT,
  currency: 'USD',
  cursor: 'eyJhZnRlciI6MX0',
  email: 'ana@maple.example',
  fax: NUMBER,
  from: '+15550100100',
  key: 'fd_maple_0a1b2c3d4e5f',
  name: 'Oak Pharmacy',
  nextCursor: null,
  note: 'As discussed',
  number: NUMBER,
  organization: 'Oak Pharmacy',
  page: '1',
  password: 'correct horse battery staple',
  recipient: ID,
  role: 'user',
  slug: 'maple',
  subject: 'Referral',
  timeZone: 'America/New_York',
  to: NUMBER,
  type: 'fax.delivered',
  url: 'https://hooks.maple.example/frontdesk',
  userName: 'ana@maple.example',
}
const BY_FORMAT: Readonly<Record<string, string>> = { 'date-time': MOMENT, date: '2026-11-23', uuid: ID, uri: 'https://maple.example/' }

/** An example that the schema takes; one that the schema itself carries goes before. */
export function exampleOf(schema: unknown, name = ''): unknown {
  const { examples, example, default: usual, const: only, enum: choices, anyOf, oneOf, allOf } = object(schema)
  const said = [...list(examples), example, usual, only, ...list(choices)].find((each) => each !== undefined)
  if (said !== undefined) return said
  if (allOf !== undefined) return Object.assign({}, ...list(allOf).map((each) => exampleOf(each, name)))
  const ways = [...list(anyOf), ...list(oneOf)]
  return ways.length > 0 ? exampleOf(ways[0], name) : plainExample(object(schema), name)
}

function plainExample(schema: Json, name: string): unknown {
  const { type } = schema
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return Object.fromEntries(Object.entries(object(schema['properties'])).map(([key, each]) => [key, exampleOf(each, key)]))
    case 'array':
      return Array.from({ length: Math.max(1, Number(schema['minItems'] ?? 1)) }, () => exampleOf(schema['items'], name.replace(/s$/, '')))
    case 'integer':
    case 'number':
      return Number(schema['minimum'] ?? 1)
    case 'boolean':
      return true
    case 'null':
      return null
    case 'string':
      return wordFor(schema, name)
    default:
      return {}
  }
}

function wordFor(schema: Json, name: string): string {
  const format = BY_FORMAT[text(schema['format'])]
  if (format) return format
  const known = BY_NAME[name]
  const word =
    typeof known === 'string' ? known : /(^i|I)ds?$/.test(name) ? ID : /At$|Until$|^(at|until|since)$/.test(name) ? MOMENT : USUAL
  return fits(schema, word) ? word : shortened(schema)
}

const fits = ({ pattern, minLength, maxLength }: Json, word: string): boolean =>
  (pattern === undefined || new RegExp(text(pattern), 'u').test(word)) &&
  word.length >= Number(minLength ?? 0) &&
  word.length <= Number(maxLength ?? Number.POSITIVE_INFINITY)

/** For a pattern that asks for digits or hex, the length it asks for. */
function shortened(schema: Json): string {
  const lengths = [1, 4, 6, 8, 10, 16, 32, 40, 64, Number(schema['minLength'] ?? 0), Number(schema['maxLength'] ?? 0)]
  const tries = ['1', 'a', 'A', '0'].flatMap((sign) => lengths.map((length) => sign.repeat(length)))
  return tries.find((each) => fits(schema, each)) ?? USUAL
}
