import { fetchDocument } from '../documents/fetch.ts'
import { type MediaStore, type Medium, twoDays } from '../documents/media.ts'
import { data, listed, notFound, unprocessable } from './answers.ts'
import { invalid, missing } from './checks.ts'
import { type Call, jsonBody, type Route, text } from './request.ts'

const largest = 20 * 1024 * 1024

export function mediaRoutes(media: MediaStore): Route[] {
  async function upload({ request }: Call): Promise<Response> {
    const body = (await jsonBody(request)) ?? {}
    const url = text(body['media_url'])
    if (!url) return unprocessable([missing('media_url')])
    const got = await fetchDocument(url, largest)
    if ('failed' in got) return unprocessable([invalid('media_url', 'The file could not be downloaded, or is larger than 20 MB.')])
    const seconds = typeof body['ttl_secs'] === 'number' ? body['ttl_secs'] : twoDays
    return data(resource(media.put(text(body['media_name']) ?? crypto.randomUUID(), got.bytes, seconds)))
  }

  function withMedium(name: string | undefined, answer: (medium: Medium) => Response): Response {
    const medium = media.find(name ?? '')
    return medium ? answer(medium) : notFound()
  }

  function remove(medium: Medium): Response {
    media.remove(medium.name)
    return new Response(null, { status: 204 })
  }

  return [
    ['POST', '/media', upload],
    ['GET', '/media', ({ query }) => listed(media.all(), query, resource)],
    ['GET', '/media/:name', ({ params }) => withMedium(params[0], (medium) => data(resource(medium)))],
    ['DELETE', '/media/:name', ({ params }) => withMedium(params[0], remove)],
    ['GET', '/media/:name/download', ({ params }) => withMedium(params[0], download)],
  ]
}

function download(medium: Medium): Response {
  return new Response(new Blob([Buffer.from(medium.bytes)]), { headers: { 'content-type': medium.contentType } })
}

function resource(medium: Medium) {
  return {
    media_name: medium.name,
    content_type: medium.contentType,
    created_at: new Date(medium.createdAt).toISOString(),
    updated_at: new Date(medium.createdAt).toISOString(),
    expires_at: new Date(medium.expiresAt).toISOString(),
  }
}
