const SOMEWHERE = 'http://own.invalid'
const NOT_BACK_TO = /^(\/console)?\/(sign-in|sign-out|welcome|enrolment)(\/|$)/
const CONSOLE = /^\/console(\/|$)/

/** A path of our own and nothing else: no other origin, no query that might hold what someone typed. '/' when in doubt. */
export function ownPath(text: string | null | undefined): string {
  if (!text?.startsWith('/') || text.includes('\\')) return '/'
  const url = URL.parse(text, SOMEWHERE)
  // A path such as /.//evil.example becomes //evil.example when it is normalised.
  if (url?.origin !== SOMEWHERE || url.pathname.startsWith('//')) return '/'
  return NOT_BACK_TO.test(url.pathname) ? '/' : url.pathname
}

/** `undone` says on the sign-in page that what was asked for was not done. */
export function signInPath(back: string | null | undefined, undone = false): string {
  const next = ownPath(back)
  const door = CONSOLE.test(back ?? '') ? '/console/sign-in' : '/sign-in'
  const query = new URLSearchParams({ ...(next !== '/' && { next }), ...(undone && { undone: '1' }) }).toString()
  return query ? `${door}?${query}` : door
}
