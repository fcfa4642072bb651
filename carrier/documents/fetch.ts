export const largest = 50 * 1024 * 1024
export const mostPages = 350

export type Fetched = { readonly bytes: Uint8Array } | { readonly failed: 'file_download_failed' | 'file_size_limit_exceeded' }

/** Downloads what media_url points at. A redirect counts as a failure, as it does at the real carrier. */
export async function fetchDocument(url: string, most = largest): Promise<Fetched> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(30_000) })
    if (!response.ok || !response.body) {
      await response.body?.cancel()
      return { failed: 'file_download_failed' }
    }
    if (Number(response.headers.get('content-length') ?? 0) > most) {
      await response.body.cancel()
      return { failed: 'file_size_limit_exceeded' }
    }
    return await readAtMost(response.body, most)
  } catch {
    return { failed: 'file_download_failed' }
  }
}

async function readAtMost(body: ReadableStream<Uint8Array>, most: number): Promise<Fetched> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > most) return { failed: 'file_size_limit_exceeded' }
    parts.push(part)
  }
  return { bytes: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts) }
}

export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1_024)).includes('%PDF-')
}
