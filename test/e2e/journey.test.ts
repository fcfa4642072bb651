import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { control } from '../carrier/support.ts'
import { complaintsOf, hasChromium, missChromium, openBrowser, visitorAt } from '../support/browser.ts'
import { codeOf } from '../support/second-factor.ts'
import { type Frontdesk, PASSWORD, startFrontdesk, until } from '../support/server.ts'

// A browser and three processes on a machine that may be busy: far more than they need.
setDefaultTimeout(60_000)

const REFERRAL = join(import.meta.dir, '../fixtures/referral.pdf')
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

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/')
  expect(page.url()).toContain('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  if (email === desk.maple.emails.owner_admin) {
    await page.getByLabel('Code').fill(codeOf(desk.maple.file, email))
    await page.keyboard.press('Enter')
  }
  await page.getByRole('heading', { level: 1, name: /^(Sent|Send a fax)$/ }).waitFor()
}

const expectAccessible = async (page: Page) => expect(await complaintsOf(page)).toEqual([])
/** Not only asked for: decoded, and as wide as a page. */
const isDrawn = (page: Page, path: string, width = 300) =>
  until(() => page.locator(`img[src*="${path}"]`).evaluateAll((images, least) => images.some((image) => image.naturalWidth > least), width))

describe.skipIf(!hasChromium)('a day at the front desk', () => {
  test('a fax is sent by keyboard, seen through to its delivery, and one comes in', async () => {
    await using visitor = await visitorAt(browser, maple)
    const { page, context } = visitor
    await page.goto('/sign-in')
    await expectAccessible(page)
    await signIn(page, desk.maple.emails.user)

    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.waitForURL('**/faxes/new')
    await expectAccessible(page)
    await page.getByRole('combobox', { name: 'To' }).focus()
    await page.keyboard.type('+15550100001')
    await page.keyboard.press('Enter')
    await page.getByRole('list', { name: 'Recipients' }).getByText('+15550100001').waitFor()
    await page.locator('input[type=file]').setInputFiles(REFERRAL)
    // Its pages are here at once: one is turned and put elsewhere, where the hands are.
    const first = page.getByRole('checkbox', { name: 'page 1 of referral.pdf' })
    await first.focus()
    await page.keyboard.press('r')
    await page.getByRole('checkbox', { name: 'Page 1: page 1 of referral.pdf, turned by 90 degrees' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('checkbox', { name: 'Page 2: page 1 of referral.pdf, turned by 90 degrees' }).waitFor()
    expect(await first.evaluate((box) => box.matches(':focus'))).toBe(true)
    await isDrawn(page, '/files/1/pages/1.png', 100)
    await page.getByLabel('Subject').focus()
    await page.keyboard.type('Referral')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Please see the attached pages.')
    await page.locator('[data-saved]').getByText('Kept as a draft.').waitFor()
    await page.locator('[data-sum=pages]').getByText('4').waitFor()
    // Whoever is called away finds all of it again.
    await page.waitForURL('**/faxes/drafts/*')
    await page.reload()
    expect(await page.getByLabel('Note').inputValue()).toBe('Please see the attached pages.')
    await page.locator('[data-sum=pages]').getByText('4').waitFor()
    await expectAccessible(page)
    // The line stays busy at the carrier's door until we say so.
    await control(desk.carrier, '', { rateLimit: true })
    await page.getByRole('button', { name: 'Send fax' }).focus()
    await page.keyboard.press('Enter')

    // The number is new, and like another’s: it is looked at again, and what was chosen and typed stays.
    const look = page.getByRole('group', { name: 'Not sent yet: a second look' })
    await look.getByText('one slip away from Oak Cardiology').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')

    await page.getByRole('heading', { name: 'Your fax is on its way' }).waitFor()
    await expectAccessible(page)
    const status = await page.getByRole('link', { name: 'View status' }).getAttribute('href')
    const record = await context.newPage()
    await record.goto(status ?? '')
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.waitForURL('**/faxes')
    const row = page.locator('tbody tr').first()
    await row.getByText(/Queued|Sending/).waitFor()
    await expectAccessible(page)
    await expectAccessible(record)
    for (const each of [page, record]) {
      await each.locator('#connection[data-state=live]').waitFor()
      await each.evaluate(() => void Object.assign(globalThis, { neverReloaded: true }))
    }
    await control(desk.carrier, '', { rateLimit: false })
    await row.getByText('Delivered').waitFor()
    await record.locator('.standing').getByText('Delivered').waitFor()
    await record.getByText('Delivered, 4 pages').waitFor()
    for (const each of [page, record]) expect(await each.evaluate(() => 'neverReloaded' in globalThis)).toBe(true)
    await isDrawn(record, '/pages/1.png')
    await expectAccessible(record)
    await record.close()

    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await page.waitForURL('**/received')
    await page.getByText('No faxes yet').waitFor()
    await expectAccessible(page)
    await page.locator('#connection[data-state=live]').waitFor()
    await page.evaluate(() => void Object.assign(globalThis, { neverReloaded: true }))
    await control(desk.carrier, '/call', { to: desk.maple.number, from: '+15550120001', pages: 2 })
    const came = page.locator('tbody tr').first()
    await came.getByText('Received').waitFor()
    await came.getByRole('link', { name: 'Oak Cardiology' }).waitFor()
    expect(await page.evaluate(() => 'neverReloaded' in globalThis)).toBe(true)
    await expectAccessible(page)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/received/*')
    await isDrawn(page, '/pages/1.png')
    await expectAccessible(page)
    expect(visitor.troubles).toEqual([])
  })

  test('the owner reads what happened in the audit, signs out, and going back shows nothing', async () => {
    await using visitor = await visitorAt(browser, maple)
    const { page } = visitor
    await signIn(page, desk.maple.emails.owner_admin)
    await page.getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
    const text = (await page.locator('main').textContent()) ?? ''
    for (const words of [
      'Uma Reyes',
      'Signed in',
      'Fax submitted',
      'Fax delivered',
      'Opened the pages of a sent fax',
      'Looked at a received fax',
      'Verified',
    ])
      expect(text).toContain(words)
    await expectAccessible(page)
    for (const path of ['/jobs', '/settings', '/contacts', '/contacts/new', '/help']) {
      await page.goto(path)
      await expectAccessible(page)
    }
    await page.goto('/faxes')
    await page.locator('tbody tr a').first().click()
    await page.getByRole('heading', { name: 'What happened' }).waitFor()
    await page.locator('[popovertarget=person]').click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    await expectAccessible(page)
    await page.goBack()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.getByText('What happened').count()).toBe(0)
    expect(visitor.troubles).toEqual([])
  })
})

describe.skipIf(!hasChromium)('without a script', () => {
  test('a fax is sent and a contact is kept with plain forms', async () => {
    await using visitor = await visitorAt(browser, maple, { javaScriptEnabled: false })
    const { page } = visitor
    await signIn(page, desk.maple.emails.user)

    await page.getByRole('link', { name: 'Contacts' }).click()
    await page.getByRole('link', { name: 'Add a contact' }).first().click()
    await page.getByLabel('Name').fill('Birch Radiology')
    await page.getByLabel('Fax number', { exact: true }).fill('12')
    await page.getByRole('button', { name: 'Add contact' }).click()
    await page.getByText('Enter a fax number such as').first().waitFor()
    expect(await page.getByLabel('Name').inputValue()).toBe('Birch Radiology')
    await page.getByLabel('Fax number', { exact: true }).fill('(555) 012-0021')
    await page.getByRole('button', { name: 'Add contact' }).click()
    await page.getByText('The contact was added.').waitFor()
    await page.getByRole('link', { name: 'Birch Radiology', exact: true }).waitFor()

    await page.goto('/faxes/new')
    await page.getByLabel('To', { exact: true }).first().fill('Birch Radiology, (555) 012-0021')
    await page.getByRole('button', { name: 'Send fax' }).click()
    await page.getByText('Add at least one PDF or TIFF file.').first().waitFor()
    expect(await page.getByLabel('To', { exact: true }).first().inputValue()).toBe('Birch Radiology, (555) 012-0021')
    await page.locator('input[type=file]').setInputFiles(REFERRAL)
    await page.getByRole('button', { name: 'Send fax' }).click()
    await page.getByRole('heading', { name: 'Your fax is on its way' }).waitFor()
    await page.getByRole('link', { name: 'View status' }).click()
    await until(async () => {
      await page.reload()
      return (await page.locator('.standing').textContent())?.includes('Delivered')
    })
  })

  test('a new number is looked at again, a list is filtered, a received fax is sorted and a setting is kept', async () => {
    await using visitor = await visitorAt(browser, maple, { javaScriptEnabled: false })
    const { page } = visitor
    await signIn(page, desk.maple.emails.owner_admin)
    const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()

    await page.goto('/faxes/new')
    await page.getByLabel('To', { exact: true }).first().fill('+1 555 012 0077')
    await page.getByLabel('Subject').fill('By hand')
    await page.locator('input[type=file]').setInputFiles(REFERRAL)
    await press('Send fax')
    const look = page.getByRole('group', { name: 'Not sent yet: a second look' })
    await look.getByRole('checkbox').first().waitFor()
    expect(await page.getByLabel('Subject').inputValue()).toBe('By hand')
    for (const box of await look.getByRole('checkbox').all()) await box.check()
    await page.locator('input[type=file]').setInputFiles(REFERRAL)
    await press('Send fax')
    await page.getByRole('heading', { name: 'Your fax is on its way' }).waitFor()

    await page.goto('/faxes')
    await page.getByLabel('Name, number, subject, note or file').fill('By hand')
    await press('Filter')
    await until(async () => page.url().includes('q=By+hand') && (await page.locator('tbody tr').count()) === 1)

    await page.goto('/received')
    await page.locator('tbody a').first().click()
    await page.getByLabel('Assigned to').selectOption({ label: 'Uma Reyes' })
    await press('Assign')
    await page.locator('dd', { hasText: 'Uma Reyes' }).first().waitFor()
    await page.getByLabel('Tag', { exact: true }).fill('referral')
    await press('Add tag')
    await page.getByRole('list', { name: 'Tags' }).getByText('referral').waitFor()

    await page.goto('/settings')
    await page.getByLabel('Phone').fill('(555) 012-0088')
    await press('Save')
    await page.getByText('The settings were saved.').first().waitFor()
    await page.goto('/settings')
    expect(await page.getByLabel('Phone').inputValue()).toBe('(555) 012-0088')
    expect(visitor.troubles).toEqual([])
  })
})
