import type { Browser } from 'playwright-core'
import { assetRoutes } from '../../src/web/assets.routes.ts'
import { freePort } from '../../test/support/ports.ts'
import { pages } from '../../test/views/pages.tsx'
import { lookAt, type Sight } from './looking.ts'
import { findings, none, type Row } from './score.ts'

type Shown = Sight & { readonly html: string }

/** Every page there is, in every state that somebody has thought of, with invented and awkward contents: no database behind it. */
export async function states(browser: Browser, only: string): Promise<Row[]> {
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
  const seen = await lookAt(browser, `http://127.0.0.1:${server.port}`, 'states', shown)
  await server.stop(true)
  findings.push(...seen.complaints, ...seen.wide)
  const dead = shown.flatMap(deadEnds)
  findings.push(...dead)
  return [
    none('complaints of axe: every page and state', seen.complaints, seen.looks),
    none('pages wider than their window: every page and state', seen.wide, seen.looks),
    none('pages on which nothing can be done', dead, shown.length),
  ]
}

/** What is refused or does not work leaves something to do: a form, a button, a way on, or a sentence that says whom to ask or where to go. */
function deadEnds({ name, html }: Shown): string[] {
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  return /<(a|button|form|input)\b|\b(Ask|Go back)\b/.test(main) ? [] : [`${name}: nothing can be done on it`]
}
