import { assetRoutes } from '../../src/web/assets.routes.ts'
import { freePort } from '../../test/support/ports.ts'
import { pages } from '../../test/views/pages.tsx'
import type { Sight } from './looking.ts'

export type Shown = Sight & { readonly html: string }

/** Every page there is, in every state that somebody has thought of, with invented and awkward contents: no database behind it. */
export async function showPages(only: string): Promise<AsyncDisposable & { readonly origin: string; readonly shown: readonly Shown[] }> {
  const shown = (
    await Promise.all(pages.map(async ({ name, element }, at) => ({ name, path: `/${at}`, html: `<!doctype html>${await element}` })))
  )
    .filter(({ name }) => name.includes(only))
    .filter(({ html }) => html.includes('<html'))
  const assets = assetRoutes()
  const byPath = new Map(shown.map((each) => [each.path, each]))
  const server = Bun.serve({
    port: freePort(),
    hostname: '127.0.0.1',
    fetch(request) {
      const { pathname } = new URL(request.url)
      if (pathname.startsWith('/assets/')) return assets.handle(request)
      const page = byPath.get(pathname)
      return page
        ? new Response(page.html, { headers: { 'content-type': 'text/html; charset=utf-8' } })
        : new Response(null, { status: 204 })
    },
  })
  return { origin: `http://127.0.0.1:${server.port}`, shown, [Symbol.asyncDispose]: () => server.stop(true) }
}
