import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { complaintsOf, hasChromium, missChromium, openBrowser, type Visitor, visitorAt } from '../support/browser.ts'
import { faxForm } from '../support/posting.ts'
import { type Frontdesk, startFrontdesk, until } from '../support/server.ts'
import { keyboard } from './hands.ts'

// A browser and three processes on a machine that may be busy: far more than they need.
setDefaultTimeout(60_000)

const REFERRAL = join(import.meta.dir, '../fixtures/referral.pdf')
/** Known, new, one slip away from the known one, and no number at all. */
const LIST = ['Oak Cardiology <+15550120001>', 'Pine Pharmacy <+15550130001>', 'Oak <+15550120011>', 'Nobody <12>'].join('\n')

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

async function signIn({ context }: Visitor): Promise<void> {
  const [name = '', value = ''] = (await desk.signIn('maple', 'owner_admin')).split('=')
  await context.addCookies([{ name, value, url: `http://maple.localhost:${desk.port}` }])
}

const headed = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor()
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

test.skipIf(!hasChromium)(
  'by the keyboard alone somebody tries a bulk out, looks at its numbers, sends it and reads its report',
  async () => {
    await using visitor = await visitorAt(browser, `http://maple.localhost:${desk.port}`)
    const { page } = visitor
    await signIn(visitor)
    const hand = keyboard(page)

    await page.goto('/bulks/new')
    await hand.type(page.getByLabel('Or paste a list'), LIST)
    const files = page.locator('input[type=file][name=files]')
    await hand.attach(files, REFERRAL)
    await until(async () => (await files.inputValue()).endsWith('referral.pdf'))
    await hand.type(page.getByLabel('Subject'), 'New hours')
    await hand.press(button(page, 'Try it out'))

    await headed(page, 'Dry run: nothing is sent yet')
    await headed(page, 'Numbers to look at before it goes')
    expect(await complaintsOf(page)).toEqual([])
    await hand.choose(page.locator('select[name=outcome]'), 'Numbers to look at')
    await hand.press(page.locator('#lines').getByRole('button', { name: 'Show' }))
    await page.waitForURL(/outcome=doubtful/)
    expect(await page.locator('#rows tr').count()).toBe(2)

    await hand.press(page.getByLabel('I looked at these numbers'))
    await hand.press(button(page, 'Send to 3 recipients'))
    await headed(page, 'Ended')
    expect(await complaintsOf(page)).toEqual([])
    await page.getByRole('link', { name: 'Report as PDF' }).waitFor()
    expect(visitor.troubles).toEqual([])
  },
)

describe.skipIf(!hasChromium)('the choice of what is shown', () => {
  test.each([1440, 1024, 390])('is to be read as a whole at %i pixels', async (width) => {
    await using visitor = await visitorAt(browser, `http://maple.localhost:${desk.port}`, { viewport: { width, height: 900 } })
    const { page } = visitor
    await signIn(visitor)
    const form = await faxForm([])
    form.set('list', LIST)
    const answer = await desk.as('maple', desk.maple.key)('/api/bulks', { method: 'POST', body: form })
    await page.goto(answer.headers.get('location')?.replace('/api', '') ?? '')
    const select = page.locator('select[name=outcome]')
    await select.waitFor()
    const needs = await select.evaluate((element) => {
      const copy = element.cloneNode(true) as typeof element
      copy.setAttribute('style', 'position: absolute; width: auto; visibility: hidden')
      element.parentElement?.append(copy)
      const needed = copy.getBoundingClientRect().width
      copy.remove()
      return { needed, given: element.getBoundingClientRect().width }
    })
    expect(needs.given).toBeGreaterThanOrEqual(Math.min(needs.needed, width - 120))
  })
})
