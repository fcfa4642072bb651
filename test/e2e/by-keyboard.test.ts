import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { hasChromium, missChromium, openBrowser, visitorAt } from '../support/browser.ts'
import { codeOf } from '../support/second-factor.ts'
import { type Frontdesk, PASSWORD, startFrontdesk } from '../support/server.ts'

// A browser and three processes on a machine that may be busy: far more than they need.
setDefaultTimeout(60_000)

let desk: Frontdesk
let browser: Browser
if (!hasChromium) missChromium()
else
  beforeAll(async () => {
    desk = await startFrontdesk()
    browser = await openBrowser()
  })
afterAll(async () => {
  await browser?.close()
  await desk?.[Symbol.asyncDispose]()
})

/** What has the focus: what it is called, and whether that is to be seen. */
const FOCUSED = `(() => {
  const at = document.activeElement
  const named = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent
  const { outlineStyle, boxShadow } = getComputedStyle(at)
  return { name: named.trim().replace(/\\s+/g, ' '), isSeen: outlineStyle !== 'none' || boxShadow !== 'none' }
})()`
const MOST_STOPS = 80

/** Tab by Tab, each stop to be seen, to what is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate<{ name: string; isSeen: boolean }>(FOCUSED)
    expect(focused.isSeen ? focused.name : `unseen: ${focused.name}`).toBe(focused.name)
    if (focused.name.startsWith(name)) return
  }
  throw new Error(`Tab never came to “${name}”.`)
}
const headed = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

describe.skipIf(!hasChromium)('without a mouse', () => {
  test('somebody signs in, shows once more that it is they, makes new recovery codes, and says who needs a second factor', async () => {
    await using visitor = await visitorAt(browser, `http://maple.localhost:${desk.port}`)
    const { page } = visitor
    const { file, emails } = desk.maple
    const code = () => codeOf(file, emails.owner_admin)
    await page.goto('/sign-in')
    await page.keyboard.type(emails.owner_admin)
    await tabTo(page, 'Password')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/sign-in\/code/)
    await page.keyboard.type(code())
    await page.keyboard.press('Enter')
    await headed(page, 'Sent')

    // Ten minutes ago, and with a phone that was set up before that.
    file.write((tx) => {
      tx.db.run(sql`UPDATE factors SET since = since - 900000`)
      tx.db.run(sql`UPDATE sessions SET proven_at = proven_at - 600000`)
    })
    await page.goto('/settings/security')
    page.on('dialog', (dialog) => void dialog.accept())
    await tabTo(page, 'New recovery codes')
    await page.keyboard.press('Enter')
    await headed(page, 'Is it you?')
    await page.keyboard.type(PASSWORD)
    await tabTo(page, 'Code')
    await page.keyboard.type(code())
    await page.keyboard.press('Enter')
    await headed(page, 'Keep these codes')
    await tabTo(page, 'I have kept them')
    await page.keyboard.press('Enter')
    await headed(page, 'Security')

    await tabTo(page, 'Ask it of everybody')
    await page.keyboard.press('Enter')
    await page.getByText('The rule was saved.').waitFor()
    await tabTo(page, 'Ask owners and admins only')
    await page.keyboard.press('Enter')
    await tabTo(page, 'I understand')
    await page.keyboard.press('Space')
    await tabTo(page, 'Ask owners and admins only')
    await page.keyboard.press('Enter')
    await page.getByText('Everybody else comes in by a password alone').waitFor()
    expect(visitor.troubles).toEqual([])
  })
})
