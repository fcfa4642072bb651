/** What is asked for of something that has so many bytes. `to` is the last byte, as in the header. */
type Asked = { readonly is: 'whole' } | { readonly is: 'part'; readonly from: number; readonly to: number } | { readonly is: 'nothing' }

/** Something that can be sent from any byte on. `etag` is strong: the same one never stands for other bytes. */
export type Sendable = {
  readonly size: number
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
}

const ONE_RANGE = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/i

/**
 * One range of bytes, RFC 9110 §14. Several at once, another unit, or one that is not written as it should be are answered with the
 * whole, and so is one that goes on with something that is another by now.
 */
export function rangeOf({ method, headers }: Pick<Request, 'method' | 'headers'>, { size, etag }: Pick<Sendable, 'size' | 'etag'>): Asked {
  const [, first, last, suffix] = ONE_RANGE.exec(headers.get('range')?.replaceAll(' ', '') ?? '') ?? []
  const known = headers.get('if-range')
  if (method !== 'GET' || (first === undefined && suffix === undefined) || (known !== null && known.trim() !== etag)) return { is: 'whole' }
  if (suffix !== undefined) {
    const bytes = Math.min(Number(suffix), size)
    return bytes === 0 ? { is: 'nothing' } : { is: 'part', from: size - bytes, to: size - 1 }
  }
  const [from, to] = [Number(first), last ? Number(last) : size - 1]
  if (last && to < from) return { is: 'whole' }
  return from >= size ? { is: 'nothing' } : { is: 'part', from, to: Math.min(to, size - 1) }
}

/** 200, 206 or 416. `open` is called when bytes are sent, which a HEAD asks for none of; its end is the byte after the last. */
export function sendRange(request: Request, whole: Sendable, open: (from: number, end: number) => ReadableStream<Uint8Array>): Response {
  const { size, etag } = whole
  const asked = rangeOf(request, whole)
  const headers = { ...whole.headers, etag, 'accept-ranges': 'bytes' }
  if (asked.is === 'nothing')
    return new Response(null, { status: 416, headers: { 'accept-ranges': 'bytes', 'content-range': `bytes */${size}` } })
  if (asked.is === 'whole') {
    const body = request.method === 'HEAD' ? null : open(0, size)
    return new Response(body, { headers: { ...headers, 'content-length': String(size) } })
  }
  const { from, to } = asked
  return new Response(open(from, to + 1), {
    status: 206,
    headers: { ...headers, 'content-length': String(to + 1 - from), 'content-range': `bytes ${from}-${to}/${size}` },
  })
}

/** What lies between these two bytes of a stream; the rest is read past, and left once there is no more to say. */
export function cut(body: ReadableStream<Uint8Array>, from: number, end: number): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let at = 0
  return new ReadableStream(
    {
      async pull(controller) {
        for (;;) {
          const { value, done } = await reader.read()
          if (done) return controller.close()
          const [start, stop] = [Math.max(from - at, 0), Math.min(end - at, value.length)]
          at += value.length
          if (stop > start) controller.enqueue(value.subarray(start, stop))
          if (at >= end) {
            await reader.cancel()
            return controller.close()
          }
          if (stop > start) return
        }
      },
      cancel: (because) => reader.cancel(because),
    },
    { highWaterMark: 0 },
  )
}
