const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "font-src 'self'",
  "frame-src 'self'",
  "object-src 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** On every answer. A response that sets one of these itself keeps its own, which is how assets are cached. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** A link that lets in is a credential while it works, so its page sends no referrer anywhere, our own pages included. */
export const NO_REFERRER: Readonly<Record<string, string>> = { 'referrer-policy': 'no-referrer' }

/** For a form whose answer leads to one of the offices' own hosts: browsers hold redirects after a form to the same rule. */
export const formsLeadTo = (host: string): Readonly<Record<string, string>> => ({
  'content-security-policy': POLICY.replace("form-action 'self'", `form-action 'self' *.${host}`),
})

export const TWO_YEARS_OF_HTTPS = 'max-age=63072000; includeSubDomains'
