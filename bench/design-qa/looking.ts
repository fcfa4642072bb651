import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { complaintsOf, visitorAt } from '../../test/support/browser.ts'
import { ROOT } from '../world/processes.ts'

export const ARTEFACTS = join(ROOT, 'artifacts/design-qa')
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const
export const THEMES = ['light', 'dark'] as const

export type Seen = { readonly looks: number; readonly complaints: string[]; readonly wide: string[] }
export type Sight = { readonly name: string; readonly path: string }
type Cookie = { readonly name: string; readonly value: string; readonly url: string }

/** Which of them: all, or for a quick look the widest in light and the narrowest in dark. */
let quickly = false
export const lookQuickly = (): void => {
  quickly = true
}
const isWanted = (width: number, theme: string) => !quickly || (width === 1440 && theme === 'light') || (width === 390 && theme === 'dark')

const fileName = (name: string) =>
  name
    .replaceAll(/[^\w]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80) || 'start'

/** Each of these at every width and in both themes: a picture is kept, and what axe has against it or what runs out of the window is noted. */
export async function lookAt(browser: Browser, origin: string, folder: string, sights: readonly Sight[], cookie?: Cookie): Promise<Seen> {
  const seen: Seen = { looks: 0, complaints: [], wide: [] }
  let looks = 0
  for (const theme of THEMES)
    for (const viewport of SIZES) {
      if (!isWanted(viewport.width, theme)) continue
      const place = join(ARTEFACTS, folder, `${viewport.width}-${theme}`)
      mkdirSync(place, { recursive: true })
      await using visitor = await visitorAt(browser, origin, { viewport, colorScheme: theme })
      if (cookie) await visitor.context.addCookies([cookie])
      for (const { name, path } of sights) {
        looks++
        const where = `${folder}: ${name}, ${viewport.width} ${theme}`
        const trouble = await look(visitor.page, path, join(place, `${fileName(name)}.png`)).catch((error: Error) => ({
          complaints: [error.message.split('\n')[0] ?? ''],
          over: 0,
        }))
        seen.complaints.push(...trouble.complaints.map((each) => `${where}: ${each}`))
        if (trouble.over > 0) seen.wide.push(`${where}: ${trouble.over} px wider than the window`)
      }
    }
  return { ...seen, looks }
}

async function look(page: Page, path: string, file: string) {
  await page.goto(path, { waitUntil: 'load' })
  await page.screenshot({ path: file, fullPage: true, animations: 'disabled' })
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  return { complaints: await complaintsOf(page), over }
}
