import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type PDFDict, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib'
import { sql } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { control } from '../carrier/support.ts'
import { complaintsOf, hasChromium, missChromium, openBrowser, type Visitor, visitorAt } from '../support/browser.ts'
import { PASTED } from '../support/pasted.ts'
import { type Fax, faxForm } from '../support/posting.ts'
import { type Frontdesk, startFrontdesk, until } from '../support/server.ts'

// A browser and three processes on a machine that may be busy: far more than they need.
setDefaultTimeout(60_000)

let desk: Frontdesk
let browser: Browser
let cookie: string
if (!hasChromium) missChromium()
else
  beforeAll(async () => {
    desk = await startFrontdesk()
    browser = await openBrowser()
    cookie = await desk.signIn('maple', 'owner_admin')
  })
afterAll(async () => {
  await browser?.close()
  await desk?.[Symbol.asyncDispose]()
})

async function owner(options: Parameters<typeof visitorAt>[2] = {}): Promise<Visitor> {
  const origin = `http://maple.localhost:${desk.port}`
  const visitor = await visitorAt(browser, origin, options)
  const [name = '', value = ''] = cookie.split('=')
  await visitor.context.addCookies([{ name, value, url: origin }])
  return visitor
}

async function paste(page: Page, text: string): Promise<void> {
  const box = page.getByRole('combobox', { name: 'To' })
  await box.focus()
  // As text, because these are the browser's own classes, which our types do not know.
  const taken = await page.evaluate<boolean>(`(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text', ${JSON.stringify(text)})
    return !document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })()`)
  if (taken) return
  await box.fill(text)
  await box.press('Enter')
}

describe.skipIf(!hasChromium)('small things at the desk', () => {
  test('the send page waits for a recipient, and Escape gives the keys back', async () => {
    await using visitor = await owner()
    const { page } = visitor
    await page.goto('/faxes/new')
    await page.keyboard.type('5552010100')
    await page.keyboard.press('Enter')
    await page.getByRole('list', { name: 'Recipients' }).getByText('5552010100').waitFor()
    expect(await complaintsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Remove 5552010100' }).click()
    await page.getByRole('combobox', { name: 'To' }).press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('heading', { name: 'Keys' }).waitFor()
    expect(visitor.troubles).toEqual([])
  })

  test('the send button stays under the pointer while what was typed just before is being kept', async () => {
    await using visitor = await owner({ viewport: { width: 390, height: 844 } })
    const { page } = visitor
    await page.goto('/faxes/new')
    await page.keyboard.type('5552010100')
    await page.keyboard.press('Enter')
    const note = page.getByLabel('Note')
    const [kept, send] = [page.locator('[data-saved]'), page.getByRole('button', { name: 'Send fax' })]
    await note.fill('Please call')
    await note.blur()
    await kept.getByText('Kept as a draft').waitFor()
    await note.pressSequentially(' back')
    await kept.getByText('Kept as a draft').waitFor()
    // At its end a page that becomes shorter takes everything with it.
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
    const before = await send.boundingBox()
    if (!before) throw new Error('There is no button.')
    await page.mouse.move(before.x + before.width / 2, before.y + 4)
    await page.mouse.down()
    const pressed = await send.boundingBox()
    await page.mouse.up()
    expect(pressed).toEqual(before)
  })

  test('a pasted list becomes the recipients that it means', async () => {
    await using visitor = await owner()
    const { page } = visitor
    await page.goto('/faxes/new')
    for (const { what, text, entries } of PASTED) {
      await paste(page, text)
      const written = entries.map(([name, number]) => (name ? `${name} <${number}>` : number))
      expect([what, await page.locator('textarea[name=to]').inputValue()]).toEqual([what, written.join('\n')])
      for (const _ of entries)
        await page
          .getByRole('button', { name: /^Remove/ })
          .first()
          .click()
    }
    await paste(page, 'Oak Clinic, 5552010100\nElm')
    expect(await page.locator('.chip--problem').textContent()).toContain('Elm')
    expect(visitor.troubles).toEqual([])
  })

  test('the confirmation follows the fax, and leaves the focus where it is', async () => {
    await using visitor = await owner()
    const { page } = visitor
    await control(desk.carrier, '', { rateLimit: true })
    const answer = await desk.as('maple', desk.maple.key)('/api/faxes', { method: 'POST', body: await faxForm('+15550100001') })
    const { id } = (await answer.json()) as Fax
    await page.goto(`/faxes/${id}/confirmation`)
    await page.locator('h1:focus', { hasText: 'Your fax is on its way' }).waitFor()
    await page.locator('#connection[data-state=live]').waitFor()
    await page.getByRole('link', { name: 'View status' }).focus()
    await control(desk.carrier, '', { rateLimit: false })
    await page.getByRole('heading', { name: 'Your fax was delivered' }).waitFor()
    await page.locator('.done').getByText('Delivered', { exact: true }).waitFor()
    expect(await page.locator('a:focus').textContent()).toContain('View status')
    expect(await complaintsOf(page)).toEqual([])
    expect(visitor.troubles).toEqual([])
  })

  test('what is exported is what the filter shows', async () => {
    await using visitor = await owner()
    const { page } = visitor
    for (const [path, label, value] of [
      ['/faxes', 'Name, number, subject, note or file', 'oak'],
      ['/audit', 'From', '2026-03-02'],
    ] as const) {
      await page.goto(path)
      await page.getByLabel(label).fill(value)
      await page.locator(`#export[href*="=${value}"]`).waitFor()
    }
    expect(visitor.troubles).toEqual([])
  })

  test('a received fax prints as its pages, a sheet each', async () => {
    await control(desk.carrier, '/call', { to: desk.maple.number, from: '+15550120001', pages: 3 })
    const id = await until(() =>
      desk.maple.file.read((tx) => tx.db.all<{ id: string }>(sql`SELECT id FROM received_faxes WHERE status = 'received'`)[0]?.id),
    )
    await using visitor = await owner({ colorScheme: 'dark' })
    const { page } = visitor
    await page.goto(`/received/${id}`)
    await page.locator('.viewer img').first().waitFor()
    for (const format of ['Letter', 'A4']) {
      const paper = await PDFDocument.load(await page.pdf({ format }))
      expect([format, paper.getPageCount(), picturesIn(paper)]).toEqual([format, 3, 3])
    }
  })
})

/** A page whose picture had not come when it was printed is blank. */
const picturesIn = (paper: PDFDocument): number =>
  paper.context.enumerateIndirectObjects().filter(([, each]) => each instanceof PDFRawStream && isPicture(each.dict)).length
const isPicture = (dict: PDFDict) => dict.get(PDFName.of('Subtype')) === PDFName.of('Image') && !dict.has(PDFName.of('ImageMask'))
