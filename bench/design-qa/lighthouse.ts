import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillTheDesk } from '../../test/e2e/ten-tasks.ts'
import { startFrontdesk } from '../../test/support/server.ts'
import { ARTEFACTS } from './looking.ts'
import { findings, least, type Row } from './score.ts'

const PROGRAM = join(import.meta.dir, 'node_modules/lighthouse/cli/index.js')
const GROUPS = ['performance', 'accessibility', 'best-practices', 'seo'] as const
const BAR = 98
const INSIDE = ['/faxes', '/faxes/new', '/received', '/contacts', '/settings', '/audit'] as const

type Report = {
  readonly categories: Readonly<
    Record<string, { readonly score: number | null; readonly auditRefs: readonly { readonly id: string; readonly weight: number }[] }>
  >
  readonly audits: Readonly<Record<string, { readonly title: string; readonly score: number | null; readonly scoreDisplayMode: string }>>
}

/** Lighthouse of the pages a front desk lives in, and of the one that strangers see. Search engines are to stay out of all others. */
export async function lighthouse(only: string): Promise<Row[]> {
  if (!existsSync(PROGRAM))
    return [
      { what: 'Lighthouse', seen: 'not installed: cd bench/design-qa && bun install --frozen-lockfile', bar: `≥ ${BAR}`, holds: false },
    ]
  await using desk = await startFrontdesk()
  await fillTheDesk(desk)
  const cookie = await desk.signIn('maple', 'owner_admin')
  const rows: Row[] = []
  for (const path of ['/sign-in', ...INSIDE].filter((each) => each.includes(only))) {
    const url = `http://maple.localhost:${desk.port}${path}`
    const look = () => reportOf(url, path === '/sign-in' ? undefined : cookie, path)
    // Chromium loses the beginning of its trace now and then, and Lighthouse asks to be run again.
    const report = await look().catch(look)
    for (const group of GROUPS) {
      const category = report.categories[group]
      const score = Math.round((category?.score ?? 0) * 100)
      rows.push(least(`Lighthouse, ${path}: ${group}`, score, BAR))
      for (const { id, weight } of category?.auditRefs ?? []) {
        const audit = report.audits[id]
        if (weight > 0 && audit && audit.score !== null && audit.score < 0.9)
          findings.push(`Lighthouse, ${path}, ${group}: ${audit.title} (${audit.score})`)
      }
    }
  }
  return rows
}

async function reportOf(url: string, cookie: string | undefined, path: string): Promise<Report> {
  const place = join(ARTEFACTS, 'lighthouse')
  mkdirSync(place, { recursive: true })
  const profile = mkdtempSync(join(tmpdir(), 'bench-lighthouse-'))
  const file = join(place, `${path.slice(1).replaceAll('/', '-')}.json`)
  const flags = `--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir=${profile}`
  const words = [
    '--quiet',
    '--no-enable-error-reporting',
    '--output=json',
    `--output-path=${file}`,
    '--preset=desktop',
    `--chrome-flags=${flags}`,
  ]
  const headers = cookie ? [`--extra-headers=${JSON.stringify({ cookie })}`] : []
  const run = Bun.spawn(['node', PROGRAM, url, ...words, ...headers], {
    env: { PATH: process.env['PATH'] ?? '', HOME: profile, CHROME_PATH: process.env['CHROMIUM'] ?? '/usr/bin/chromium' },
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const said = await new Response(run.stderr).text()
  const code = await run.exited
  rmSync(profile, { recursive: true, force: true })
  if (code !== 0) throw new Error(`Lighthouse ended with ${code} for ${path}: ${said.slice(-300)}`)
  return JSON.parse(readFileSync(file, 'utf8')) as Report
}
