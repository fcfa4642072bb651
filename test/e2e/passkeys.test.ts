import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { complaintsOf, hasChromium, missChromium, openBrowser, visitorAt } from '../support/browser.ts'
import { plugIn } from '../support/passkey-device.ts'
import { type Frontdesk, PASSWORD, startFrontdesk } from '../support/server.ts'

// A browser and three processes on a machine that may be busy: far more than they need.
setDefaultTimeout(60_000)

let desk: Frontdesk
let browser: Browser
let maple: string
if (!hasChromium) missChromium()
else
  beforeAll(async () => {
    desk = await startFrontdesk()
    browser = await openBrowser()
    maple = `http://maple.localhost:${desk.port}`
  })
afterAll(async () => {
  await browser?.close()
  await desk?.[Symbol.asyncDispose]()
})

const expectAccessible = async (page: Page) => expect(await complaintsOf(page)).toEqual([])
async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /^Sent$/ }).waitFor()
}

/** As if nobody had touched any page for so long. */
const idle = async (ms: number) => desk.maple.file.write((tx) => void tx.db.run(sql`UPDATE sessions SET seen_at = seen_at - ${ms}`))
/** The page asks the server. */
const LOOK = `document.dispatchEvent(new Event('visibilitychange'))`

describe.skipIf(!hasChromium)('who sits before the browser', () => {
  test('a page that was left alone locks, hides what is on it, and gives the draft back to its own person only', async () => {
    await using visitor = await visitorAt(browser, maple)
    const { page } = visitor
    await signIn(page, desk.maple.emails.user)
    await page.goto('/faxes/new')
    await page.getByLabel('Subject').fill('Nettleship, knee')
    await page.keyboard.press('Escape')
    await page.locator('h1').first().click()

    // Soon to be locked: it says so, and one key keeps it.
    await idle(850_000)
    await page.evaluate(LOOK)
    await page.getByText('This page locks in a minute').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Stay' }).press('Enter')
    await page.getByText('This page locks in a minute').waitFor({ state: 'detached' })
    const left = `fetch('/api/me/session', { headers: { 'x-by-itself': 'yes' } }).then((answer) => answer.json()).then((session) => session.idleSeconds)`
    await page.waitForFunction(`${left}.then((seconds) => seconds > 850)`)
    expect(await page.getByLabel('Subject').inputValue()).toBe('Nettleship, knee')

    await page.keyboard.press('Shift+L')
    await page.getByRole('heading', { name: 'Locked' }).waitFor()
    await expectAccessible(page)
    expect([await page.getByLabel('Subject').isVisible(), await page.title()]).toEqual([false, 'Locked'])
    expect(await page.locator('main').evaluate((main) => 'inert' in main && main.inert)).toBe(true)
    expect(await page.evaluate(`fetch('/api/me').then(({ status }) => status)`)).toBe(401)
    await page.getByLabel('Password').fill('not the password')
    await page.keyboard.press('Enter')
    await page.getByText('That is not your password.').waitFor()
    await page.getByLabel('Password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Locked' }).waitFor({ state: 'detached' })
    expect(await page.getByLabel('Subject').inputValue()).toBe('Nettleship, knee')

    // As if nobody had touched it: the server says so to the page when it asks.
    await idle(900_000)
    await page.evaluate(LOOK)
    await page.getByRole('heading', { name: 'Locked' }).waitFor()
    await page.getByRole('button', { name: 'Sign in as somebody else' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await signIn(page, desk.maple.emails.auditor)
    await page.goBack()
    await page.goBack()
    expect(await page.getByText('Nettleship').count()).toBe(0)
    expect(visitor.troubles).toEqual([])
  })

  test('a passkey is made, signs in by itself, and shows once more who it is', async () => {
    await using visitor = await visitorAt(browser, maple)
    const { page, context } = visitor
    await signIn(page, desk.maple.emails.user)
    await plugIn(context, page)
    await page.goto('/settings/security')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByLabel('Your password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('heading', { level: 1, name: 'Add a passkey' }).waitFor()
    await expectAccessible(page)
    await page.getByLabel('Name').fill('Front desk')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Keep these codes' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'I have kept them' }).click()
    await page.getByRole('link', { name: 'Front desk' }).waitFor()
    await expectAccessible(page)
    await page.goto('/settings/security/sessions')
    await page.getByText('This device').waitFor()
    await expectAccessible(page)

    const signOut = async () => {
      await page.locator('[popovertarget=person]').click()
      await page.getByRole('button', { name: 'Sign out' }).click()
    }
    const isIn = () => page.getByRole('heading', { level: 1, name: 'Sent' }).waitFor()
    // The device is touched all the time, so what the browser offers among what it fills in is taken at once.
    await signOut()
    await isIn()
    // Where a browser has no such offer, the button asks.
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false')
    await signOut()
    await page.getByText('You are signed out.').waitFor()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await isIn()

    desk.maple.file.write((tx) => tx.db.run(`UPDATE sessions SET proven_at = proven_at - 600000` as never))
    await page.goto('/settings/security')
    page.on('dialog', (dialog) => void dialog.accept())
    await page.getByRole('button', { name: 'New recovery codes' }).click()
    await page.getByRole('heading', { name: 'Is it you?' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Use your passkey' }).click()
    await page.getByRole('heading', { level: 1, name: 'Keep these codes' }).waitFor()
    expect(visitor.troubles).toEqual([])
  })
})
