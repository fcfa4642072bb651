import type { Browser, Page } from 'playwright-core'
import { complaintsOf, visitorAt } from '../../test/support/browser.ts'
import { THEMES } from './looking.ts'
import { findings, none, type Row } from './score.ts'
import { type Shown, showPages } from './shown.ts'

/** Every form of every page and state while its answer does not come: the button says what is happening, and axe has nothing against it. */
export async function loading(browser: Browser, only: string): Promise<Row[]> {
  await using served = await showPages(only)
  const waiting = served.shown.filter(({ html }) => html.includes('data-busy='))
  const found: string[] = []
  for (const theme of THEMES) {
    await using visitor = await visitorAt(browser, served.origin, { colorScheme: theme })
    const { page } = visitor
    page.on('dialog', (dialog) => void dialog.accept())
    // Nothing that is sent is ever answered; the next page lets go of it.
    await page.route('**/*', (route) => (isSent(route.request().method()) ? undefined : route.continue()))
    for (const each of waiting) found.push(...(await look(page, each)).map((trouble) => `waiting, ${each.name}, ${theme}: ${trouble}`))
  }
  findings.push(...found)
  return [none('complaints while an answer is awaited', found, waiting.length * THEMES.length)]
}

const isSent = (method: string): boolean => method !== 'GET'

/** Sends every form of the page, with the button that says what happens meanwhile, but leads nowhere; answers those that do not say it. */
const SEND = `(() => {
  addEventListener('submit', (event) => event.preventDefault())
  const buttons = new Map([...document.querySelectorAll('form button[data-busy]')].map((button) => [button.form, button]))
  return [...buttons].flatMap(([form, button]) => {
    form.noValidate = true
    form.requestSubmit(button)
    const said = button.querySelector('[data-label]').textContent
    return said === button.dataset.busy ? [] : ['the button “' + said + '” does not say “' + button.dataset.busy + '”']
  })
})()`

async function look(page: Page, { path }: Shown): Promise<string[]> {
  await page.goto(path)
  return [...(await page.evaluate<string[]>(SEND)), ...(await complaintsOf(page))]
}
