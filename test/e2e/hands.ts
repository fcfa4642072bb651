import type { Locator, Page } from 'playwright-core'

/** How somebody gets at what a page offers: with a mouse, or with the keyboard alone. Both count what it took. */
export type Hand = {
  readonly page: Page
  /** To a place that the rail names. */
  go(place: Place): Promise<void>
  /** A button or a link. */
  press(target: Locator): Promise<void>
  type(target: Locator, text: string): Promise<void>
  choose(target: Locator, label: string): Promise<void>
  attach(target: Locator, file: string): Promise<void>
  taken(): Taken
}
/** Clicks, or keys that are not letters of what is typed. */
export type Taken = { readonly steps: number; readonly typed: number }
export type Place = 'Send' | 'Sent' | 'Received' | 'Contacts' | 'Audit' | 'Settings'

/** Listens from the beginning: one that begins when the dialog is asked for may come too late for it. */
function fileDialogs(page: Page): (file: string) => void {
  let chosen = ''
  page.on('filechooser', (dialog) => void dialog.setFiles(chosen))
  return (file) => {
    chosen = file
  }
}

export function mouse(page: Page): Hand {
  const answer = fileDialogs(page)
  let steps = 0
  let typed = 0
  const click = async (target: Locator) => {
    steps++
    await target.click()
  }
  return {
    page,
    go: (place) => click(page.getByRole('navigation').getByRole('link', { name: place }).first()),
    press: click,
    async type(target, text) {
      await click(target)
      typed += text.length
      await target.pressSequentially(text)
    },
    async choose(target, label) {
      steps += 2
      await target.selectOption({ label })
    },
    async attach(target, file) {
      answer(file)
      await click(target)
    },
    taken: () => ({ steps, typed }),
  }
}

const SHORTCUTS: Partial<Record<Place, string>> = { Send: 's', Sent: 'o', Received: 'i', Contacts: 'c' }
const MOST_TABS = 120

/** Never touches the mouse: what Tab does not reach, or what has no visible focus when it is reached, is an error. */
export function keyboard(page: Page): Hand {
  const answer = fileDialogs(page)
  let steps = 0
  let typed = 0
  const press = async (key: string) => {
    steps++
    await page.keyboard.press(key)
  }
  const isFocused = (target: Locator) => target.evaluate((element) => element === element.ownerDocument.activeElement)

  async function reach(target: Locator): Promise<void> {
    await target.waitFor()
    const isOnPage = await target.evaluate((element) => element.closest('main') !== null)
    for (let tabs = 0; !(await isFocused(target)); tabs++) {
      if (tabs === MOST_TABS) throw new Error(`Tab does not reach ${target}.`)
      await press('Tab')
      if (tabs === 0 && isOnPage && (await page.locator('a.skip:focus').count()) > 0) await press('Enter')
    }
    if (!(await isSeen(target))) throw new Error(`One does not see that ${target} has the focus.`)
  }

  return {
    page,
    async go(place) {
      const key = SHORTCUTS[place]
      if (!key) {
        await reach(page.getByRole('navigation').getByRole('link', { name: place }).first())
        return press('Enter')
      }
      // Whoever stands in a field steps out of it first: letters typed there are words.
      if ((await page.locator('input:focus, textarea:focus, select:focus').count()) > 0) await press('Escape')
      await press('g')
      await press(key)
    },
    async press(target) {
      await reach(target)
      await press((await target.getAttribute('type')) === 'checkbox' ? 'Space' : 'Enter')
    },
    async type(target, text) {
      await reach(target)
      typed += text.length
      await page.keyboard.type(text)
    },
    async choose(target, label) {
      await reach(target)
      typed += label.length
      await page.keyboard.type(label)
    },
    async attach(target, file) {
      await reach(target)
      answer(file)
      await press('Enter')
    },
    taken: () => ({ steps, typed }),
  }
}

/** A ring around it, or around what stands for it. */
const isSeen = (target: Locator) =>
  target.evaluate((element) => {
    for (let at = element; at; at = at.parentElement) {
      const { outlineStyle, outlineWidth } = at.ownerDocument.defaultView.getComputedStyle(at)
      if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) return true
      if (at !== element && !at.matches(':focus-within')) return false
    }
    return false
  })
