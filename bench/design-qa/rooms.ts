import { sql } from 'drizzle-orm'
import type { Browser } from 'playwright-core'
import { createApp } from '../../src/app.ts'
import { isForOperators, ROUTES } from '../../src/identity/index.ts'
import { createLive } from '../../src/web/index.ts'
import { fillTheDesk } from '../../test/e2e/ten-tasks.ts'
import { type Frontdesk, startFrontdesk } from '../../test/support/server.ts'
import { callsOf, furnish } from '../../test/support/wall.ts'
import { lookAt, type Sight } from './looking.ts'
import { findings, most, none, type Row } from './score.ts'

const KB = 1024
const MOST_HTML_KB = 14

type Ask = (path: string) => Promise<Response>

/** Every page that the routes lead to, as an owner sees it: in an office where everything is there once, and in one that is as new. */
export async function rooms(browser: Browser, only: string): Promise<Row[]> {
  await using desk = await startFrontdesk()
  await fillTheDesk(desk)
  const ids = await furnish(desk.parts, desk.maple)
  const app = createApp(desk.parts, createLive())
  const calls = callsOf(app, ids, (route) => route.startsWith('GET ') && !isForOperators(ROUTES[route]))
  const paths = [...new Set(calls.map(({ path }) => path))].filter(
    (path) => !/^\/(api|scim|media)\b|\.(csv|pdf|json|png|vcf|xml)$/.test(path) && path.includes(only),
  )
  const missing = ['/no-such-page', `/faxes/${Bun.randomUUIDv7()}`, `/received/${Bun.randomUUIDv7()}`].filter((path) => path.includes(only))
  const rows = [
    ...(await inOffice(browser, desk, 'maple', [...paths, ...missing])),
    ...(await inOffice(
      browser,
      desk,
      'harbor',
      paths.filter((path) => !/[0-9a-f]{8}-/.test(path)),
    )),
  ]
  return rows
}

async function inOffice(browser: Browser, desk: Frontdesk, slug: 'maple' | 'harbor', paths: readonly string[]): Promise<Row[]> {
  if (slug === 'harbor') desk.harbor.file.write((tx) => tx.db.run(sql`DELETE FROM contacts`))
  const cookie = await desk.signIn(slug, 'owner_admin')
  const ask = desk.as(slug, cookie)
  const sights: Sight[] = []
  for (const path of paths) if (await isPage(ask, path)) sights.push({ name: path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'one'), path })
  const origin = `http://${slug}.localhost:${desk.port}`
  const [name = '', value = ''] = cookie.split('=')
  const seen = await lookAt(browser, origin, slug === 'maple' ? 'full' : 'empty', sights, { name, value, url: origin })
  const heavy = await heaviest(ask, sights)
  findings.push(...seen.complaints, ...seen.wide)
  const office = slug === 'maple' ? 'a full office' : 'an empty office'
  return [
    none(`complaints of axe: ${sights.length} pages of ${office}`, seen.complaints, seen.looks),
    none(`pages wider than their window: ${office}`, seen.wide, seen.looks),
    most(`heaviest page of ${office}: ${heavy.name}`, heavy.kb, MOST_HTML_KB, ' KB'),
  ]
}

async function isPage(ask: Ask, path: string): Promise<boolean> {
  const answer = await ask(path)
  // The stream of events has no end that one could wait for.
  if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) return answer.body?.cancel().then(() => false) ?? false
  return (await answer.text()).includes('<html')
}

async function heaviest(ask: Ask, sights: readonly Sight[]): Promise<{ readonly name: string; readonly kb: number }> {
  let most = { name: 'none', kb: 0 }
  for (const { name, path } of sights) {
    const kb = Bun.gzipSync(new Uint8Array(await (await ask(path)).arrayBuffer()), { level: 6 }).length / KB
    if (kb > most.kb) most = { name, kb }
  }
  return most
}
