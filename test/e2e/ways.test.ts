import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { hasChromium, missChromium, openBrowser, visitorAt } from '../support/browser.ts'
import { faxForm } from '../support/posting.ts'
import { type Frontdesk, startFrontdesk } from '../support/server.ts'

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

async function owner() {
  const origin = `http://maple.localhost:${desk.port}`
  const visitor = await visitorAt(browser, origin)
  const [name = '', value = ''] = (await desk.signIn('maple', 'owner_admin')).split('=')
  await visitor.context.addCookies([{ name, value, url: origin }])
  return visitor
}

describe.skipIf(!hasChromium)('ways through the pages', () => {
  test('Enter in the subject moves on and sends nothing; Ctrl+Enter sends', async () => {
    await using visitor = await owner()
    const { page, troubles } = visitor
    await page.goto('/faxes/new')
    await page.keyboard.type('5550120001')
    await page.keyboard.press('Enter')
    await page.setInputFiles('input[type="file"]', `${import.meta.dir}/../fixtures/referral.pdf`)
    const subject = page.getByLabel('Subject')
    await subject.fill('Referral')
    await subject.press('Enter')
    expect(await page.evaluate<string>('document.activeElement.name')).toBe('note')
    await Bun.sleep(300)
    expect(new URL(page.url()).pathname).toMatch(/^\/faxes\/(new|drafts\/)/)
    expect(await subject.inputValue()).toBe('Referral')
    await subject.press('Control+Enter')
    await page.waitForURL(/\/faxes\/[0-9a-f-]{36}\/confirmation/)
    expect(troubles).toEqual([])
  })

  test('the way back leads to the list as it was left: its filter and its place', async () => {
    const key = desk.as('maple', desk.maple.key)
    for (let n = 0; n < 3; n++) await key('/api/faxes', { method: 'POST', body: await faxForm('+15550120001') })
    await using visitor = await owner()
    const { page } = visitor
    const filtered = '/faxes?q=Oak'
    await page.goto(filtered)
    await page.locator('[data-row] [data-open]').last().click()
    await page.waitForURL(/\/faxes\/[0-9a-f-]{36}$/)
    await page.locator('.head__back').click()
    await page.waitForURL(/q=Oak/)
    await page.goto('/contacts')
    await page.goto(`/faxes/${((await (await key('/api/faxes')).json()) as { data: { id: string }[] }).data[0]?.id}`)
    await page.locator('.head__back').click()
    await page.waitForURL(/\/faxes$/)
  })
})
