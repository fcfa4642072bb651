import type { Json } from './json.ts'

/** Who an operation lets in: what the table of routes says, in the words of OpenAPI. */
export type Door = {
  readonly isPublic: boolean
  /** The right or scope that is asked for; none where any credential does. */
  readonly right?: string | undefined
  readonly byKey: boolean
  readonly byPerson: boolean
  readonly atOperators: boolean
  /** Asks for a proof of the last five minutes. */
  readonly isProven: boolean
}

export function securityOf({ isPublic, right, byKey, byPerson, atOperators }: Door): readonly Json[] {
  if (isPublic) return []
  const rights = right === undefined ? [] : [right]
  if (atOperators) return [...(byKey ? [{ operatorKey: rights }] : []), ...(byPerson ? [{ operatorSession: [] }] : [])]
  return [...(byKey ? [{ apiKey: rights }] : []), ...(byPerson ? [{ accessToken: rights }, { session: [] }] : [])]
}

export const OFFICE_SCHEMES: Json = {
  apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'fd_…', description: 'An API key of the office, with the scope that is named.' },
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token of POST /api/auth/token, of a person whose role has the right that is named.',
  },
  session: { type: 'apiKey', in: 'cookie', name: 'session', description: 'The cookie of who is signed in, from pages of this host.' },
}
export const OPERATOR_SCHEMES: Json = {
  operatorKey: { type: 'http', scheme: 'bearer', bearerFormat: 'fdop_…', description: 'An operator key.' },
  operatorSession: { type: 'apiKey', in: 'cookie', name: 'operator', description: 'The cookie of an operator who is signed in.' },
}

export const PROOF = 'A person proves once more who they are, not more than five minutes before: else 403 with the code `unproven`.'
