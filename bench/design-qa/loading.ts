import type { Browser } from 'playwright-core'
import { complaintsOf, visitorAt } from '../../test/support/browser.ts'
import { startFrontdesk } from '../../test/support/server.ts'
import { THEMES } from './looking.ts'
import { findings, none, type Row } from './score.ts'

/** Forms and lists while an answer is on its way: the button says what is happening, and axe has nothing against it. */
const WAITS = [
  { path: '/contacts/new', fill: { Name: 'Cedar Imaging', 'Fax number': '5550120033' }, button: 'Add contact', says: 'Adding…' },
  { path: '/settings', fill: { Phone: '5550120088' }, button: 'Save', says: 'Saving…' },
  { path: '/settings/people', fill: { Name: 'Nia Brooks', 'E-mail': 'nia@maple.test' }, button: 'Invite', says: 'Inviting…' },
] as const

export async function loading(browser: Browser): Promise<Row[]> {
  await using desk = await startFrontdesk()
  const origin = `http://maple.localhost:${desk.port}`
  const [name = '', value = ''] = (await desk.signIn('maple', 'owner_admin')).split('=')
  const found: string[] = []
  for (const theme of THEMES)
    for (const { path, fill, button, says } of WAITS) {
      await using visitor = await visitorAt(browser, origin, { colorScheme: theme })
      await visitor.context.addCookies([{ name, value, url: origin }])
      const { page } = visitor
      await page.goto(path)
      let letGo = () => {}
      const held = new Promise<void>((resolve) => {
        letGo = resolve
      })
      await page.route('**/*', async (route) => {
        if (route.request().method() === 'POST') await held
        await route.continue()
      })
      for (const [label, text] of Object.entries(fill)) await page.getByLabel(label, { exact: true }).fill(text)
      const pressed = page.getByRole('button', { name: button, exact: true })
      await pressed.click({ noWaitAfter: true })
      const said = await page
        .getByRole('button', { name: says })
        .waitFor({ timeout: 3_000 })
        .then(
          () => true,
          () => false,
        )
      if (!said) found.push(`${path}: the button does not say “${says}” while it waits`)
      found.push(...(await complaintsOf(page)).map((each) => `${path}, waiting, ${theme}: ${each}`))
      letGo()
      await page.waitForLoadState()
    }
  findings.push(...found)
  return [none('complaints while an answer is awaited', found, WAITS.length * THEMES.length)]
}
