import { existsSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking']

export const hasChromium = existsSync(CHROMIUM)

/** Says so where no browser is; where every test must run that is a failure. */
export function missChromium(): void {
  if (process.env['CI']) throw new Error(`There is no Chromium at ${CHROMIUM}. Install it, or say where it is with CHROMIUM.`)
  console.warn(`\nNOT TESTED IN A BROWSER: there is no Chromium at ${CHROMIUM}.\n`)
}

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: ARGS })

export type Visitor = AsyncDisposable & {
  readonly context: BrowserContext
  readonly page: Page
  /** What went wrong on any page so far: errors of scripts, refusals of the content policy. */
  readonly troubles: readonly string[]
}

/** Somebody at one office's address, with a browser of their own. */
export async function visitorAt(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1440, height: 900 },
    timezoneId: 'America/New_York',
    ...options,
  })
  context.setDefaultTimeout(15_000)
  const troubles: string[] = []
  context.on('weberror', (error) => void troubles.push(error.error().message))
  context.on('console', (message) => {
    // The browser's own line about an answer of 4xx; what the page makes of it is looked at by itself.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) troubles.push(message.text())
  })
  return { context, page: await context.newPage(), troubles, [Symbol.asyncDispose]: () => context.close() }
}

/** What axe has against the page as it stands, in one line each. */
export async function complaintsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    // In the page itself, which has no frames: an empty page beside it for each look takes three times as long.
    .setLegacyMode()
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${new URL(page.url()).pathname}: ${id}: ${html.slice(0, 120)}`))
}
