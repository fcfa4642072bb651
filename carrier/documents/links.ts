import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Links to documents that stop working, in the shape of presigned S3 ones. */
export interface Links {
  sign(path: string, seconds: number): string
  /** The path when the link is genuine and still good. */
  isGood(url: URL): boolean
}

export function createLinks(base: string): Links {
  const secret = randomBytes(32)

  function signature(path: string, at: string, seconds: string): string {
    return createHmac('sha256', secret).update(`${path}\n${at}\n${seconds}`).digest('hex')
  }

  return {
    sign(path, seconds) {
      const at = String(Date.now())
      const query = new URLSearchParams({
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Date': at,
        'X-Amz-Expires': String(seconds),
        'X-Amz-Signature': signature(path, at, String(seconds)),
      })
      return `${base}${path}?${query}`
    },
    isGood(url) {
      const at = url.searchParams.get('X-Amz-Date') ?? ''
      const seconds = url.searchParams.get('X-Amz-Expires') ?? ''
      const given = Buffer.from(url.searchParams.get('X-Amz-Signature') ?? '')
      const right = Buffer.from(signature(url.pathname, at, seconds))
      if (given.length !== right.length || !timingSafeEqual(given, right)) return false
      return Date.now() < Number(at) + Number(seconds) * 1_000
    },
  }
}
