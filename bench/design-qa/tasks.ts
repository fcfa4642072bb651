import type { Browser } from 'playwright-core'
import { type Hand, keyboard, mouse } from '../../test/e2e/hands.ts'
import { fillTheDesk, TASKS } from '../../test/e2e/ten-tasks.ts'
import { visitorAt } from '../../test/support/browser.ts'
import { startFrontdesk } from '../../test/support/server.ts'
import { findings, most, type Row } from './score.ts'

/** What a machine may wait for the product in one task, typing not counted: a person would call more than this slow. */
const MOST_SECONDS = 5

/** The ten core tasks, once by mouse and once by the keyboard alone, each time at a desk of its own. */
export async function tasks(browser: Browser): Promise<Row[]> {
  return [...(await run(browser, 'mouse', mouse)), ...(await run(browser, 'keyboard', keyboard))]
}

async function run(browser: Browser, by: 'mouse' | 'keyboard', handOf: typeof mouse): Promise<Row[]> {
  await using desk = await startFrontdesk()
  await fillTheDesk(desk)
  await using visitor = await visitorAt(browser, `http://maple.localhost:${desk.port}`)
  const hand: Hand = handOf(visitor.page)
  const rows: Row[] = []
  for (const { name, act, clicks, keys } of TASKS) {
    const [before, begun] = [hand.taken(), performance.now()]
    try {
      await act(hand, desk)
    } catch (error) {
      findings.push(`${name}, by ${by}: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
      rows.push({ what: `${name}, by ${by}`, seen: 'not done', bar: 'done', holds: false })
      continue
    }
    const taken = hand.taken().steps - before.steps
    rows.push(most(`${name}, by ${by}: ${by === 'mouse' ? 'clicks' : 'keys'}`, taken, by === 'mouse' ? clicks : keys))
    rows.push(most(`${name}, by ${by}: time`, (performance.now() - begun) / 1_000, MOST_SECONDS, ' s'))
  }
  for (const trouble of visitor.troubles) findings.push(`by ${by}: ${trouble}`)
  return rows
}
