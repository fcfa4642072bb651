const SOMEWHERE = 'http://own.invalid'
const NOT_BACK_TO = /^\/(sign-in|sign-out|welcome)(\/|$)/

/** A path of our own and nothing else: no other origin, no query that might hold what someone typed. '/' when in doubt. */
export function ownPath(text: string | null | undefined): string {
  if (!text?.startsWith('/') || text.includes('\\')) return '/'
  const url = URL.parse(text, SOMEWHERE)
  // A path such as /.//evil.example becomes //evil.example when it is normalised.
  if (url?.origin !== SOMEWHERE || url.pathname.startsWith('//')) return '/'
  return NOT_BACK_TO.test(url.pathname) ? '/' : url.pathname
}

export function signInPath(back: string | null | undefined): string {
  const next = ownPath(back)
  return next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`
}
