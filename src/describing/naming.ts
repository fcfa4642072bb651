/** What an operation is called where its method and path would say it badly. */
const NAMES: Readonly<Record<string, string>> = {
  'POST /api/faxes': 'sendFax',
  'POST /api/faxes/quotes': 'quoteFax',
  'POST /api/faxes/{id}/cancellation': 'cancelFax',
  'POST /api/faxes/{id}/refresh': 'refreshFax',
  'POST /api/faxes/{id}/recipients/{recipient}/decision': 'decideAboutRecipient',
  'POST /api/auth/token': 'signIn',
  'POST /api/auth/refresh': 'refreshToken',
  'POST /api/auth/sign-out': 'signOut',
}
const VERBS: Readonly<Record<string, string>> = { get: 'get', post: 'create', put: 'set', patch: 'change', delete: 'remove' }
const ONE: Readonly<Record<string, string>> = { people: 'person' }

/**
 * The name of an operation in every client, unique and for ever: made of its own method and path alone, so that no other route can change
 * it. `isList`: it answers many.
 */
export function operationIdOf(method: string, path: string, isList: boolean): string {
  const known = NAMES[`${method.toUpperCase()} ${path}`]
  if (known) return known
  const segments = path
    .replace(/^\/(api\/admin|api|scim\/v2)\//, path.startsWith('/scim') ? 'scim/' : '')
    .split('/')
    .filter(Boolean)
  const words = segments.flatMap((segment, at) => {
    if (segment.startsWith('{')) return []
    const isOne = segments[at + 1]?.startsWith('{') || (method === 'post' && at === segments.length - 1)
    return [pascal(isOne ? singular(segment) : segment)]
  })
  return `${method === 'get' && isList ? 'list' : (VERBS[method] ?? method)}${words.join('')}`
}

const singular = (word: string): string =>
  ONE[word] ??
  word
    .replace(/ies$/, 'y')
    .replace(/(x|ch|sh|ss)es$/, '$1')
    .replace(/([^s])s$/, '$1')

const pascal = (segment: string): string =>
  segment
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
