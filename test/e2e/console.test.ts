import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { type ConsoleWorld, openConsole } from '../identity/operators/console-world.ts'
import { complaintsOf, hasChromium, missChromium, openBrowser, visitorAt } from '../support/browser.ts'
import { plugIn } from '../support/passkey-device.ts'
import { freePort } from '../support/ports.ts'

setDefaultTimeout(60_000)

let world: ConsoleWorld
let browser: Browser
const port = freePort()
if (!hasChromium) missChromium()
else
  beforeAll(async () => {
    world = openConsole({ PORT: String(port) })
    world.app.listen({ port, hostname: '127.0.0.1' })
    browser = await openBrowser()
  })
afterAll(async () => {
  await browser?.close()
  await world?.app.stop(true)
  world?.[Symbol.dispose]()
})

describe.skipIf(!hasChromium)('an operator at their own host', () => {
  test('sets up a passkey by a link, signs in with it, enters an office that lets support in, and is out when it ends', async () => {
    await using visitor = await visitorAt(browser, `http://admin.localhost:${port}`)
    const { page } = visitor
    await plugIn(visitor.context, page)
    await page.goto(`/console/enrolment/${world.invite('Pia', 'support').token}`)
    expect(await complaintsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByRole('heading', { name: 'Offices' }).waitFor()
    // The browser offers the passkey on the page that comes next, and this device says yes at once.
    const signedIn = page.waitForResponse((answer) => answer.url().endsWith('/console/sign-in/passkey'))
    await page.getByRole('button', { name: 'Sign out' }).click()
    expect((await signedIn).status()).toBe(303)
    await page.getByRole('heading', { name: 'Offices' }).waitFor()
    expect(world.told('sign_in.succeeded').map(({ by }) => by)).toEqual(['passkey', 'link'])
    const ana = await world.owner()
    await world.letIn(ana)
    await page.getByRole('link', { name: 'Maple Street Family Practice' }).click()
    await page.getByRole('button', { name: 'Enter the office' }).click()
    await page.waitForURL(`http://maple.localhost:${port}/settings`)
    await page.getByText('You are here as support').waitFor()
    expect(await complaintsOf(page)).toEqual([])
    await page.getByRole('link', { name: 'Jobs' }).click()
    await page.getByText('You are here as support').waitFor()
    const owners = await (await world.ask('/settings/support', { cookie: ana, host: 'maple.localhost' })).text()
    const ending = /\/settings\/support\/[\w-]+\/ending/.exec(owners)?.[0] ?? ''
    await world.ask(ending, { cookie: ana, form: {}, host: 'maple.localhost' })
    await page.getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(visitor.troubles).toEqual([])
  })
})
