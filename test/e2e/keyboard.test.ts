import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { hasChromium, missChromium, openBrowser, type Visitor, visitorAt } from '../support/browser.ts'
import { type Frontdesk, startFrontdesk } from '../support/server.ts'
import { type Hand, keyboard } from './hands.ts'
import { fillTheDesk, TASKS } from './ten-tasks.ts'

// A browser and three processes on a machine that may be busy: far more than they need.
setDefaultTimeout(60_000)

let desk: Frontdesk
let browser: Browser
let visitor: Visitor
let hand: Hand
if (!hasChromium) missChromium()
else
  beforeAll(async () => {
    desk = await startFrontdesk()
    browser = await openBrowser()
    visitor = await visitorAt(browser, `http://maple.localhost:${desk.port}`)
    hand = keyboard(visitor.page)
    await fillTheDesk(desk)
  })
afterAll(async () => {
  await browser?.close()
  await desk?.[Symbol.asyncDispose]()
})

describe.skipIf(!hasChromium)('by the keyboard alone somebody can', () => {
  test.each(TASKS.map(({ name, ...task }) => [name, task] as const))('%s', async (_, { act, keys }) => {
    const before = hand.taken().steps
    await act(hand, desk)
    expect(hand.taken().steps - before).toBeLessThanOrEqual(keys)
    expect(visitor.troubles).toEqual([])
  })
})
